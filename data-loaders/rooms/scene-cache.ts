import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeFolder, writeFileAtomic } from '../../src/support/files.js';
import type { RoomsCache } from './options.js';

const extension = '.room';

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

  /** The bytes kept under a name, or undefined. Reading counts as use. */
  read(name: string): Uint8Array | undefined {
    if (this.cache.limit === 0) return undefined;
    const file = this.file(name);
    try {
      const bytes = fs.readFileSync(file);
      const now = new Date();
      fs.utimesSync(file, now, now);
      return bytes;
    } catch (error) {
      // Absent, or dropped by another process a moment ago: it is made again.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      // A cache of someone else's can be read although its times cannot be set.
      if ((error as NodeJS.ErrnoException).syscall === 'utime') return fs.readFileSync(file);
      return undefined;
    }
  }

  has(name: string): boolean {
    return this.cache.limit > 0 && fs.existsSync(this.file(name));
  }

  /** Keeps bytes under a name. */
  write(name: string, bytes: Uint8Array): void {
    if (this.cache.limit === 0) return;
    makeFolder(this.cache.folder);
    writeFileAtomic(this.file(name), bytes);
    // Listing the folder costs more than writing a scene, so the limit is looked at only now and then.
    if (this.written === 0 || this.written > this.cache.limit / 20) {
      this.trim();
      this.written = 0;
    }
    this.written += bytes.length;
  }

  /** Removes what cannot be read. */
  drop(name: string): void {
    fs.rmSync(this.file(name), { force: true });
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
