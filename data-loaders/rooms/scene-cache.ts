import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeFolder, writeFileAtomic } from '../../src/support/files.js';
import type { RoomsCache } from './options.js';

const extension = '.room';

const checksumBytes = 32;

/** SHA-256. */
function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/**
 * Rendered scenes on disk, shared by any number of processes: files appear whole or not at all, and those used longest
 * ago go when the folder grows beyond its limit.
 */
export class SceneCache {
  private written = 0;
  constructor(private readonly cache: RoomsCache) {}

  private file(name: string): string {
    return path.join(this.cache.folder, name + extension);
  }

  /** The bytes kept under a name, or undefined if there are none or their checksum is wrong. Reading counts as use. */
  read(name: string): Uint8Array | undefined {
    if (this.cache.limit === 0) return undefined;
    const file = this.file(name);
    let content: Buffer;
    try {
      content = fs.readFileSync(file);
    } catch {
      // Absent, dropped by another process a moment ago, or unreadable: the scene is made again.
      return undefined;
    }
    const bytes = new Uint8Array(content.buffer, content.byteOffset + checksumBytes, content.length - checksumBytes);
    if (!checksum(bytes).equals(content.subarray(0, checksumBytes))) {
      fs.rmSync(file, { force: true });
      return undefined;
    }
    try {
      const now = new Date();
      fs.utimesSync(file, now, now);
    } catch {
      // A folder that may only be read serves as well; its owner decides what is dropped.
    }
    return bytes;
  }

  /** Keeps bytes under a name. */
  write(name: string, bytes: Uint8Array): void {
    if (this.cache.limit === 0) return;
    makeFolder(this.cache.folder);
    writeFileAtomic(this.file(name), Buffer.concat([checksum(bytes), bytes]));
    // Listing the folder costs more than writing a scene, so the limit is looked at only now and then.
    if (this.written === 0 || this.written > this.cache.limit / 20) {
      this.trim();
      this.written = 0;
    }
    this.written += bytes.length;
  }

  /** Drops the files used longest ago until nine tenths of the limit remain. */
  private trim(): void {
    const files = fs
      .readdirSync(this.cache.folder)
      .filter((name) => name.endsWith(extension))
      .flatMap((name) => {
        const stat = fs.statSync(path.join(this.cache.folder, name), { throwIfNoEntry: false });
        return stat ? [{ name, size: stat.size, used: stat.mtimeMs }] : [];
      })
      .sort((a, b) => a.used - b.used);
    let total = files.reduce((sum, file) => sum + file.size, 0);
    if (total <= this.cache.limit) return;
    for (const file of files) {
      if (total <= 0.9 * this.cache.limit) break;
      fs.rmSync(path.join(this.cache.folder, file.name), { force: true });
      total -= file.size;
    }
  }
}
