import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  describeEstimate,
  estimateStudy,
  quickSeconds,
  runSeconds,
  suitableWorkers,
  taskSeconds,
} from '../../src/study/cost.js';
import { planStudy } from '../../src/study/plan.js';
import { profiles } from '../../src/study/profiles.js';
import { tasks } from '../../src/tasks/index.js';
import { packageRoot } from '../../src/support/package.js';

const { quick, smoke, standard } = profiles;

describe('what a study is expected to take', () => {
  const minutes = (...given: Parameters<typeof estimateStudy>): number => estimateStudy(...given).minutes;

  it('is what its runs take, one after another, and what comes before and after them', () => {
    const plan = planStudy(quick, { backend: 'tensorflow', fingerprints: quick.seeds.map(String) });
    const seconds = plan.reduce((sum, run) => sum + runSeconds(quick, run), 0);
    assert.ok(Math.abs(60 * minutes(quick, 'tensorflow', 1, 2) - seconds - 20) < 1e-6);
  });

  it('is for single runs of quick what was measured', () => {
    const plan = planStudy(quick, { backend: 'tensorflow', fingerprints: quick.seeds.map(String) });
    const expected = (kind: string, variation: string): number =>
      runSeconds(
        quick,
        plan.find((run) => run.kind === kind && run.variation === variation)!,
      );
    assert.ok(Math.abs(expected('pretrain', 'cross-modal') - quickSeconds.pretrain) < 1e-9);
    assert.ok(Math.abs(expected('measure', 'cross-view') - quickSeconds.measure) < 1e-9);
    assert.equal(expected('pretrain', 'none'), quickSeconds.untrained);
    assert.equal(expected('measure', 'position'), quickSeconds.baseline);
    // 3 shares of the labels × (40 steps, 120 test images), and 40 images clean and under 8 corruptions × 5 severities.
    const { step, image } = taskSeconds.depth;
    assert.ok(Math.abs(expected('task', 'none') - (120 * step + (3 * 120 + 40 * 41) * image)) < 1e-9);
  });

  it('knows every task, and counts fewer severities and more labels', () => {
    assert.deepEqual(Object.keys(taskSeconds).sort(), Object.keys(tasks).sort());
    const [one, all] = [[3], [1, 2, 3, 4, 5]].map((severities) => {
      const robustness = { frames: 40, severities };
      return minutes({ ...quick, tasks: { ...quick.tasks, robustness } }, 'tensorflow', 1, 1);
    });
    const corrupted = (20 * 40 * 8 * 4 * taskSeconds.depth.image) / 60;
    assert.ok(Math.abs(all - one - corrupted) < 1e-9);
    assert.equal(all, minutes(quick, 'tensorflow', 1, 1));
  });

  it('is at most 120 minutes for standard on two processors', () => {
    assert.ok(minutes(standard, 'tensorflow', 2, 2) <= 120, `${minutes(standard, 'tensorflow', 2, 2)}`);
  });

  it('falls with processes as long as there are processors for them', () => {
    const [one, two, eight] = [1, 2, 8].map((workers) => minutes(quick, 'tensorflow', workers, 2) - 1 / 3);
    assert.ok(Math.abs(two / one - 1 / 2) < 1e-9);
    assert.equal(eight, two);
  });

  it('grows with size and on slower backends', () => {
    assert.ok(minutes(smoke, 'tensorflow', 2, 2) < minutes(quick, 'tensorflow', 2, 2));
    assert.ok(minutes(quick, 'tensorflow', 2, 2) < minutes(quick, 'wasm', 2, 2));
    assert.ok(minutes(quick, 'tensorflow', 2, 2) < minutes(standard, 'tensorflow', 2, 2));
    assert.equal(estimateStudy(quick, 'tensorflow', 2, 2).memoryMBPerProcess, 1200);
  });

  it('rests on the numbers that docs/study.md gives', () => {
    const text = fs.readFileSync(path.join(packageRoot(), 'docs/study.md'), 'utf8');
    const rows = Object.entries(quickSeconds).map(([run, seconds]) => `| \`${run}\` | ${seconds} |`);
    const shown = /<!-- costs -->\n([^]*?)\n<!-- \/costs -->/.exec(text)?.[1].trim();
    assert.equal(shown, ['| run | CPU-seconds |', '|---|---|', ...rows].join('\n'));
    const ofTasks = Object.entries(taskSeconds).map(
      ([task, { step, image }]) => `| \`${task}\` | ${step} | ${image} |`,
    );
    const table = ['| task | a training step | a test image |', '|---|---|---|', ...ofTasks].join('\n');
    assert.equal(/<!-- task costs -->\n([^]*?)\n<!-- \/task costs -->/.exec(text)?.[1].trim(), table);
  });

  it('is said in one line', () => {
    const estimate = { minutes: 8.6, diskMB: 60, memoryMBPerProcess: 1200, processes: 1 };
    const line = 'Expect about 9 minutes with 1 process, 60 MB of disk, up to 1200 MB of memory each.';
    assert.equal(describeEstimate(estimate), line);
    assert.match(describeEstimate({ ...estimate, minutes: 430 }), /about 7 hours/);
    assert.match(describeEstimate({ ...estimate, minutes: 1.1, processes: 2 }), /about 70 seconds with 2 processes/);
  });
});

describe('suitableWorkers', () => {
  it('is one a processor, or what memory holds, but at least one', () => {
    assert.equal(suitableWorkers(quick, { processors: 4, memoryMB: 64_000 }), 4);
    assert.equal(suitableWorkers(quick, { processors: 4, memoryMB: 3599 }), 2);
    assert.equal(suitableWorkers(quick, { processors: 4, memoryMB: 3600 }), 3);
    assert.equal(suitableWorkers(quick, { processors: 4, memoryMB: 100 }), 1);
  });
});
