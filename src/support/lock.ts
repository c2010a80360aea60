import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { explainFileError, makeFolder } from './files.js';

/** Who holds a lock. */
export interface LockOwner {
  host: string;
  pid: number;
  since: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The owner of a lock file, or undefined when it is missing, unreadable or left behind by a dead process of this host. */
export function lockOwner(file: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(fs.readFileSync(file, 'utf8')) as LockOwner;
    return owner.host === os.hostname() && !isAlive(owner.pid) ? undefined : owner;
  } catch {
    return undefined;
  }
}

/**
 * Takes an exclusive lock by creating `file`; a stale one (its process on this host is gone) is replaced.
 *
 * Returns the function that releases it, or undefined when somebody else holds it.
 */
export function tryLock(file: string): (() => void) | undefined {
  makeFolder(path.dirname(file));
  // A lock appears with its content in one step: written under a temporary name, then linked.
  const owner: LockOwner = { host: os.hostname(), pid: process.pid, since: new Date().toISOString() };
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, JSON.stringify(owner));
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        fs.linkSync(temporary, file);
        return () => fs.rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (lockOwner(file) !== undefined) return undefined;
        fs.rmSync(file, { force: true });
      }
    }
    return undefined;
  } catch (error) {
    throw explainFileError(error, file, 'lock');
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
