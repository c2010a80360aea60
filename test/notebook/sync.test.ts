import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeCell, readNotebook, writeNotebook, type Cell, type Notebook } from '../../src/notebook/nbformat.js';
import { syncNotebook } from '../../src/notebook/sync.js';
import { InputError } from '../../src/support/errors.js';

const ran = (id: string, source: string): Cell => ({
  ...codeCell(source),
  id,
  execution_count: 1,
  outputs: [{ output_type: 'stream', name: 'stdout', text: `${id}\n` }],
});
const markdown = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, metadata: {}, source });

describe('syncNotebook', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  /** Sets when a file was saved, in seconds. */
  const savedAt = (name: string, seconds: number): void => fs.utimesSync(at(name), seconds, seconds);
  const edit = (change: (text: string) => string): void => {
    fs.writeFileSync(at('a.ts'), change(fs.readFileSync(at('a.ts'), 'utf8')));
    savedAt('a.ts', 3000);
  };
  const ids = (): string[] => readNotebook(at('a.ipynb')).cells.map(({ id }) => id);
  const printed = (): string[] =>
    readNotebook(at('a.ipynb')).cells.map((cell) => (cell.cell_type === 'code' ? JSON.stringify(cell.outputs) : '').replace(/.*"text":"(.*?)\\n.*/, '$1')); // prettier-ignore
  const refused = (file: string, message: RegExp, options = {}): void =>
    assert.throws(
      () => syncNotebook(at(file), options),
      (error: Error) => error instanceof InputError && message.test(error.message),
    );

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sync-'));
    const notebook: Notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript' }, own: { kept: true } },
      cells: [
        {
          ...markdown('title', '# A\n\n![p](attachment:p.png)'),
          attachments: { 'p.png': { 'image/png': 'AA==' } },
        } as Cell,
        { ...ran('first', 'const a = 1;'), metadata: { tags: ['parameters'], collapsed: true } },
        ran('second', 'a'),
        ran('third', 'a'),
        markdown('end', 'The end.'),
      ],
    };
    writeNotebook(at('a.ipynb'), notebook);
    syncNotebook(at('a.ipynb'));
    savedAt('a.ipynb', 2000);
    savedAt('a.ts', 1000);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('writes the text of a notebook that has none, and finds nothing to do then', () => {
    const text = fs.readFileSync(at('a.ts'), 'utf8');
    assert.match(text, /^\/\/ %% tags=\["parameters"\]\nconst a = 1;$/m);
    const before = fs.readFileSync(at('a.ipynb'));
    for (const file of ['a.ipynb', 'a.ts']) assert.equal(syncNotebook(at(file)).written, undefined);
    assert.equal(syncNotebook(at('a.ts'), { to: 'ipynb' }).written, undefined);
    assert.equal(fs.readFileSync(at('a.ts'), 'utf8'), text);
    assert.deepEqual(fs.readFileSync(at('a.ipynb')), before);
  });

  it('takes an edited text, keeping ids, attachments and the outputs of what is unchanged', () => {
    const { cells, metadata } = readNotebook(at('a.ipynb'));
    edit((text) => text.replace('const a = 1;', 'const a = 2;').replace('The end.', 'The end, really.'));
    const synced = syncNotebook(at('a.ipynb'));
    assert.deepEqual(synced, { written: at('a.ipynb'), from: at('a.ts'), because: 'newer', changed: 2, kept: 2 });
    const now = readNotebook(at('a.ipynb'));
    assert.deepEqual(now.metadata, metadata);
    assert.deepEqual(now.cells[0], cells[0]);
    assert.deepEqual(now.cells[1], { ...cells[1], source: 'const a = 2;', execution_count: null, outputs: [] });
    assert.deepEqual(now.cells.slice(2, 4), cells.slice(2, 4));
    assert.deepEqual(now.cells[4], { ...cells[4], source: 'The end, really.' });
    assert.equal(syncNotebook(at('a.ts')).written, undefined);
  });

  it('follows cells that are moved, removed and added', () => {
    edit((text) => {
      const [header, title, first, second, third, end] = text.split(/\n(?=\/\/ %%)/);
      assert.equal(second, third);
      return [header, end.trimEnd() + '\n', second, '// %%\nnew\n', title, first].join('\n');
    });
    syncNotebook(at('a.ts'));
    const now = ids();
    assert.deepEqual([now[0], now[1], now[3], now[4]], ['end', 'second', 'title', 'first']);
    assert.ok(!['title', 'first', 'second', 'third', 'end'].includes(now[2]));
    assert.deepEqual(printed(), ['', 'second', '[]', '', 'first']);
  });

  it('takes the notebook when it was saved later, or when told to', () => {
    const { header } = { header: '// ---\n// jupyter:\n//   own: header\n// ---\n' };
    fs.writeFileSync(at('a.ts'), `${header}\n// %%\nold\n`);
    savedAt('a.ts', 1000);
    assert.deepEqual(syncNotebook(at('a.ts')), { written: at('a.ts'), from: at('a.ipynb'), because: 'newer', changed: 5, kept: 0 }); // prettier-ignore
    assert.ok(fs.readFileSync(at('a.ts'), 'utf8').startsWith(`${header}\n// %% [markdown]\n`), 'the header is kept');
    edit((text) => text.replace('const a = 1;', 'const a = 2;'));
    assert.equal(syncNotebook(at('a.ts'), { to: 'ts' }).because, 'asked');
    assert.match(fs.readFileSync(at('a.ts'), 'utf8'), /const a = 1;/);
  });

  it('makes a notebook of a text that has none', () => {
    fs.rmSync(at('a.ipynb'));
    assert.equal(syncNotebook(at('a.ipynb')).because, 'only');
    const { cells, metadata } = readNotebook(at('a.ipynb'));
    assert.deepEqual(cells.map(({ source }) => source.split('\n')[0]), ['# A', 'const a = 1;', 'a', 'a', 'The end.']); // prettier-ignore
    assert.equal(metadata.kernelspec?.name, 'tslab');
    assert.equal(syncNotebook(at('a.ts')).written, undefined);
  });

  it('overwrites nothing that is not the other half, and does not guess', () => {
    fs.writeFileSync(at('a.ts'), 'export const unrelated = 1;\n');
    refused('a.ipynb', /a\.ts is no notebook in the percent format/);
    refused('a.ipynb', /a\.ts is no notebook in the percent format/, { to: 'ts' });
    assert.equal(fs.readFileSync(at('a.ts'), 'utf8'), 'export const unrelated = 1;\n');
    fs.writeFileSync(at('a.ts'), '// %%\n1\n');
    savedAt('a.ts', 2000);
    refused('a.ipynb', /differ and were saved at the same moment.*--to/);
    fs.writeFileSync(at('a.ts'), '// %% tags=5\n1\n');
    refused('a.ipynb', /a\.ts .*cells\[0\]\.metadata\.tags/, { to: 'ipynb' });
    refused('b.ipynb', /Neither .*b\.ipynb nor .*b\.ts exists/);
    refused('a.md', /neither a notebook/);
    fs.rmSync(at('a.ts'));
    refused('a.ipynb', /a\.ts does not exist/, { to: 'ipynb' });
  });
});
