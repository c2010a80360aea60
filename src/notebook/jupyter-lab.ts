import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { InputError, WorkError } from '../support/errors.js';
import { installKernel, KERNEL_NAME } from './kernelspec.js';

/** Options of {@link runJupyterLab}. */
export interface JupyterLabOptions {
  port?: number;
  /** Opens a browser; otherwise JupyterLab prints the address. */
  browser?: boolean;
}

/**
 * Runs JupyterLab on the loopback interface, with the notebook kernel of this package, until it is ended.
 *
 * The kernel is registered for this JupyterLab alone. Throws InputError when there is no such folder, WorkError when
 * JupyterLab is not installed or fails.
 */
export async function runJupyterLab(folder: string, { port, browser = true }: JupyterLabOptions = {}): Promise<void> {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`There is no folder ${folder}: name the one that holds the notebooks.`);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-jupyter-'));
  try {
    installKernel(data);
    const args = [
      path.resolve(folder),
      '--ip=127.0.0.1',
      `--MultiKernelManager.default_kernel_name=${KERNEL_NAME}`,
      ...(port === undefined ? [] : [`--port=${port}`]),
      ...(browser ? [] : ['--no-browser']),
    ];
    const searched = [data, process.env.JUPYTER_PATH].filter(Boolean).join(path.delimiter);
    await run('jupyter-lab', args, { ...process.env, JUPYTER_PATH: searched });
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}

/** Runs a program on this terminal and leaves Ctrl-C to it. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { env, stdio: 'inherit' });
  const leave = (): void => undefined;
  const end = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', leave);
  process.on('SIGTERM', end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ENOENT' ? missing(program, error) : error),
      );
      child.once('exit', resolve);
    });
    if (code) throw new WorkError(`JupyterLab ended with exit code ${code}; what it said is above.`);
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', end);
  }
}

function missing(program: string, cause: Error): WorkError {
  const remedy = 'Install it, for instance with\n  python3 -m pip install jupyterlab';
  return new WorkError(`JupyterLab is not installed: there is no ${program} on the PATH. ${remedy}`, { cause });
}
