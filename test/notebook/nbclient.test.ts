import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installKernel, KERNEL_NAME } from '../../src/notebook/kernelspec.js';
import { codeCell, parseNotebook, type CodeCell, type Notebook, type Output } from '../../src/notebook/nbformat.js';
import { NotebookError, runNotebook } from '../../src/notebook/runner.js';

/** Runs the notebook in the file that it is given, on through errors, and writes it back. */
const NBCLIENT = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, kernel_name=sys.argv[2], timeout=300, startup_timeout=300, allow_errors=True,
               resources={'metadata': {'path': sys.argv[3]}}).execute()
nbformat.write(notebook, sys.argv[1])
`;

const CELLS = [
  "import { newDisplay } from 'tslab';\nconst seed = 3;\nconst live = newDisplay();\nlive.html('<b>begun</b>');",
  'console.log({ seed });\nfor (let i = 0; i < 20000; i++) console.log(i);\nconsole.error("so far");',
  'for (let i = 1; i <= 200; i++) { live.html(`<b>${i}</b>`); console.log(i); }\nseed + 1',
  "console.log('before');\nthrow new RangeError('too far');",
];

const codeCells = (notebook: Notebook): CodeCell[] => notebook.cells.filter((cell) => cell.cell_type === 'code');

/** Outputs with neighbouring pieces of a stream joined: into how many pieces it is sent is a matter of time. */
function joined(outputs: readonly Output[]): Output[] {
  const result: Output[] = [];
  for (const output of outputs) {
    const last = result.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      last.text += output.text;
    else result.push({ ...output });
  }
  return result;
}

describe('in nbclient', () => {
  it('a notebook leaves the same outputs as in our runner', async function () {
    this.timeout(120_000);
    if (spawnSync('python3', ['-c', 'import nbclient, nbformat']).status !== 0) {
      console.log('      skipped: there is no python3 with nbclient (pip install nbclient)');
      this.skip();
    }
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nbclient-'));
    try {
      installKernel(folder);
      const source = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: CELLS.map((cell) => codeCell(cell)) };
      const file = path.join(folder, 'cells.ipynb');
      fs.writeFileSync(file, JSON.stringify(source));
      const { status, stderr } = spawnSync('python3', ['-c', NBCLIENT, file, KERNEL_NAME, folder], {
        encoding: 'utf8',
        env: { ...process.env, JUPYTER_PATH: folder },
      });
      assert.equal(status, 0, stderr);
      const theirs = codeCells(parseNotebook(JSON.parse(fs.readFileSync(file, 'utf8'))));

      const error: unknown = await runNotebook(parseNotebook(source), { folder }).catch((reason: unknown) => reason);
      assert.ok(error instanceof NotebookError && error.cell === 3, String(error));
      for (const [i, ours] of codeCells(error.notebook).entries()) {
        assert.deepEqual(joined(theirs[i].outputs), joined(ours.outputs), `cell ${i + 1}`);
        assert.equal(theirs[i].execution_count, ours.execution_count);
      }
      assert.equal(error.notebook.cells.length, CELLS.length);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
