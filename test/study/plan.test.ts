import * as assert from 'node:assert/strict';
import type { Modality } from '../../data-loaders/sample.js';
import { auditDefaults } from '../../src/pretrain/audit.js';
import { variations } from '../../src/pretrain/index.js';
import { mlpDefaults } from '../../src/probes/mlp.js';
import { probeSettings } from '../../src/probes/settings.js';
import { corruptions } from '../../src/robustness/index.js';
import { checkStudyConfig, type StudyConfig } from '../../src/study/config.js';
import { baselines, planStudy } from '../../src/study/plan.js';
import { profiles } from '../../src/study/profiles.js';
import { measurableTasks } from '../../src/study/study-tasks.js';
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

describe('the tasks of a plan', () => {
  const names = Object.keys(tasks);
  const several: StudyConfig = { ...config, tasks: { ...config.tasks, names } };
  const runsOf = (other: StudyConfig, modalities?: Modality[]): Map<string, string> =>
    new Map(
      planStudy(other, { ...context, modalities })
        .filter(({ kind }) => kind === 'task')
        .map((run) => [`${String(run.config.task)}/${run.variation}/${run.seed}`, run.id]),
    );

  it('are a run each for every variation and seed, which further tasks leave as they are', () => {
    const runs = runsOf(several);
    assert.equal(runs.size, names.length * config.variations.length * config.seeds.length);
    assert.equal(new Set(runs.values()).size, runs.size, 'ids differ');
    for (const [key, id] of runsOf(config)) assert.equal(runs.get(key), id);
  });

  it('have budgets of their own, which concern no other task', () => {
    const before = runsOf(several);
    const after = runsOf({ ...several, tasks: { ...several.tasks, budgets: { semantic: { steps: 5 } } } });
    const changed = [...before.keys()].filter((key) => before.get(key) !== after.get(key));
    assert.equal(changed.length, config.variations.length * config.seeds.length);
    assert.ok(changed.every((key) => key.startsWith('semantic/')));
    const asAll = runsOf({
      ...several,
      tasks: { ...several.tasks, budgets: { semantic: { steps: config.tasks.steps } } },
    });
    assert.deepEqual(asAll, before, 'a budget that says what all have changes nothing');
  });

  it('come with what predicts without looking where that is asked for, which needs no pretraining', () => {
    const plan = planStudy({ ...several, tasks: { ...several.tasks, baselines: true } }, context);
    const trivial = plan.filter(({ kind, variation }) => kind === 'task' && variation === 'trivial');
    assert.equal(trivial.length, names.length * config.seeds.length);
    assert.ok(trivial.every(({ needs }) => needs.length === 0));
  });

  it('are left out, with a word, where the dataset lacks what they require', () => {
    const planned = new Set([...runsOf(several, ['depth']).keys()].map((key) => key.split('/')[0]));
    const without = names.filter((name) => tasks[name as keyof typeof tasks].requires.some((one) => one !== 'depth'));
    assert.ok(without.includes('semantic'));
    assert.deepEqual(
      [...planned],
      names.filter((name) => !without.includes(name)),
    );
    const { notes } = measurableTasks(several, ['depth']);
    assert.equal(notes.length, without.length);
    assert.ok(notes.includes('The task semantic is left out: the dataset has no semantics.'));
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

  it('refuses tasks that there are not, and severities that the study does not make', () => {
    const refused = (change: Partial<StudyConfig['tasks']>, message: RegExp): void =>
      assert.throws(
        () => checkStudyConfig({ ...config, tasks: { ...config.tasks, ...change } }),
        (e) => e instanceof InputError && message.test(e.message),
      );
    refused({ names: ['depth', 'flow'] }, /tasks\.names\.1: .*semantic/);
    refused({ budgets: { semantic: { speed: 2 } as object } }, /tasks\.budgets\.semantic: .*speed/);
    const robustness = { frames: 2, severities: [1, 4] };
    refused({ robustness }, /tasks\.robustness\.severities: 4 not among robustness\.severities \(1, 3, 5\)/);
    refused({ budgets: { depth: { robustness } } }, /tasks\.budgets\.depth\.robustness\.severities: 4/);
  });
});
