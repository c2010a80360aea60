import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { drawFigures } from '../../figures/index.js';
import { inTheme, renderFigure, renderPng, renderSvg, type Figure } from '../../src/plot/index.js';
import { loadStudy } from '../../src/study/load.js';
import { useChromium } from '../support/chromium.js';

/** Smoothed edges differ between two renderers by up to an eighth of the way from black to white. */
const tolerance = 32;

/** Share of pixels whose colour differs by more than the tolerance in a channel. */
async function differing(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = await Promise.all(
    [a, b].map((png) => sharp(png).flatten({ background: '#fff' }).removeAlpha().raw().toBuffer({ resolveWithObject: true })), // prettier-ignore
  );
  assert.deepEqual(first.info, second.info);
  let count = 0;
  for (let at = 0; at < first.data.length; at += 3)
    if ([0, 1, 2].some((channel) => Math.abs(first.data[at + channel] - second.data[at + channel]) > tolerance))
      count++;
  return (3 * count) / first.data.length;
}

describe('SVG beside what Chromium draws of the same Plotly figure', () => {
  const open = useChromium();
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-chromium-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  async function shares(figure: Figure, colorScheme: 'light' | 'dark'): Promise<number> {
    const { html } = await renderFigure(figure, folder, { formats: ['html'] });
    const { width, height } = figure.layout;
    const { page, errors, requests } = await open(`file://${html}`, {
      viewport: { width: width + 100, height: height + 300 },
      colorScheme,
      deviceScaleFactor: 2,
    });
    await page.waitForSelector('#figure .main-svg .infolayer');
    await page.evaluate('document.fonts.ready');
    const box = (await page.locator('#figure .svg-container').boundingBox())!;
    const shot = await page.screenshot({ clip: { x: box.x, y: box.y, width, height } });
    assert.deepEqual(errors, []);
    assert.deepEqual(requests, []);
    return differing(await renderPng(await renderSvg(inTheme(figure, colorScheme))), shot);
  }

  const study = loadStudy(path.join('docs', 'results', 'quick'));
  for (const figure of drawFigures(study).filter(({ name }) =>
    ['findings', 'cka', 'what-the-probe-sees'].includes(name),
  ))
    it(`differs in less than 1 % of the pixels of ${figure.name}`, async () => {
      const scheme = figure.name === 'cka' ? 'dark' : 'light';
      const share = await shares(figure, scheme);
      assert.ok(share < 0.01, `${(100 * share).toFixed(2)} % differ`);
    });

  it('differs in more than 1 % where a figure is not the same', async () => {
    const [figure] = drawFigures(study).filter(({ name }) => name === 'cka');
    const png = await renderPng(await renderSvg(figure));
    const changed = await renderPng(await renderSvg({ ...figure, data: figure.data.slice(1) }));
    assert.ok((await differing(png, changed)) > 0.01);
  });
});
