import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describeEstimate, estimateStudy, quickSeconds, runWeight, suitableWorkers } from '../../src/study/cost.js';
import { planStudy } from '../../src/study/plan.js';
import { profiles } from '../../src/study/profiles.js';
import { packageRoot } from '../../src/support/package.js';

const { quick, smoke, standard } = profiles;

describe('what a study is expected to take', () => {
  const minutes = (...given: Parameters<typeof estimateStudy>): number => estimateStudy(...given).minutes;

  it('is what its runs take, one after another, and what comes before and after them', () => {
    const plan = planStudy(quick, { backend: 'tensorflow', fingerprints: quick.seeds.map(String) });
    const seconds = plan.reduce((sum, run) => sum + runWeight(run), 0);
    assert.ok(Math.abs(60 * minutes(quick, 'tensorflow', 1, 2) - seconds - 20) < 1e-6);
    assert.equal(runWeight(plan.find(({ kind, variation }) => kind === 'pretrain' && variation === 'none')!), quickSeconds.untrained); // prettier-ignore
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
  });

  it('is said in one line', () => {
    const estimate = { minutes: 8.6, diskMB: 60, memoryMBPerProcess: 1200, processes: 1 };
    const line = 'Expect about 9 minutes with 1 process, 60 MB of disk, up to 1200 MB of memory each.';
    assert.equal(describeEstimate(estimate), line);
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
