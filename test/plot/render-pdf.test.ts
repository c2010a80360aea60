import { createCanvas } from '@napi-rs/canvas';
import * as assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { cka, interventions, whatTheProbeSees } from '../../figures/index.js';
import { columnWidthPoints, renderPdf, renderPng, renderSvg, type Figure } from '../../src/plot/index.js';
import { drawSvg } from '../../src/plot/draw-svg.js';
import { plotlyWindow } from '../../src/plot/plotly-window.js';
import { loadStudy } from '../../src/study/load.js';

/** Mean difference of two pictures over all pixels and channels, of 255. */
async function meanDifference(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = await Promise.all(
    [a, b].map((png) => sharp(png).flatten({ background: '#fff' }).removeAlpha().raw().toBuffer()),
  );
  assert.equal(first.length, second.length);
  let sum = 0;
  for (let at = 0; at < first.length; at++) sum += Math.abs(first[at] - second[at]);
  return sum / first.length;
}

/** The content stream of a page, in which paths are written as text. */
function contentOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const number = /\/Contents (\d+) 0 R/.exec(bytes.toString('latin1'))![1];
  const text = bytes.toString('latin1');
  const start = text.indexOf('stream', text.indexOf(`\n${number} 0 obj`)) + 'stream\n'.length;
  return inflateSync(bytes.subarray(start, text.indexOf('endstream', start))).toString('latin1');
}

describe('renderPdf', () => {
  const study = loadStudy('docs/results/quick');
  const drawn: Record<string, { figure: Figure; svg: string }> = {};
  before(async () => {
    for (const figure of [interventions(study), cka(study), whatTheProbeSees(study)])
      drawn[figure.name] = { figure, svg: await renderSvg(figure) };
  });

  it('has one page of the size asked for, no time of day, and the same bytes twice', async () => {
    const { svg, figure } = drawn.interventions;
    const [pdf, again] = [await renderPdf(svg, columnWidthPoints), await renderPdf(svg, columnWidthPoints)];
    assert.ok(Buffer.from(pdf).equals(again));
    const text = Buffer.from(pdf).toString('latin1');
    assert.match(text, /^%PDF-1/);
    assert.match(text, /\/Count 1/);
    assert.doesNotMatch(text, /CreationDate|ModDate/);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!.map(Number);
    const ratio = figure.layout.height / figure.layout.width;
    assert.deepEqual([width, height], [columnWidthPoints, ratio * columnWidthPoints].map(Math.round));
  });

  it('is made of paths, and of pictures only where the figure has pictures', async () => {
    for (const [name, pictures] of [
      ['interventions', 0],
      ['what-the-probe-sees', 40],
    ] as const) {
      const pdf = await renderPdf(drawn[name].svg);
      const text = Buffer.from(pdf).toString('latin1');
      assert.equal([...text.matchAll(/\/Subtype \/Image/g)].length, pictures, name);
      const glyphs = drawn[name].svg.match(/<use /g)!.length;
      const fills = contentOf(pdf).match(/\bf\*?\n/g)!.length;
      assert.ok(fills >= glyphs, `${fills} filled paths for ${glyphs} letters`);
    }
  });

  for (const name of ['interventions', 'cka', 'what-the-probe-sees'])
    it(`draws what the SVG shows: ${name}`, async () => {
      const { svg, figure } = drawn[name];
      const { window, typeface } = await plotlyWindow();
      const { width, height } = figure.layout;
      const canvas = createCanvas(width, height);
      const root = new window.DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
      await drawSvg(root, canvas.getContext('2d'), typeface);
      const difference = await meanDifference(canvas.toBuffer('image/png'), await renderPng(svg, 1));
      assert.ok(difference < 0.5, `mean difference of ${difference.toFixed(3)} of 255`);
    });
});
