import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { SceneDataset } from '../../data-loaders/sample.js';
import type { StudyConfig } from '../../src/study/config.js';
import { planStudy } from '../../src/study/plan.js';
import { profiles } from '../../src/study/profiles.js';
import { RunStore, type Run, type RunResult } from '../../src/study/store.js';
import { collectPanels, collectRows, summarise } from '../../src/study/summary.js';
import type { Row, StudyResult } from '../../src/study/types.js';

const config: StudyConfig = { ...profiles.smoke, seeds: [0, 1, 2] };
const dataset: SceneDataset = {
  name: 'rooms',
  fingerprint: '',
  modalities: ['depth'],
  classes: [],
  textureKinds: [],
  scenes: [
    { id: 'a', split: 'train', frames: [] },
    { id: 'b', split: 'test', frames: [] },
  ],
  notes: ['a note of the dataset'],
  load: () => assert.fail('nothing is loaded'),
  cloud: () => assert.fail('nothing is loaded'),
};

/** A row of a run, of no consequence but for what is given. */
function rowOf({ id, variation, seed }: Run, row: Pick<Row, 'kind' | 'metric' | 'value'> & Partial<Row>): Row {
  const origin = { run: id, variation, seed, dataset: 'rooms', split: 'test', commit: '', backend: '' };
  return { ...origin, protocol: 'made up', unit: '', n: 1, ...row };
}

describe('the summary of a study', () => {
  let folder: string;
  let store: RunStore;
  const plan = planStudy(config, { backend: 'cpu', fingerprints: config.seeds.map(String) });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-summary-'));
    store = new RunStore(path.join(folder, 'runs'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Finishes all runs of the plan, each with what `outcome` says of it. */
  const finishAll = (outcome: (run: Run) => Partial<RunResult>): void => {
    for (const run of plan) {
      store.open(run);
      const spent = { seconds: 1, cpuSeconds: 1, peakMemoryMB: 1 };
      store.finish(run, { rows: [], values: {}, invalid: [], panels: [], ...spent, ...outcome(run) });
    }
  };
  const summary = (): Pick<StudyResult, 'variations' | 'notes'> =>
    summarise({ config, plan, store, rows: collectRows(plan, store), dataset, backend: 'cpu', commit: '' });

  it('gives the audit by figure and by what was matched, over seeds, without its course', () => {
    finishAll((run) => {
      if (run.kind !== 'pretrain') return {};
      const audit = (metric: string, value: number, more: Partial<Row> = {}): Row =>
        rowOf(run, { kind: 'audit', metric, value, ...more });
      return {
        rows: [
          audit('effective-rank', 10 + run.seed),
          audit('recall@1', 0.25, { target: 'cross-view' }),
          audit('recall@1', NaN, { target: 'cross-modal' }),
          audit('r2', 0.9, { target: 'albedo', step: 4 }),
        ],
      };
    });
    const { audit } = summary().variations['cross-view'];
    assert.deepEqual(Object.keys(audit).sort(), ['effective-rank', 'recall@1 cross-view']);
    const { mean, ci95, n } = audit['effective-rank'];
    assert.deepEqual([mean, n], [11, 3]);
    // t(.975, 2) · s/√3 with s = 1
    assert.ok(Math.abs(ci95![1] - 11 - 4.302653 / Math.sqrt(3)) < 1e-5);
    assert.deepEqual(summary().variations.position.audit, {});
  });

  it('gives steps and the mean loss of the seeds that have one', () => {
    finishAll(({ kind, seed }) => {
      return kind === 'pretrain' ? { values: { steps: 6, finalLoss: seed === 0 ? null : seed } } : {};
    });
    assert.deepEqual(summary().variations['cross-view'].pretrain, { steps: 6, finalLoss: 1.5 });
  });

  it('marks what did not see the same images and matches as the others of its seed', () => {
    finishAll(({ kind, variation, seed }) => {
      if (kind !== 'pretrain' || variation === 'none') return {};
      return { dataOrder: variation === 'cross-modal' && seed === 1 ? 'another' : `order ${seed}` };
    });
    const { variations } = summary();
    assert.deepEqual(Object.fromEntries(Object.entries(variations).map(([name, { invalid }]) => [name, invalid])), {
      none: [],
      'cross-view': [],
      'cross-modal': ['seed 1: its images or matches differ from its pair'],
      'cross-view+cross-modal': [],
      position: [],
      trivial: [],
    });
  });

  it('says of a variation which seeds are invalid and why, and what the dataset notes', () => {
    finishAll(({ kind, variation, seed }) => {
      return kind === 'pretrain' && variation === 'cross-view' && seed === 2 ? { invalid: ['it diverged'] } : {};
    });
    const { variations, notes } = summary();
    assert.deepEqual(variations['cross-view'].invalid, ['seed 2: it diverged']);
    assert.equal(notes[0], 'a note of the dataset');
  });

  it('copies pictures: those that all share once, the others for each variation and seed', () => {
    fs.mkdirSync(path.join(folder, 'panels'));
    fs.writeFileSync(path.join(folder, 'panels', 'of-an-earlier-study.png'), '');
    finishAll((run) => {
      if (run.kind !== 'measure' || run.seed > 0 || run.needs.length === 0) return {};
      const partial = `${store.path(run.id)}.partial`;
      const panels = ['input', 'depth-truth', 'depth-read-out'].map((kind) => {
        const file = `frame-${kind}.png`;
        fs.writeFileSync(path.join(partial, file), `${run.variation} ${kind}`);
        return { kind, sample: 'frame', file };
      });
      return { panels };
    });
    const panels = collectPanels(plan, store, folder);
    assert.deepEqual(
      panels.map(({ kind, variation }) => [kind, variation]),
      [
        ['input', undefined],
        ['depth-truth', undefined],
        ...config.variations.map((variation) => ['depth-read-out', variation]),
      ],
    );
    for (const { kind, variation = 'none', file } of panels)
      assert.equal(fs.readFileSync(path.join(folder, file), 'utf8'), `${variation} ${kind}`);
    assert.equal(fs.readdirSync(path.join(folder, 'panels')).length, panels.length, 'earlier ones are gone');
  });
});
