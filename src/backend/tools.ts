import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A program or file outside this package that some command uses. */
export interface ToolReport {
  name: string;
  available: boolean;
  /** Its version or place; when it is missing, what it is for and how to get it. */
  detail: string;
}

/** What compiles native TensorFlow: `make`, `g++`, Python with pip, Node's C headers. */
export async function inspectBuildTools(): Promise<ToolReport[]> {
  const purpose = (install: string): string =>
    `needed to set up native TensorFlow (Debian, Ubuntu: apt install ${install})`;
  return Promise.all([
    inspectProgram('make', [['make', '--version']], purpose('make')),
    inspectProgram('g++', [['g++', '--version']], purpose('g++')),
    inspectProgram('python3', [['python3', '-m', 'pip', '--version']], `with pip; ${purpose('python3-pip')}`),
    inspectHeaders(),
  ]);
}

/** Jupyter, for notebooks in a browser; `alignscope notebook run` does without. */
export function inspectJupyter(): Promise<ToolReport> {
  return inspectProgram(
    'jupyter',
    [['jupyter', '--version']],
    'only for notebooks in a browser: pip install jupyterlab',
  );
}

/** Chromium, for figures with 3D or GL traces; the others are drawn without a browser. */
export function inspectChromium(): Promise<ToolReport> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return inspectProgram(
    'chromium',
    names.map((name) => [name, '--version']),
    'only for figures with 3D or GL traces (Debian: apt install chromium)',
  );
}

async function inspectProgram(name: string, commands: string[][], missing: string): Promise<ToolReport> {
  for (const [program, ...args] of commands) {
    const version = await firstLine(program, args);
    if (version !== undefined) return { name, available: true, detail: version };
  }
  return { name, available: false, detail: missing };
}

function firstLine(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 20_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim().split('\n')[0]),
    );
  });
}

async function inspectHeaders(): Promise<ToolReport> {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  const header = path.join(prefix, 'include', 'node', 'node.h');
  const available = fs.existsSync(header);
  const detail = available ? path.dirname(header) : 'not beside node: node-gyp downloads them when it compiles';
  return { name: 'node headers', available, detail };
}
