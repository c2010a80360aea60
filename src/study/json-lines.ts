import * as fs from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { InputError } from '../support/errors.js';
import { readBytes, readText } from '../support/files.js';

/**
 * The values of a file with one JSON value a line, or of `<file>.gz` where the file itself is missing.
 *
 * Throws InputError naming the file and the line when it is missing, cut off, or not JSON.
 */
export function readJsonLines<T>(file: string): T[] {
  const packed = `${file}.gz`;
  const [source, text] =
    !fs.existsSync(file) && fs.existsSync(packed) ? [packed, unpacked(packed)] : [file, readText(file)];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => parseLine<T>(line, source, i + 1));
}

/** Values as gzip of one JSON value a line: the same bytes for the same values, with no time inside. */
export function packJsonLines(values: readonly unknown[]): Uint8Array {
  return gzipSync(values.map((value) => `${JSON.stringify(value)}\n`).join(''), { level: 9 });
}

const remedy = 'Restore the file, or run the study again with the same --out; finished runs are reused.';

function unpacked(file: string): string {
  const bytes = readBytes(file);
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (error) {
    throw new InputError(`${file} is not a whole gzip file (${(error as Error).message}). ${remedy}`, { cause: error });
  }
}

function parseLine<T>(line: string, file: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new InputError(`${file} line ${number} is not valid JSON. ${remedy}`);
  }
}
