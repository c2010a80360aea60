import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { RunStore, runId, type Run, type RunResult } from '../../src/study/store.js';

describe('RunStore', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-store-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const run: Run = { id: 'abc', kind: 'measure', variation: 'none', seed: 0, config: { a: 1 }, needs: [] };
  const result: Omit<RunResult, 'call'> = {
    rows: [],
    values: {},
    invalid: [],
    panels: [],
    seconds: 1,
    cpuSeconds: 1,
    peakMemoryMB: 1,
  };

  it('keeps what a broken run left, and shows a run only when it is finished', () => {
    const store = new RunStore(folder);
    fs.writeFileSync(path.join(store.open(run), 'checkpoint'), 'half');
    assert.deepEqual([store.isFinished('abc'), store.finished()], [false, []]);
    const again = store.open(run);
    assert.equal(fs.readFileSync(path.join(again, 'checkpoint'), 'utf8'), 'half');
    store.finish(run, result);
    assert.deepEqual(store.finished(), ['abc']);
    const { call, ...kept } = store.result('abc');
    assert.deepEqual(kept, result);
    assert.equal(call.began, store.began);
    assert.deepEqual(store.run('abc'), run);
    assert.deepEqual(fs.readdirSync(folder), ['abc'], 'nothing partial remains');
  });

  it('deletes runs alone when it is cleared', () => {
    const mixed = path.join(folder, 'mixed');
    const store = new RunStore(mixed);
    assert.doesNotThrow(() => store.clear(), 'there is no folder yet');
    store.finish({ ...run, id: runId({ a: 1 }) }, result);
    store.open({ ...run, id: runId({ a: 2 }) });
    const kept = ['0123456789abcdef.tar', 'notes', 'thesis.md'];
    for (const name of kept) fs.mkdirSync(path.join(mixed, name));
    store.clear();
    assert.deepEqual(fs.readdirSync(mixed).sort(), kept);
  });

  it('names a run by all that decides it, in any order of keys', () => {
    assert.equal(runId({ a: 1, b: { c: 2, d: 3 } }), runId({ b: { d: 3, c: 2 }, a: 1 }));
    assert.notEqual(runId({ a: 1 }), runId({ a: 2 }));
    assert.match(runId({}), /^[0-9a-f]{16}$/);
  });
});
