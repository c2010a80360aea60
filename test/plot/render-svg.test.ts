import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import type { Figure } from '../../src/plot/figure.js';
import { renderPng } from '../../src/plot/render-png.js';
import { renderSvg } from '../../src/plot/render-svg.js';
import { houseAxis, houseLayout } from '../../src/plot/style.js';
import { textBoxes } from './text-boxes.js';

const figure: Figure = {
  name: 'test',
  title: 'A <test> & more',
  caption: 'Three points, n = 3.',
  data: [
    { type: 'scatter', x: [1, 2, 3], y: [2, 1, 3], name: 'line' },
    { type: 'heatmap', z: [[0, 1], [1, 0]], xaxis: 'x2', yaxis: 'y2', showscale: false }, // prettier-ignore
  ],
  layout: {
    ...houseLayout({ title: 'A plain title' }),
    width: 400,
    height: 300,
    xaxis: houseAxis({ domain: [0, 0.45], title: 'steps' }),
    xaxis2: houseAxis({ domain: [0.55, 1] }),
    yaxis2: houseAxis({ anchor: 'x2' }),
  },
};

describe('renderSvg', () => {
  let svg: string;
  before(async () => {
    svg = await renderSvg(figure);
  });

  it('draws text as outlines that say what they are', () => {
    const { window } = new JSDOM(svg, { contentType: 'image/svg+xml' });
    const labels = [...window.document.querySelectorAll('[aria-label]')].map((g) => g.getAttribute('aria-label'));
    assert.equal(window.document.querySelectorAll('text').length, 0);
    for (const expected of ['A plain title', 'steps', '1', '2', '3']) assert.ok(labels.includes(expected), expected);
  });

  it('carries title and caption, escaped', () => {
    assert.match(svg, /<title>A &lt;test&gt; &amp; more<\/title>/);
    assert.match(svg, /<desc>Three points, n = 3\.<\/desc>/);
  });

  it('draws heat maps with pixels that stay pixels', () => {
    assert.match(svg, /<image [^>]*image-rendering:pixelated/);
    assert.match(svg, /href="data:image\/png;base64,iVBOR/);
  });

  it('is deterministic and leaves the figure as it was', async () => {
    const before = JSON.stringify(figure);
    assert.ok((await renderSvg(figure)) === svg);
    assert.equal(JSON.stringify(figure), before);
  });

  it('makes room for long names, which needs measured text', async () => {
    const name = 'a rather long name of a tick';
    const yaxis = houseAxis({ automargin: true, tickvals: [1, 2], ticktext: [name, 'b'] });
    const boxes = await textBoxes(await renderSvg({ ...figure, layout: { ...figure.layout, yaxis } }));
    const box = boxes.find(({ text }) => text === name)!;
    assert.ok(box.left >= 0 && box.right > 140, `${box.left} to ${box.right}`);
  });

  it('names figure and trace that need a browser', async () => {
    const data = [{ type: 'scatter3d', x: [1], y: [1], z: [1] }];
    await assert.rejects(renderSvg({ ...figure, data }), /'test' has a trace of type 'scatter3d'/);
  });

  it('names a picture that would have to be loaded, which Plotly would wait for without end', async () => {
    const layout = { ...figure.layout, images: [{ source: 'room.png', x: 0, y: 1, sizex: 1, sizey: 1 }] };
    await assert.rejects(renderSvg({ ...figure, layout }), /has an image from room\.png.*data URI/);
  });
});

describe('renderSvg, asked at once', () => {
  it('draws each figure as if it were alone, and a failure harms no other', async () => {
    const alone = await renderSvg(figure);
    const hopeless = { ...figure, data: [{ type: 'scatter3d' }] };
    const [first, failed, second] = await Promise.allSettled([
      renderSvg(figure),
      renderSvg(hopeless),
      renderSvg(figure),
    ]);
    assert.equal(failed.status, 'rejected');
    for (const result of [first, second]) assert.ok(result.status === 'fulfilled' && result.value === alone);
  });
});

describe('renderPng', () => {
  it('has twice the size of the figure and is not blank', async () => {
    const { default: sharp } = await import('sharp');
    const png = sharp(Buffer.from(await renderPng(await renderSvg(figure))));
    const { width, height, channels } = await png.metadata();
    assert.deepEqual([width, height, channels], [800, 600, 3]);
    const { channels: statistics } = await png.stats();
    assert.ok(statistics[0].stdev > 5);
  });
});
