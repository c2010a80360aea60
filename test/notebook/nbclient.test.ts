import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeCell, parseNotebook } from '../../src/notebook/nbformat.js';
import { NotebookError, runNotebook } from '../../src/notebook/runner.js';
import { needNbclient, runInNbclient } from './nbclient.js';
import { codeCells, joined } from './notebook-copies.js';

const CELLS = [
  "import { newDisplay } from 'tslab';\nconst seed = 3;\nconst live = newDisplay();\nlive.html('<b>begun</b>');",
  'console.log({ seed });\nfor (let i = 0; i < 20000; i++) console.log(i);\nconsole.error("so far");',
  'for (let i = 1; i <= 200; i++) { live.html(`<b>${i}</b>`); console.log(i); }\nseed + 1',
  "console.log('before');\nthrow new RangeError('too far');",
];

describe('in nbclient', () => {
  it('a notebook leaves the same outputs as in our runner', async function () {
    this.timeout(120_000);
    needNbclient(this);
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nbclient-'));
    const folder = path.join(parent, 'notebooks');
    fs.mkdirSync(folder);
    try {
      const source = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: CELLS.map((cell) => codeCell(cell)) };
      const theirs = codeCells(await runInNbclient(source, folder));
      const error: unknown = await runNotebook(parseNotebook(source), { folder }).catch((reason: unknown) => reason);
      assert.ok(error instanceof NotebookError && error.cell === 3, String(error));
      for (const [i, ours] of codeCells(error.notebook).entries()) {
        assert.deepEqual(joined(theirs[i].outputs), joined(ours.outputs), `cell ${i + 1}`);
        assert.equal(theirs[i].execution_count, ours.execution_count);
      }
      assert.equal(error.notebook.cells.length, CELLS.length);
    } finally {
      fs.rmSync(parent, { recursive: true });
    }
  });
});
