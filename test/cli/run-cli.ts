import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The script behind `npx alignscope`. */
export const entry = fileURLToPath(new URL('../../../bin/alignscope.js', import.meta.url));

/** How one command line ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one command line in a process of its own; `environment` adds to the present one. */
export function alignscope(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { code: status, stdout, stderr };
}

/** Runs a command line that must succeed with `--json` and returns the one document on its standard output. */
export function alignscopeJson<T>(args: readonly string[], environment?: NodeJS.ProcessEnv): T {
  const { code, stdout, stderr } = alignscope([...args, '--json'], environment);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

/** Checks that a request was turned down: one message for people, no stack trace, nothing on standard output. */
export function assertRefused({ code, stdout, stderr }: Ended, expected: { code: 1 | 2; says: RegExp[] }): void {
  assert.equal(code, expected.code, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^alignscope: /m);
  assert.doesNotMatch(stderr, /unexpected error|^\s+at .+:\d+/m);
  for (const text of expected.says) assert.match(stderr, text);
}

/** A new folder for temporary files. */
export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-cli-'));
}
