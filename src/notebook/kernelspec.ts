import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkError } from '../support/errors.js';
import { makeFolder, writeFileAtomic } from '../support/files.js';

/** Name under which Jupyter knows the kernel, and which `--kernel` options of its tools take. */
export const KERNEL_NAME = 'alignscope';
/** The name by which Jupyter shows the kernel. */
export const KERNEL_DISPLAY_NAME = 'TypeScript (alignscope)';

/**
 * Program and arguments that start the notebook kernel; `{connection_file}` stands for the file that tells it where to
 * listen, as in Jupyter's kernel specifications.
 *
 * Throws WorkError when tslab, whose compiler and executor the kernel uses, is not installed.
 */
export function kernelCommand(): string[] {
  const main = fileURLToPath(new URL('./kernel/main.js', import.meta.url));
  try {
    createRequire(main).resolve('tslab/package.json');
  } catch (cause) {
    throw new WorkError('The notebook kernel needs the package tslab, which is not installed: run `npm ci`.', {
      cause,
    });
  }
  return [process.execPath, main, '{connection_file}'];
}

/** The kernel's specification, as Jupyter reads it from `kernel.json`. */
export function kernelSpec(): Record<string, unknown> {
  return {
    argv: kernelCommand(),
    display_name: KERNEL_DISPLAY_NAME,
    language: 'typescript',
    interrupt_mode: 'signal',
  };
}

/**
 * Writes the kernel's specification below one of Jupyter's data folders and returns the folder that it lies in.
 *
 * Reference: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
export function installKernel(jupyterData: string): string {
  const folder = path.resolve(jupyterData, 'kernels', KERNEL_NAME);
  makeFolder(folder);
  writeFileAtomic(path.join(folder, 'kernel.json'), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  return folder;
}

/** Where Jupyter looks for what a person has installed for themselves. */
export function userJupyterData(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32' && APPDATA) return path.join(APPDATA, 'jupyter');
  return path.join(XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share'), 'jupyter');
}
