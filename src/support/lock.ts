import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { explainFileError, makeFolder } from './files.js';

/** Who holds a lock. */
export interface LockOwner {
  host: string;
  pid: number;
  since: string;
  /** When the process started, in ticks of the kernel's clock: tells it from a later one of the same number. Linux only. */
  started?: string;
}

/** State and start of a process as Linux tells them in fields 3 and 22 of /proc/<pid>/stat; undefined where it does not. */
function processStat(pid: number): { state: string; started: string } | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: LockOwner): boolean {
  const stat = processStat(pid);
  // A zombie has ended, and waits only for its parent to notice.
  if (stat !== undefined) return stat.state !== 'Z' && (started === undefined || started === stat.started);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The owner of a lock file, or undefined when it is missing, unreadable or left behind by a process of this host that is gone
 * (its number may have been given to another since). Nothing is known of processes on other hosts: they count as running.
 */
export function lockOwner(file: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(fs.readFileSync(file, 'utf8')) as LockOwner;
    return owner.host === os.hostname() && !isAlive(owner) ? undefined : owner;
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
  const { pid } = process;
  const started = processStat(pid)?.started;
  const owner: LockOwner = { host: os.hostname(), pid, since: new Date().toISOString(), started };
  const temporary = `${file}.${pid}`;
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
