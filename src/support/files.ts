import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { InputError, WorkError } from './errors.js';

/** Folder of everything that can be made again: `$ALIGNSCOPE_CACHE`, else `$XDG_CACHE_HOME/alignscope`, else `~/.cache/alignscope`. */
export function cacheFolder(...parts: string[]): string {
  const base =
    process.env.ALIGNSCOPE_CACHE ??
    path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'alignscope');
  return path.join(base, ...parts);
}

/** Lower-case hexadecimal SHA-256 of a text or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** JSON with the keys of every object sorted, so that equal values give equal text (and hashes). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : v,
  );
}

/** Turns the file system's error codes into a message that names the path and the remedy. */
export function explainFileError(error: unknown, file: string, doing: string): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const cause = { cause: error };
  switch (code) {
    case 'ENOENT':
      return new InputError(`Cannot ${doing} ${file}: it does not exist. Check the path.`, cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new WorkError(
        `Cannot ${doing} ${file}: no permission. Choose another folder or change its rights.`,
        cause,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new WorkError(
        `Cannot ${doing} ${file}: the disk is full. Free space (\`npx alignscope cache clear\`) and run again.`,
        cause,
      );
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return new InputError(`Cannot ${doing} ${file}: a file and a folder are in each other's place (${code}).`, cause);
    default:
      return error instanceof Error ? error : new WorkError(String(error));
  }
}

/** Makes a folder and its parents. Throws with path and remedy when that is not possible. */
export function makeFolder(folder: string): void {
  // Not `recursive`, with which Node takes a read-only file system for a missing folder.
  const parent = path.dirname(folder);
  if (parent !== folder && !fs.existsSync(parent)) makeFolder(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && fs.statSync(folder).isDirectory();
    if (!isThere) throw explainFileError(error, folder, 'make the folder');
  }
}

/** Writes a file so that readers see the old content or the new, never half: temporary name, fsync, rename. */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  makeFolder(path.dirname(file));
  const temporary = `${file}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = fs.openSync(temporary, 'w');
    try {
      fs.writeFileSync(handle, content);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw explainFileError(error, file, 'write');
  }
}

/** Writes a value as indented JSON, atomically. */
export function writeJson(file: string, value: unknown): void {
  writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a whole file. Throws with path and remedy when it is missing or cannot be read. */
export function readBytes(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
}

/** Reads a whole file as UTF-8. Throws as {@link readBytes} does. */
export function readText(file: string): string {
  return readBytes(file).toString('utf8');
}

/** Reads JSON. Throws InputError naming the file when it is missing or not JSON. */
export function readJson<T>(file: string): T {
  const text = readText(file);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new InputError(`${file} is not valid JSON (${(error as Error).message}). Delete it or restore it.`);
  }
}
