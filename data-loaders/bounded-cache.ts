import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { explainFileError, makeFolder } from '../src/support/files.js';
import { progress } from '../src/support/progress.js';

/** Where results that can be made again are kept, and how much of them. */
export interface CacheOptions {
  folder: string;
  /** Bytes; what was used longest ago is dropped above it. 0 keeps nothing on disk. */
  limit: number;
}

const extension = '.kept';

const checksumBytes = 32;

/** SHA-256. */
function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Folders that could not be written, each said once in a process. */
const refused = new Set<string>();

/**
 * Blocks of bytes on disk by name, shared by any number of processes: they appear whole or are not found, and those used
 * longest ago go when the folder grows beyond its limit. A folder that cannot be written is said once and done without.
 */
export class BoundedCache {
  private written = 0;

  /** @param content what is kept, for the line that says that it is not: `Rendered rooms` */
  constructor(
    private readonly options: CacheOptions,
    private readonly content: string,
  ) {}

  private file(name: string): string {
    return path.join(this.options.folder, name + extension);
  }

  /** Whether something is kept under a name, judged without reading it. */
  has(name: string): boolean {
    if (this.options.limit === 0) return false;
    try {
      return fs.statSync(this.file(name)).size > checksumBytes;
    } catch {
      return false;
    }
  }

  /** The bytes kept under a name, or undefined if there are none or their checksum is wrong. Reading counts as use. */
  read(name: string): Uint8Array | undefined {
    if (this.options.limit === 0) return undefined;
    const file = this.file(name);
    try {
      const bytes = checkedBytes(fs.readFileSync(file));
      if (bytes === undefined) fs.rmSync(file, { force: true });
      else markUsed(file);
      return bytes;
    } catch {
      // Absent, dropped by another process a moment ago, or unreadable: it is made again.
      return undefined;
    }
  }

  /** Keeps bytes under a name; false if nothing is to be or can be kept. */
  write(name: string, bytes: Uint8Array): boolean {
    const { folder, limit } = this.options;
    if (limit === 0 || refused.has(folder)) return false;
    const file = this.file(name);
    try {
      makeFolder(folder);
      writeWhole(file, [checksum(bytes), bytes]);
      // Listing the folder costs more than writing to it, so the limit is looked at only now and then.
      if (this.written === 0 || this.written > limit / 20) {
        this.trim();
        this.written = 0;
      }
    } catch (error) {
      refused.add(folder);
      progress().note(
        `${this.content} are not kept for the next time. ${explainFileError(error, file, 'write').message}`,
      );
      return false;
    }
    this.written += bytes.length;
    return true;
  }

  /** Drops the files used longest ago until nine tenths of the limit remain. */
  private trim(): void {
    const { folder, limit } = this.options;
    const files = fs
      .readdirSync(folder)
      .filter((name) => name.endsWith(extension))
      .flatMap((name) => {
        const stat = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
        return stat ? [{ name, size: stat.size, used: stat.mtimeMs }] : [];
      })
      .sort((a, b) => a.used - b.used);
    let total = files.reduce((sum, file) => sum + file.size, 0);
    if (total <= limit) return;
    for (const file of files) {
      if (total <= 0.9 * limit) break;
      fs.rmSync(path.join(folder, file.name), { force: true });
      total -= file.size;
    }
  }
}

/** What follows the checksum, if it has that checksum. Not a Buffer, whose slices are no copies. */
function checkedBytes(content: Buffer): Uint8Array | undefined {
  const kept = content.subarray(checksumBytes);
  if (!checksum(kept).equals(content.subarray(0, checksumBytes))) return undefined;
  return new Uint8Array(kept.buffer, kept.byteOffset, kept.length);
}

function markUsed(file: string): void {
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
  } catch {
    // A folder that may only be read serves as well; its owner decides what is dropped.
  }
}

/** Writes under a temporary name and renames. Not forced to the disk: what a power cut tears, its checksum tells. */
function writeWhole(file: string, parts: readonly Uint8Array[]): void {
  const temporary = `${file}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = fs.openSync(temporary, 'w');
    try {
      for (const part of parts) fs.writeFileSync(handle, part);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
