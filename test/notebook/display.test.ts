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
import { plainHtml } from '../../src/notebook/page/safe-html.js';
import { Table, table, tableOf } from '../../src/notebook/table.js';
import type { Layout, Trace } from '../../src/plot/index.js';
import { plotlyWindow } from '../../src/plot/plotly-window.js';
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

  it('tell right lines from wrong ones in any row, by colour and by form', async () => {
    const black = plain(9, 3, [0, 0, 0]);
    const links = { a: [9 + 1, 1], b: [9 + 7, 7], right: [true, false] };
    const rows = [[black, black], [black, black]]; // prettier-ignore
    const png = readPng(await pictures(rows, { zoom: 10, links: [undefined, links] }).png(1));
    const [x, top] = [8 + 15, 8 + 30 + 8];
    const [right, wrong] = [pixel(png, x, top + 15), pixel(png, x, top + 5)];
    assert.ok(right[2] > 150 && right[0] < 60, `blue: ${right.join()}`);
    assert.ok(wrong[0] > 180 && wrong[2] < 60, `orange: ${wrong.join()}`);
    assert.deepEqual(pixel(png, 8 + 85, 8 + 15), [0, 0, 0], 'nothing is joined in the first row');
    assert.throws(() => pictures(rows, { links: [undefined, undefined, links] }), /two in row 3/);
  });

  it('with lines can be enlarged too, each line by itself', async () => {
    const black = plain(9, 3, [0, 0, 0]);
    const links = { a: [9 + 1, 1], b: [9 + 7, 7], right: [true, false] };
    const bundle = await bundleOf(pictures([black, black], { captions: ['a', 'b'], zoom: 10, links }));
    assert.deepEqual(Object.keys(bundle), ['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
    const { data, layout } = bundle['application/vnd.plotly.v1+json'] as { data: Trace[]; layout: Layout };
    const { plotly } = await plotlyWindow();
    assert.equal(plotly.validate(data, layout), undefined);
    assert.deepEqual(data.map(({ type, text }) => text ?? type), ['image', 'image', 'wrong', 'right']); // prettier-ignore
    assert.deepEqual([data[3].x, data[3].y], [[8 + 15, 8 + 90 + 8 + 75], [26 + 15, 26 + 15]]); // prettier-ignore
  });

  it('frame places that are marked', async () => {
    const marked = { ...plain(6, 6, [128, 128, 128]), marks: [{ x: 2, y: 2, width: 2, height: 2 }] };
    const png = readPng(await pictures([marked], { zoom: 10 }).png(1));
    assert.deepEqual(pixel(png, 8 + 30, 8 + 30), [128, 128, 128], 'what is marked can be seen');
    const edge = [16, 17, 18, 19].map((x) => pixel(png, 8 + x, 8 + 30)[0]);
    assert.ok(edge.includes(0) && edge.some((value) => value > 200), `${edge.join()}: white within black`);
  });

  it('are described in words: captions, then rows', () => {
    const black = plain(1, 1, [0, 0, 0]);
    assert.equal(inspect(pictures([[black], [black]], { rowCaptions: ['input', 'out'] })), '2 pictures in rows: input; out'); // prettier-ignore
    assert.equal(inspect(pictures([[black]], { captions: ['a'], rowCaptions: ['b'] })), '1 picture: a; rows: b');
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
    const shown = tableOf(rows)!;
    assert.deepEqual(shown.columns, ['name', 'r2', 'n', 'note']);
    assert.equal(shown.text(), 'name            r2     n  note\ncross-view  0.1235  1200\n<none>                    x');
    assert.match(shown.html(), /<td style="text-align:left">&lt;none&gt;<\/td>/);
    assert.match(shown.html(), /<td style="text-align:right">0\.1235<\/td>/);
    assert.equal(inspect(shown), shown.text());
  });

  it('show arquero tables and danfojs frames alike', () => {
    const text = tableOf([{ a: 1, b: 'x' }])!.text();
    assert.equal(tableOf(aq.table({ a: [1], b: ['x'] }))!.text(), text);
    assert.equal(tableOf({ columns: ['a', 'b'], values: [[1, 'x']] })!.text(), text);
  });

  it('count the rows they do not show', () => {
    const long = tableOf(Array.from({ length: 25 }, (_, i) => ({ i })))!;
    assert.ok(long.text().endsWith('19\n… and 5 more rows (25 in all)'));
    assert.equal((long.html().match(/<tr>/g) ?? []).length, 21);
    assert.ok(table(long.rows.map(([i]) => ({ i })), { limit: 30 }).text().endsWith('\n24')); // prettier-ignore
  });

  it('give the numbers of a column the same decimals, unless they span too many powers of ten', () => {
    const column = (values: (number | null)[]): string[] => tableOf(values.map((x) => ({ x })))!.text().split('\n').slice(1); // prettier-ignore
    assert.deepEqual(column([0.5, -0.12345, 0]), [' 0.5000', '-0.1235', ' 0.0000']);
    assert.deepEqual(column([12.3, 1234.56, null]), ['  12', '1235', '']);
    assert.deepEqual(column([3, 14.5]), [' 3.0', '14.5']);
    assert.deepEqual(column([1, 20, NaN]), ['  1', ' 20', 'NaN']);
    assert.deepEqual(column([0.00012345, 12.5]), ['0.0001234', '     12.5']);
  });

  it('keep as many digits as are wanted', () => {
    const rows = [{ a: 0.123456, b: 1e-6 }, { a: 0.5, b: 12.3456 }]; // prettier-ignore
    assert.equal(table(rows, { digits: 2 }).text(), '   a         b\n0.12  0.000001\n0.50        12');
  });

  it('stand below a caption', () => {
    const captioned = table([{ a: 1 }], { caption: 'R² < 1' });
    assert.match(captioned.html(), /^<table><caption>R² &lt; 1<\/caption><thead>/);
    assert.equal(captioned.text(), 'R² < 1\na\n1');
    assert.equal(plainHtml(captioned.html()), captioned.html(), 'pages keep all of it');
    assert.throws(() => table('no table'), InputError);
  });

  it('show frames and series of danfojs', async () => {
    const { DataFrame } = await import('danfojs-node');
    const frame = new DataFrame({ a: [1, 2], b: ['x', 'y'] });
    assert.equal(tableOf(frame)!.text(), 'a  b\n1  x\n2  y');
    assert.equal(tableOf(frame.column('b'))!.text(), 'b\nx\ny');
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
