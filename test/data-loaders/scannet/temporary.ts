import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { InputError } from '../../../src/support/errors.js';

/** A folder for each test of a suite, with a cache of its own, that is removed afterwards. */
export function temporaryFolder(): {
  path(...parts: string[]): string;
  write(name: string, content: string | Uint8Array): string;
} {
  let folder: string;
  let cacheBefore: string | undefined;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-scannet-'));
    cacheBefore = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(folder, 'cache');
  });
  afterEach(() => {
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
    fs.rmSync(folder, { recursive: true });
  });
  const inFolder = (...parts: string[]): string => path.join(folder, ...parts);
  return {
    path: inFolder,
    write(name, content) {
      const file = inFolder(name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
      return file;
    },
  };
}

/** Whether an error is an InputError whose message matches all of `parts`. */
export function isInputError(...parts: RegExp[]): (error: Error) => boolean {
  return (error) => {
    assert.ok(error instanceof InputError, error.stack);
    for (const part of parts) assert.match(error.message, part);
    return true;
  };
}
