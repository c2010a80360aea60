import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { CodeCell, Notebook, Output } from '../../src/notebook/nbformat.js';
import { packageRoot } from '../../src/support/package.js';

/** Where the notebooks lie. */
export const notebookFolder = path.join(packageRoot(), 'notebooks');

/** File names of the notebooks, in order. */
export const notebookNames: readonly string[] = fs
  .readdirSync(notebookFolder)
  .filter((name) => name.endsWith('.ipynb') && !name.startsWith('.'))
  .sort();

/**
 * A folder with copies of the notebooks, in which they find what lies beside them in the working copy: whatever they write
 * leaves that clean. The caller deletes its parent.
 */
export function copyNotebooks(): string {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-notebooks-'));
  for (const beside of ['node_modules', 'docs', 'zoo'])
    fs.symlinkSync(path.join(packageRoot(), beside), path.join(parent, beside), 'dir');
  const folder = path.join(parent, 'notebooks');
  fs.mkdirSync(folder);
  for (const name of notebookNames) fs.copyFileSync(path.join(notebookFolder, name), path.join(folder, name));
  return folder;
}

export const codeCells = (notebook: Notebook): CodeCell[] => notebook.cells.filter((cell) => cell.cell_type === 'code');

/** Outputs with neighbouring pieces of a stream joined: into how many pieces it is sent is a matter of time. */
export function joined(outputs: readonly Output[]): Output[] {
  const result: Output[] = [];
  for (const output of outputs) {
    const last = result.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      last.text += output.text;
    else result.push({ ...output });
  }
  return result;
}
