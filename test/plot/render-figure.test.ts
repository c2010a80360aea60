import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { figureFormats, renderFigure } from '../../src/plot/render-figure.js';

describe('renderFigure', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-figure-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('writes every form and what the page needs beside it', async () => {
    const figure = {
      name: 'bars',
      title: 'Bars',
      caption: 'Two bars.',
      data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }],
      layout: { width: 300, height: 200 },
    };
    const files = await renderFigure(figure, path.join(folder, 'new'));
    assert.deepEqual(JSON.parse(fs.readFileSync(files.json, 'utf8')), figure);
    assert.deepEqual(
      Object.entries(files).map(([format, file]) => [format, path.basename(file)]),
      figureFormats.map((format) => [format, `bars.${format}`]),
    );
    assert.equal(fs.readFileSync(files.csv, 'utf8').split('\n')[1], ',bar,a,,1,,,,');
    assert.match(fs.readFileSync(files.pdf, 'latin1'), /^%PDF/);
    assert.match(fs.readFileSync(files.svg, 'utf8'), /^<svg/);
    assert.deepEqual([...fs.readFileSync(files.png).subarray(1, 4)], [...Buffer.from('PNG')]);
    const page = fs.readFileSync(files.html, 'utf8');
    const needed = [...page.matchAll(/(?:src="|url\(")([^"]+)"/g)].map((match) => match[1]);
    assert.ok(needed.length >= 5);
    for (const file of needed) assert.ok(fs.existsSync(path.join(folder, 'new', file)), file);
  });

  it('names what is dark or as wide as a column, and writes only what is asked for', async () => {
    const layout = { width: 400, height: 100, paper_bgcolor: '#ffffff' };
    const figure = { name: 'y', title: '', caption: '', data: [], layout, size: 'column' as const };
    const target = path.join(folder, 'some');
    const files = await renderFigure(figure, target, { formats: ['svg', 'csv'], theme: 'dark' });
    assert.deepEqual(fs.readdirSync(target).sort(), ['y-column-dark.svg', 'y.csv']);
    assert.match(fs.readFileSync(files.svg, 'utf8'), /rgb\(13, 17, 23\)/);
  });

  it('names the folder in which it may not write', async function () {
    const file = path.join(folder, 'in-the-way');
    fs.writeFileSync(file, '');
    const figure = { name: 'x', title: '', caption: '', data: [], layout: { width: 200, height: 100 } };
    await assert.rejects(renderFigure(figure, file), /in-the-way/);
  });
});
