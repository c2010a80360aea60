import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { parseNotebook, readNotebook, writeNotebook, type Notebook } from '../../src/notebook/nbformat.js';
import { InputError } from '../../src/support/errors.js';

const code = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  cell_type: 'code',
  id: 'a',
  metadata: {},
  source: '1',
  execution_count: null,
  outputs: [],
  ...fields,
});
const book = (...cells: unknown[]): Record<string, unknown> => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
});

describe('nbformat', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nbformat-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('joins texts that are lists of lines, but not JSON data', () => {
    const notebook = parseNotebook(
      book(
        code({
          source: ['const a = 1;\n', 'a'],
          outputs: [
            { output_type: 'stream', name: 'stdout', text: ['1\n', '2\n'] },
            {
              output_type: 'display_data',
              data: { 'text/html': ['<b>', '</b>'], 'application/vnd.plotly.v1+json': { data: ['x', 'y'] } },
              metadata: {},
            },
          ],
        }),
      ),
    );
    const [cell] = notebook.cells;
    assert.equal(cell.source, 'const a = 1;\na');
    assert.deepEqual(cell.cell_type === 'code' && cell.outputs, [
      { output_type: 'stream', name: 'stdout', text: '1\n2\n' },
      {
        output_type: 'display_data',
        data: { 'text/html': '<b></b>', 'application/vnd.plotly.v1+json': { data: ['x', 'y'] } },
        metadata: {},
      },
    ]);
  });

  it('writes what it reads, for any text', () => {
    const file = path.join(folder, 'a.ipynb');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.jsonValue(), (source, text, json) => {
        const notebook = parseNotebook(
          book(
            { cell_type: 'markdown', id: 'm', metadata: { tags: ['x'], extra: { b: 1 } }, source },
            code({
              source,
              outputs: [
                { output_type: 'stream', name: 'stderr', text },
                {
                  output_type: 'display_data',
                  data: { 'image/png': 'iVBO\n', 'application/json': json },
                  metadata: {},
                },
                { output_type: 'execute_result', data: { 'text/plain': text }, metadata: {}, execution_count: 3 },
                { output_type: 'error', ename: 'E', evalue: text, traceback: [text] },
              ],
            }),
          ),
        );
        writeNotebook(file, notebook);
        assert.deepEqual(JSON.parse(JSON.stringify(readNotebook(file))), JSON.parse(JSON.stringify(notebook)));
      }),
      { numRuns: 50 },
    );
  });

  it('writes as Jupyter does: sorted keys, indent 1, lines apart, pictures whole', () => {
    const file = path.join(folder, 'a.ipynb');
    const outputs = [
      { output_type: 'display_data', data: { 'text/plain': 'a\nb', 'image/png': 'AA\nBB' }, metadata: {} },
    ];
    writeNotebook(file, parseNotebook(book(code({ source: 'x\ny', outputs }))));
    const text = fs.readFileSync(file, 'utf8');
    assert.match(text, /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "code",\n/);
    assert.match(text, /"source": \[\n {4}"x\\n",\n {4}"y"\n {3}\]/);
    assert.match(text, /"text\/plain": \[\n {7}"a\\n",\n {7}"b"\n {6}\]/);
    assert.match(text, /"image\/png": "AA\\nBB"/);
    assert.ok(text.endsWith('}\n'));
  });

  it('gives the cells of an older format 4 ids', () => {
    const { id: _, ...old } = code();
    const notebook = parseNotebook({ nbformat: 4, nbformat_minor: 2, metadata: {}, cells: [old, old] });
    assert.deepEqual(
      notebook.cells.map((cell) => cell.id),
      ['cell-1', 'cell-2'],
    );
    assert.equal(notebook.nbformat_minor, 5);
  });

  const faults: [string, unknown, RegExp][] = [
    ['an older major format', { ...book(), nbformat: 3 }, /nbformat: must be 4/],
    ['no cells', { nbformat: 4, nbformat_minor: 5, metadata: {} }, /cells/],
    ['something else', [1, 2], /the file/],
    ['an unknown cell type', book(code({ cell_type: 'heading' })), /cells\[0\]\.cell_type/],
    ['a code cell without outputs', book(code({ outputs: undefined })), /cells\[0\]\.outputs/],
    ['a wrong id', book(code({ id: 'a b' })), /cells\[0\]\.id: must be 1 to 64/],
    ['the same id twice', book(code(), code()), /two cells with the id a/],
    [
      'an output of unknown type',
      book(code(), code({ id: 'b', outputs: [{ output_type: 'pyout' }] })),
      /cells\[1\]\.outputs\[0\]\.output_type/,
    ],
    [
      'a number where text belongs',
      book(code({ outputs: [{ output_type: 'display_data', data: { 'text/html': 3 }, metadata: {} }] })),
      /cells\[0\]\.outputs\[0\]\.data\.text\/html: must be text/,
    ],
  ];
  for (const [fault, value, message] of faults)
    it(`refuses ${fault}, naming the place`, () => {
      assert.throws(
        () => parseNotebook(value, 'my.ipynb'),
        (error: Error) =>
          error instanceof InputError && error.message.startsWith('my.ipynb') && message.test(error.message),
      );
    });

  it('names the file that is missing or not JSON', () => {
    const missing = path.join(folder, 'none.ipynb');
    assert.throws(
      () => readNotebook(missing),
      (e: Error) => e instanceof InputError && e.message.includes(missing),
    );
    const broken = path.join(folder, 'broken.ipynb');
    fs.writeFileSync(broken, '{"cells": [');
    assert.throws(
      () => readNotebook(broken),
      (e: Error) => e instanceof InputError && e.message.includes(broken),
    );
  });

  it('does not change the notebook it writes', () => {
    const notebook: Notebook = parseNotebook(book(code({ source: 'x\ny' })));
    const before = structuredClone(notebook);
    writeNotebook(path.join(folder, 'a.ipynb'), notebook);
    assert.deepEqual(notebook, before);
  });
});
