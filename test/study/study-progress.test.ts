import * as assert from 'node:assert/strict';
import { profiles } from '../../src/study/profiles.js';
import type { Run } from '../../src/study/store.js';
import { StudyProgress } from '../../src/study/study-progress.js';
import { setProgressSink, type ProgressSink, type TaskOptions } from '../../src/support/progress.js';

interface Task {
  label: string;
  total: number;
  options?: TaskOptions;
  updates: [done: number, detail: string | undefined, loss: number | undefined][];
  ended: boolean;
}

describe('progress of a study', () => {
  const now = Date.now;
  let time: number;
  let tasks: Task[];
  let previous: ProgressSink;
  beforeEach(() => {
    time = 0;
    Date.now = () => time;
    tasks = [];
    previous = setProgressSink({
      start: (label, total, options) => {
        const task: Task = { label, total, options, updates: [], ended: false };
        tasks.push(task);
        const update = (...said: [number, string?, number?]): void =>
          void task.updates.push([said[0], said[1], said[2]]);
        return { update, finish: () => (task.ended = true) };
      },
      note: () => undefined,
    });
  });
  afterEach(() => {
    Date.now = now;
    setProgressSink(previous);
  });

  const run = (seed: number): Run => ({ id: `${seed}`, kind: 'measure', variation: 'cross-view', seed, config: {}, needs: ['x'] }); // prettier-ignore
  const share = (): number => tasks[0].updates.at(-1)![0] / tasks[0].total;
  const piece = (label: string, done: number, total: number, loss?: number) =>
    ({ type: 'progress', runId: '', label, done, total, loss }) as const;

  it('counts runs, and shows what each that is underway is at', () => {
    const [first, second] = [run(0), run(1)];
    const waiting = [first, second];
    const progress = new StudyProgress(waiting, profiles.quick);
    waiting.length = 0;
    progress.advance(first, piece('frames', 1, 2));
    progress.advance(first, piece('training', 3, 100, 0.5));
    progress.finish(first);
    assert.deepEqual(tasks[0].updates.at(-1)!.slice(0, 2), [tasks[0].total / 2, '1 of 2 runs']);
    const [, frames, training] = tasks;
    assert.deepEqual([frames.label, frames.total, frames.ended], ['measure cross-view, seed 0', 2, true]);
    assert.deepEqual(training.updates, [[3, 'training', 0.5]]);
    assert.ok(training.options?.passing && training.ended);
    progress.finish(second);
    progress.end();
    assert.ok(tasks.every(({ ended }) => ended));
    assert.equal(share(), 1);
  });

  it('does not take the first piece of a run for all of it, and never goes back', () => {
    const second = run(1);
    const progress = new StudyProgress([run(0), second, run(2)], profiles.quick);
    progress.advance(second, piece('frames', 2, 2));
    assert.equal(share(), 0);
    time = 1e9;
    progress.advance(second, piece('training', 1, 4));
    assert.ok(Math.abs(share() - 0.25 / 3) < 1e-9);
    progress.advance(second, piece('more', 0, 4));
    assert.ok(Math.abs(share() - 0.25 / 3) < 1e-9);
  });
});
