import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeCell, writeNotebook, type Cell, type Output } from '../../src/notebook/nbformat.js';
import { testNotebook } from '../../src/notebook/test-notebook.js';

const printed = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
const cell = (source: string, outputs: Output[], ...tags: string[]): Cell => ({ ...codeCell(source, tags), outputs });

describe('testNotebook', () => {
  let folder: string;
  const write = (cells: Cell[]): string => {
    const file = path.join(folder, 'a.ipynb');
    writeNotebook(file, { nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
    return file;
  };
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'test-notebook-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('runs every cell, goes on after those that are to fail, and names what differs', async () => {
    const fault: Output = { output_type: 'error', ename: 'RangeError', evalue: 'too far', traceback: [] };
    const file = write([
      { cell_type: 'markdown', id: 'm', metadata: {}, source: '# Title' },
      cell('const a = 1.00001; console.log(a)', [printed('1\n')]),
      cell("throw new RangeError('too far')", [fault], 'raises-exception'),
      cell('console.log(a + 1)', [printed('3\n')]),
      cell('console.log(process.pid)', [printed('1\n')], 'skip-test'),
      cell('console.log(a)', [fault], 'raises-exception'),
    ]);
    const before = fs.readFileSync(file);
    const seen: number[] = [];
    assert.deepEqual(await testNotebook(file, { onCell: (index) => seen.push(index) }), {
      compared: 4,
      skipped: 1,
      failure: undefined,
      differences: [
        { cell: 'Cell 4 (console.log(a + 1))', place: 'standard output, line 1', saved: '3', fresh: '2.00001' },
        { cell: 'Cell 6 (console.log(a))', place: 'error', saved: '(a failure, by its tag raises-exception)', fresh: '(no error)' }, // prettier-ignore
      ],
    });
    assert.deepEqual(seen, [1, 2, 3, 4, 5]);
    assert.deepEqual(fs.readFileSync(file), before, 'the notebook is left as it is');
  });

  it('compares what ran before a cell that fails or ends the kernel', async () => {
    const file = write([cell('console.log(1)', [printed('2\n')]), cell('process.exit(3)', []), cell('2', [])]);
    const { compared, differences, failure } = await testNotebook(file, { tolerance: { relative: 0, absolute: 0.1 } });
    assert.equal(compared, 1);
    assert.equal(differences[0].cell, 'Cell 1 (console.log(1))');
    assert.match(failure ?? '', /^Cell 2 \(process\.exit\(3\)\) ended its kernel.*exit code 3/s);
  });
});
