import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { root } from './pages.js';

/** What an example of a page prints, run beside the encoders of the zoo. */
export function runExample(example: string, environment: NodeJS.ProcessEnv = {}): string {
  // Inside the package, so that its own name resolves.
  const folder = fs.mkdtempSync(path.join(root, 'dist', 'example-'));
  try {
    const { outputText } = ts.transpileModule(example, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    fs.writeFileSync(path.join(folder, 'example.mjs'), outputText);
    fs.symlinkSync(path.join(root, 'zoo'), path.join(folder, 'zoo'));
    return execFileSync(process.execPath, ['example.mjs'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ALIGNSCOPE_CACHE: path.join(folder, 'cache'), ...environment },
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
