import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { spent } from '../../src/study/spent.js';
import { RunStore, type Run } from '../../src/study/store.js';
import { writeJson } from '../../src/support/files.js';
import { peakMemoryMB } from '../../src/support/machine.js';

describe('what a study has taken', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-spent-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A finished run of the call that began at `began`, with its end in seconds after that. */
  const finished = (id: string, began: number, seconds: number, peak = 1): Run => {
    writeJson(path.join(folder, id, 'result.json'), { peakMemoryMB: peak, call: { began, seconds } });
    return { id, kind: 'measure', variation: 'none', seed: 0, config: {}, needs: [] };
  };

  it('is the time of the calls that carried out its runs, each up to its last run, and of the present one up to now', () => {
    const now = Date.now();
    const plan = [finished('a', 1000, 10), finished('b', 1000, 25), finished('c', 70_000, 3)];
    finished('of another plan', 500, 1000);
    assert.equal(spent(plan, new RunStore(folder, now)).wallSeconds, 28, 'a call without runs counts nothing');
    const began = now - 60_000;
    plan.push(finished('d', began, 5));
    const { wallSeconds } = spent(plan, new RunStore(folder, began));
    assert.ok(wallSeconds >= 88 && wallSeconds < 90, `${wallSeconds}`);
  });

  it('is the memory of the largest process, also of an earlier call', () => {
    const peak = peakMemoryMB() + 10_000;
    const plan = [finished('a', 0, 1), finished('b', 1, 1, peak), finished('c', 2, 1)];
    assert.equal(spent(plan, new RunStore(folder)).peakMemoryMB, peak);
    assert.ok(spent(plan.slice(0, 1), new RunStore(folder)).peakMemoryMB >= peak - 10_000);
  });
});
