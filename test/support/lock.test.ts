import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lockOwner, tryLock, type LockOwner } from '../../src/support/lock.js';

describe('tryLock', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-lock-'));
    file = path.join(folder, 'inner', 'a.lock');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const leave = (owner: Partial<LockOwner>): void => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ host: os.hostname(), since: '2026-01-02T03:04:05Z', ...owner }));
  };
  const assertTaken = (): void => {
    const release = tryLock(file);
    assert.ok(release, 'the lock is free');
    assert.equal(lockOwner(file)?.pid, process.pid);
    release();
    assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
  };
  const onLinux = (test: Mocha.Context): void => {
    if (process.platform !== 'linux') test.skip();
  };

  it('is held by one at a time', () => {
    const release = tryLock(file)!;
    assert.equal(tryLock(file), undefined);
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['a.lock'], 'who waits leaves nothing behind');
    release();
    assertTaken();
  });

  it('is taken over from a process that is gone', () => {
    leave({ pid: spawnSync(process.execPath, ['--version']).pid });
    assertTaken();
  });

  it('is left to a process that runs, and to one on another host', () => {
    leave({ pid: process.ppid });
    assert.equal(tryLock(file), undefined);
    leave({ pid: 1, host: `not-${os.hostname()}` });
    assert.equal(tryLock(file), undefined);
    assert.equal(lockOwner(file)?.host, `not-${os.hostname()}`);
  });

  it('is taken over when the number of its process was given to another', function () {
    onLinux(this);
    const release = tryLock(file)!;
    const own = JSON.parse(fs.readFileSync(file, 'utf8')) as LockOwner;
    assert.match(own.started!, /^\d+$/);
    assert.equal(lockOwner(file)?.started, own.started, 'it is its own');
    release();
    leave({ ...own, started: `${Number(own.started) - 1}` });
    assertTaken();
  });

  it('is taken over from a process that has ended without its parent noticing', async function () {
    onLinux(this);
    // The shell becomes a program that does not wait for its child.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [text] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(text.toString());
      const state = (): string => /^State:\s+(\w)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
      while (state() !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
      leave({ pid });
      assertTaken();
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
