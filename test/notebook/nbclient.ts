import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { installKernel, KERNEL_NAME } from '../../src/notebook/kernelspec.js';
import { parseNotebook, type Notebook } from '../../src/notebook/nbformat.js';

/** Runs the notebook in the file that it is given, on through errors, and writes it back. */
const RUN = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, kernel_name=sys.argv[2], timeout=300, startup_timeout=300, allow_errors=True,
               resources={'metadata': {'path': sys.argv[3]}}).execute()
nbformat.write(notebook, sys.argv[1])
`;

/** Passes the test over, and says why, where Python has no nbclient. */
export function needNbclient(test: Mocha.Context): void {
  if (spawnSync('python3', ['-c', 'import nbclient, nbformat']).status === 0) return;
  console.log('      skipped: there is no python3 with nbclient (pip install nbclient)');
  test.skip();
}

/** A notebook run by nbclient in a folder, on through errors. Throws what Python says when it cannot be. */
export async function runInNbclient(notebook: object, folder: string): Promise<Notebook> {
  const scratch = fs.mkdtempSync(path.join(path.dirname(folder), 'nbclient-'));
  try {
    installKernel(scratch);
    const file = path.join(scratch, 'notebook.ipynb');
    fs.writeFileSync(file, JSON.stringify(notebook));
    const env = { ...process.env, JUPYTER_PATH: scratch };
    await promisify(execFile)('python3', ['-c', RUN, file, KERNEL_NAME, folder], { env });
    return parseNotebook(JSON.parse(fs.readFileSync(file, 'utf8')));
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}
