import * as assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as aq from 'arquero';
import { readPng } from '../../src/formats/index.js';
import { labFromRgb } from '../../src/image/colour-space.js';
import { bundleOf } from '../../src/notebook/display.js';
import { jupyterDisplay } from '../../src/notebook/displayable.js';
import { codeCell, parseNotebook, type Output } from '../../src/notebook/nbformat.js';
import { pictures } from '../../src/notebook/pictures.js';
import { depthPicture, mapPictures, normalsPicture, type Raster } from '../../src/notebook/rasters.js';
import { runNotebook } from '../../src/notebook/runner.js';
import { Table, tableOf } from '../../src/notebook/table.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';

const plain = (width: number, height: number, colour: [number, number, number]): Raster => ({
  width,
  height,
  rgb: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]),
});
const pixel = (png: { width: number; channels: number; values: ArrayLike<number> }, x: number, y: number): number[] =>
  Array.from({ length: 3 }, (_, c) => png.values[(y * png.width + x) * png.channels + c]);

describe('pictures', () => {
  it('puts rasters side by side, each pixel enlarged and unblurred', async () => {
    const halves: Raster = { width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    const png = readPng(await pictures([halves, plain(2, 1, [0, 255, 0])], { zoom: 4 }).png(1));
    // Eight pixels of margin all around and between.
    assert.deepEqual([png.width, png.height], [8 + 8 + 8 + 8 + 8, 8 + 4 + 8]);
    for (let y = 8; y < 12; y++) {
      for (let x = 8; x < 12; x++) assert.deepEqual(pixel(png, x, y), [255, 0, 0]);
      for (let x = 12; x < 16; x++) assert.deepEqual(pixel(png, x, y), [0, 0, 255]);
      for (let x = 16; x < 24; x++) assert.deepEqual(pixel(png, x, y), [255, 255, 255]);
      for (let x = 24; x < 32; x++) assert.deepEqual(pixel(png, x, y), [0, 255, 0]);
    }
  });

  it('writes captions without any font of the machine', async () => {
    const raster = plain(40, 10, [0, 0, 255]);
    const png = readPng(
      await pictures([[raster], [raster]], { captions: ['input'], rowCaptions: ['a', 'b'], zoom: 1 }).png(1),
    );
    const dark = (x0: number, x1: number, y0: number, y1: number): boolean => {
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (pixel(png, x, y)[2] < 128) return true;
      return false;
    };
    const left = png.width - 8 - 40;
    assert.ok(dark(left, left + 40, 0, 28), 'the caption stands above its column');
    assert.ok(dark(0, left, 28, png.height), 'row captions stand to the left');
  });

  it('says its size on screen, whatever its density', async () => {
    const bundle = await bundleOf(plain(10, 6, [1, 2, 3]));
    const png = readPng(Buffer.from(bundle['image/png'] as string, 'base64'));
    assert.deepEqual([png.width, png.height], [112, 80]);
    assert.equal(bundle['text/plain'], '1 picture');
  });

  it('draws a map of few cells as large as the image beside it', async () => {
    const few: Raster = { width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    const png = readPng(await pictures([plain(8, 4, [0, 255, 0]), few], { zoom: 1 }).png(1));
    assert.deepEqual([png.width, png.height], [8 + 8 + 8 + 8 + 8, 8 + 4 + 8]);
    for (let y = 8; y < 12; y++) {
      assert.deepEqual(pixel(png, 27, y), [255, 0, 0]);
      assert.deepEqual(pixel(png, 28, y), [0, 0, 255]);
    }
  });

  it('goes on in another row beyond the given number, each picture under its own caption', async () => {
    const three = [plain(30, 6, [255, 0, 0]), plain(30, 6, [0, 255, 0]), plain(30, 6, [0, 0, 255])];
    const grid = pictures(three, { columns: 2, captions: ['a', 'b', 'c'], zoom: 1 });
    const png = readPng(await grid.png(1));
    const line = 18;
    assert.deepEqual([png.width, png.height], [8 + 2 * 38, 8 + line + 6 + 8 + line + 6 + 8]);
    assert.deepEqual(pixel(png, 8, 8 + line), [255, 0, 0]);
    assert.deepEqual(pixel(png, 46, 8 + line), [0, 255, 0]);
    assert.deepEqual(pixel(png, 8, 8 + line + 6 + 8 + line), [0, 0, 255]);
    assert.equal(inspect(grid), '3 pictures: a, b, c');
    assert.throws(() => pictures(three, { columns: 2, captions: ['a', 'b'] }), /2 captions for 3 pictures/);
    assert.throws(() => pictures(three, { columns: 0 }), /columns is 0/);
  });

  it('leaves places of a grid empty', async () => {
    const png = readPng(
      await pictures([[plain(4, 4, [255, 0, 0]), undefined], [undefined, plain(4, 4, [0, 0, 255])]], { zoom: 1 }).png(1), // prettier-ignore
    );
    assert.deepEqual([png.width, png.height], [32, 32]);
    assert.deepEqual([pixel(png, 8, 8), pixel(png, 20, 8)], [[255, 0, 0], [255, 255, 255]]); // prettier-ignore
    assert.deepEqual([pixel(png, 8, 20), pixel(png, 20, 20)], [[255, 255, 255], [0, 0, 255]]); // prettier-ignore
    assert.throws(() => pictures([[undefined]]), InputError);
  });

  it('draws lines between pixels of the first two', async () => {
    const black = plain(5, 3, [0, 0, 0]);
    const links = { a: [5 + 1], b: [5 + 3] };
    const png = readPng(await pictures([black, black], { zoom: 10, links }).png(1));
    const lit = (x: number, y: number): boolean => pixel(png, x, y).some((value) => value > 60 && value !== 255);
    const [from, to, y] = [8 + 15, 8 + 50 + 8 + 35, 8 + 15];
    for (const x of [from, from + 20, to - 20, to]) assert.ok(lit(x, y), `${x}`);
    for (const [x, v] of [
      [from - 6, y],
      [to + 6, y],
      [from + 20, y - 4],
      [from + 20, y + 4],
    ])
      // prettier-ignore
      assert.deepEqual(pixel(png, x, v), [0, 0, 0]);
    assert.throws(() => pictures([black], { links }), /give two in the first row/);
  });

  it('refuses what cannot be a picture', () => {
    assert.throws(() => pictures([]), InputError);
    assert.throws(() => pictures([{ width: 2, height: 2, rgb: new Uint8Array(3) }]), /takes 12 values.*got 3/);
    assert.throws(
      () => pictures([plain(1, 1, [0, 0, 0])], { captions: ['a', 'b'] }),
      /2 captions for 1 columns of pictures/,
    );
  });
});

describe('rasters', () => {
  it('draw depth on a logarithmic scale and missing depth grey', () => {
    const { rgb } = depthPicture({ width: 4, height: 1, depth: Float32Array.of(1, 2, 4, 0) }, { near: 1, far: 4 });
    const reference = depthPicture({ width: 3, height: 1, depth: Float32Array.of(10, 20, 40) });
    assert.deepEqual(rgb.slice(0, 9), reference.rgb, 'equal ratios give equal colours');
    assert.deepEqual([...rgb.slice(9)], [128, 128, 128]);
    assert.equal(depthPicture({ width: 1, height: 1, depth: Float32Array.of(0) }).rgb[0], 128);
    assert.throws(() => depthPicture({ width: 1, height: 1 }), InputError);
  });

  it('draw normals with right red, up green and towards the camera blue', () => {
    const normals = Float32Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0);
    assert.deepEqual(
      [...normalsPicture({ width: 4, height: 1, normals }).rgb],
      [255, 128, 128, 128, 255, 128, 128, 128, 255, 128, 128, 128],
    );
    assert.throws(() => normalsPicture({ width: 1, height: 1 }), InputError);
  });

  it('draw what was read out of features: colours, or log-depth', () => {
    const map = { stage: 'out', count: 2, height: 1, width: 1, stride: 4 };
    const colours = mapPictures({ ...map, channels: 3, values: Float32Array.of(0, 0.5, 1, -1, 2, 0.2) });
    assert.deepEqual(
      colours.map(({ rgb }) => [...rgb]),
      [
        [0, 128, 255],
        [0, 255, 51],
      ],
    );
    const depths = mapPictures(
      { ...map, channels: 1, values: Float32Array.of(Math.log(2), Math.log(8)) },
      { near: 2, far: 8 },
    );
    const truth = depthPicture({ width: 2, height: 1, depth: Float32Array.of(2, 8) });
    assert.deepEqual([...depths[0].rgb, ...depths[1].rgb], [...truth.rgb]);
    assert.throws(() => mapPictures({ ...map, channels: 4, values: new Float32Array(8) }), InputError);
  });

  it('paint a* and b* at one lightness', () => {
    const map = { stage: 'out', count: 1, width: 3, height: 1, channels: 2, stride: 4 };
    const [{ rgb }] = mapPictures({ ...map, values: Float32Array.of(0, 0, 40, 0, NaN, NaN) });
    const lab = labFromRgb(rgb);
    assert.deepEqual([...rgb.slice(0, 3)], [...rgb.slice(6)], 'what is not known is grey');
    assert.ok(rgb[0] === rgb[1] && rgb[1] === rgb[2]);
    assertAllClose(lab.slice(3, 6), [65, 40, 0], { atol: 1 });
  });
});

describe('tables', () => {
  const rows = [
    { name: 'cross-view', r2: 0.123456, n: 1200 },
    { name: '<none>', r2: null, note: 'x' },
  ];

  it('show lists of plain objects with the columns of all', () => {
    const table = tableOf(rows)!;
    assert.deepEqual(table.columns, ['name', 'r2', 'n', 'note']);
    assert.equal(table.text(), 'name        r2      n     note\ncross-view  0.1235  1200\n<none>                    x');
    assert.match(table.html(), /<td style="text-align:left">&lt;none&gt;<\/td>/);
    assert.match(table.html(), /<td style="text-align:right">0\.1235<\/td>/);
    assert.equal(inspect(table), table.text());
  });

  it('show arquero tables and danfojs frames alike', () => {
    const text = tableOf([{ a: 1, b: 'x' }])!.text();
    assert.equal(tableOf(aq.table({ a: [1], b: ['x'] }))!.text(), text);
    assert.equal(tableOf({ columns: ['a', 'b'], values: [[1, 'x']] })!.text(), text);
  });

  it('count the rows they do not show', () => {
    const table = tableOf(Array.from({ length: 25 }, (_, i) => ({ i })))!;
    assert.ok(table.text().endsWith('19\n… and 5 more rows'));
    assert.equal((table.html().match(/<tr>/g) ?? []).length, 21);
  });

  it('are not seen in other values', () => {
    for (const value of [[], [1, 2], 'text', null, undefined, { columns: 3 }, new Map(), [[1], [2]]])
      assert.equal(tableOf(value), undefined);
  });
});

describe('display', () => {
  it('asks a value how it wants to be shown', async () => {
    assert.deepEqual(await bundleOf({ [jupyterDisplay]: () => ({ 'text/html': '<b>x</b>' }) }), {
      'text/html': '<b>x</b>',
    });
    assert.equal(jupyterDisplay, Symbol.for('Jupyter.display'));
    assert.deepEqual(Object.keys(await bundleOf(new Table(['a'], [[1]]))), ['text/html', 'text/plain']);
    assert.deepEqual(await bundleOf('text'), { 'text/plain': 'text' });
    assert.deepEqual(await bundleOf({ a: 1 }), { 'text/plain': '{ a: 1 }' });
  });

  it('shows a figure for those who can draw it and for those who cannot', async () => {
    const figure = {
      name: 'curve',
      title: 'A curve',
      caption: 'Three points.',
      data: [{ type: 'scatter', x: [1, 2, 3], y: [1, 4, 9] }],
      layout: { width: 300, height: 200 },
    };
    const bundle = await bundleOf(figure);
    assert.deepEqual(bundle['application/vnd.plotly.v1+json'], { data: figure.data, layout: figure.layout });
    assert.match(bundle['image/svg+xml'] as string, /^<svg/);
    assert.equal(readPng(Buffer.from(bundle['image/png'] as string, 'base64')).width, 600);
    assert.equal(bundle['text/plain'], 'A curve\nThree points.');
  });

  it('works in a cell of plain tslab: bundles and updates', async function () {
    const cells = [
      "import { display, pictures, inNotebook, LiveProgress } from 'alignscope/notebook';\nawait display(inNotebook());",
      'const black = { width: 2, height: 2, rgb: new Uint8Array(12) };\nawait display(pictures([black, black]), [{ a: 1 }]);',
      "const live = new LiveProgress();\nconst task = live.start('work', 2); task.update(1, 'half', 3); task.update(2, 'all', 2); task.finish();",
    ];
    const notebook = parseNotebook({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: cells.map((cell) => codeCell(cell)),
    });
    const outputs = (await runNotebook(notebook)).cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
    const bundles = (list: Output[]): string[][] =>
      list.map((output) => ('data' in output ? Object.keys(output.data) : []));
    assert.deepEqual(outputs[0], [{ output_type: 'display_data', data: { 'text/plain': 'true' }, metadata: {} }]);
    assert.deepEqual(bundles(outputs[1]), [
      ['image/png', 'text/plain'],
      ['text/html', 'text/plain'],
    ]);
    const [picture] = outputs[1];
    assert.deepEqual('metadata' in picture && picture.metadata, { 'image/png': { width: 40, height: 24 } });
    assert.deepEqual(bundles(outputs[2]), [['image/svg+xml', 'text/plain']]);
    const [progress] = outputs[2];
    assert.match('data' in progress ? `${progress.data['text/plain']}` : '', /^work {2}2\/2 · all · 0\.\d s$/);
  });
});
