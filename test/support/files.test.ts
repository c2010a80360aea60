import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AlignscopeError, InputError, WorkError } from '../../src/support/errors.js';
import {
  canonicalJson,
  explainFileError,
  readJson,
  sha256,
  writeFileAtomic,
  writeJson,
} from '../../src/support/files.js';
import { lockOwner, tryLock } from '../../src/support/lock.js';

describe('files', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-files-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('hashes as published', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('gives equal values equal text', () => {
    assert.equal(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null }), '{"a":null,"b":[1,{"c":2,"d":1}]}');
  });

  it('writes atomically and leaves nothing else behind', () => {
    const file = path.join(folder, 'deep', 'x.json');
    writeJson(file, { a: 1 });
    writeJson(file, { a: 2 });
    assert.deepEqual(readJson(file), { a: 2 });
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['x.json']);
  });

  it('names file and remedy when it cannot read', () => {
    const missing = path.join(folder, 'none.json');
    assert.throws(
      () => readJson(missing),
      (e) => e instanceof InputError && e.message.includes(missing),
    );
    const damaged = path.join(folder, 'bad.json');
    fs.writeFileSync(damaged, '{"a":');
    assert.throws(
      () => readJson(damaged),
      (e) => e instanceof InputError && e.message.includes(damaged),
    );
  });

  it('names file and remedy when it cannot write', () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    assert.throws(
      () => writeFileAtomic(path.join(file, 'inside'), 'x'),
      (e) => e instanceof AlignscopeError && e.message.includes(file),
    );
    const full = explainFileError(Object.assign(new Error('x'), { code: 'ENOSPC' }), '/data/x', 'write');
    assert.ok(full instanceof WorkError && /disk is full.*cache clear.*run again/.test(full.message));
  });

  it('locks once, and takes over from the dead', () => {
    const file = path.join(folder, 'lock');
    const release = tryLock(file)!;
    assert.equal(lockOwner(file)?.pid, process.pid);
    assert.equal(tryLock(file), undefined);
    release();
    assert.equal(lockOwner(file), undefined);
    fs.writeFileSync(file, JSON.stringify({ host: os.hostname(), pid: 2 ** 22 + 1, since: '' }));
    const again = tryLock(file);
    assert.ok(again, 'a lock of a dead process is taken over');
    again();
    assert.deepEqual(fs.readdirSync(folder), []);
  });
});
