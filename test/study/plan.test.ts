import * as assert from 'node:assert/strict';
import { auditDefaults } from '../../src/pretrain/audit.js';
import { variations } from '../../src/pretrain/index.js';
import { mlpDefaults } from '../../src/probes/mlp.js';
import { probeSettings } from '../../src/probes/settings.js';
import { corruptions } from '../../src/robustness/index.js';
import { checkStudyConfig, type StudyConfig } from '../../src/study/config.js';
import { baselines, planStudy } from '../../src/study/plan.js';
import { profiles } from '../../src/study/profiles.js';
import { InputError } from '../../src/support/errors.js';
import { tasks } from '../../src/tasks/index.js';

const config: StudyConfig = { ...profiles.smoke, seeds: [3, 4] };
const context = { backend: 'cpu', fingerprints: ['a', 'b'] };

describe('planStudy', () => {
  const plan = planStudy(config, context);

  it('has one run a seed for each variation, baseline, task and similarity', () => {
    const count = (kind: string): number => plan.filter((run) => run.kind === kind).length;
    const variations = config.variations.length;
    assert.deepEqual(
      [count('pretrain'), count('measure'), count('task'), count('similarity')],
      [2 * variations, 2 * (variations + baselines.length), 2 * variations, 2],
    );
    assert.equal(new Set(plan.map((run) => run.id)).size, plan.length, 'ids differ');
  });

  it('puts every run after what it needs', () => {
    const seen = new Set<string>();
    for (const run of plan) {
      for (const id of run.needs) assert.ok(seen.has(id), `${run.kind} ${run.variation} comes before ${id}`);
      seen.add(run.id);
    }
  });

  it('changes the ids of just the runs that a change concerns', () => {
    const ids = (other: StudyConfig, backend = 'cpu', fingerprints = context.fingerprints): Map<string, string> =>
      new Map(
        planStudy(other, { backend, fingerprints }).map((run) => [`${run.kind}/${run.variation}/${run.seed}`, run.id]),
      );
    const before = ids(config);
    const changed = (after: Map<string, string>): string[] =>
      [...before.keys()].filter((key) => before.get(key) !== after.get(key)).map((key) => key.split('/')[0]);
    assert.deepEqual(changed(ids(config)), []);
    const steps = changed(ids({ ...config, tasks: { ...config.tasks, steps: config.tasks.steps + 1 } }));
    assert.deepEqual(new Set(steps), new Set(['task']));
    const probes = changed(ids({ ...config, probe: { ...config.probe, cells: config.probe.cells + 1 } }));
    assert.deepEqual(new Set(probes), new Set(['measure', 'similarity']));
    assert.equal(changed(ids(config, 'wasm')).length, before.size, 'another backend makes other runs');
    const control = ids({ ...config, variations: [...config.variations, 'both-half'] });
    assert.deepEqual(new Set(changed(control)), new Set(['similarity']), 'a further variation leaves the others alone');
    const otherWorld = [...ids(config, 'cpu', ['a', 'c'])].filter(([key, id]) => before.get(key) !== id);
    assert.ok(
      otherWorld.every(([key]) => key.endsWith('/4')),
      'another world of one seed leaves the other seed alone',
    );
  });

  it('changes the ids of just the runs that a changed default concerns', () => {
    const before = planStudy(config, context);
    const changedWith = <T>(settings: T, change: Partial<T>): string[] => {
      const kept = { ...settings };
      Object.assign(settings as object, change);
      try {
        const after = planStudy(config, context);
        return [...new Set(before.filter(({ id }, i) => id !== after[i].id).map(({ kind }) => kind))].sort();
      } finally {
        Object.assign(settings as object, kept);
      }
    };
    assert.deepEqual(changedWith(mlpDefaults, {}), []);
    assert.deepEqual(changedWith(mlpDefaults, { hidden: 33 }), ['measure', 'similarity']);
    assert.deepEqual(changedWith(tasks.depth.defaults, { batch: 17 }), ['task']);
    assert.deepEqual(changedWith(corruptions.jpeg, { values: [9, 8, 7, 6, 5] }), ['measure', 'similarity', 'task']);
    assert.deepEqual(changedWith(probeSettings, { lambdas: [1] }), ['measure', 'similarity', 'task']);
    const all = ['measure', 'pretrain', 'similarity', 'task'];
    assert.deepEqual(changedWith(auditDefaults, { pairs: 97 }), all);
    assert.deepEqual(changedWith(variations['cross-modal'], { losses: { 'cross-modal': 2 } }), all);
  });
});

describe('checkStudyConfig', () => {
  it('accepts every profile as it is', () => {
    for (const [name, profile] of Object.entries(profiles)) {
      assert.deepEqual(checkStudyConfig(profile), profile);
      assert.equal(profile.profile, name);
    }
  });

  it('names each wrong field', () => {
    const robustness = { ...config.robustness, corruptions: ['jpeg', 'rain'] };
    const dataset = { ...config.dataset, kappa: 2 };
    const wrong = { ...config, seeds: [], dataset, variations: ['none', 'cross-eyed'], robustness, speed: 9 };
    assert.throws(
      () => checkStudyConfig(wrong),
      (e) =>
        e instanceof InputError &&
        /seeds/.test(e.message) &&
        /dataset\.kappa/.test(e.message) &&
        /variations\.1: .*cross-view/.test(e.message) &&
        /robustness\.corruptions\.1: .*greyscale/.test(e.message) &&
        /speed/.test(e.message),
    );
  });
});
