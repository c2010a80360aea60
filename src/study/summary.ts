import * as fs from 'node:fs';
import * as path from 'node:path';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { mean, tInterval } from '../stats/index.js';
import { makeFolder } from '../support/files.js';
import type { StudyConfig } from './config.js';
import { unfinishedNotes } from './ordering.js';
import { baselines } from './plan.js';
import type { Run, RunStore } from './store.js';
import { measurableTasks } from './study-tasks.js';
import type { Estimate, Panel, Row, StudyResult, VariationSummary } from './types.js';
import { decide } from './verdicts.js';

/** All measurements of a plan's runs, in the plan's order. */
export function collectRows(plan: readonly Run[], store: RunStore): Row[] {
  return plan.flatMap((run) => store.result(run.id).rows);
}

/** Copies the small images that figures show into `panels/` of the study and lists them. */
export function collectPanels(plan: readonly Run[], store: RunStore, out: string): Panel[] {
  const folder = path.join(out, 'panels');
  fs.rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  const seen = new Set<string>();
  return plan.flatMap((run) =>
    store.result(run.id).panels.flatMap(({ file, ...panel }) => {
      const sharedByAll = panel.kind === 'input' || panel.kind.endsWith('-truth');
      const owner = sharedByAll ? {} : { variation: run.variation, seed: run.seed };
      const name = sharedByAll ? path.basename(file) : `${run.variation}-${run.seed}-${path.basename(file)}`;
      if (seen.has(name)) return [];
      seen.add(name);
      fs.copyFileSync(store.path(run.id, path.basename(file)), path.join(folder, name));
      return [{ ...panel, ...owner, file: path.join('panels', name) }];
    }),
  );
}

/** What a summary is made from. */
export interface SummaryInput {
  config: StudyConfig;
  plan: readonly Run[];
  store: RunStore;
  rows: Row[];
  /** Of any seed: all share test scenes and modalities. */
  dataset: SceneDataset;
  backend: string;
  commit: string;
}

/** Sums a study up: estimates over seeds with t intervals, and the verdicts. */
export function summarise(input: SummaryInput): Omit<StudyResult, 'machine' | 'wallSeconds' | 'peakMemoryMB'> {
  const { config, plan, store, rows, dataset, backend, commit } = input;
  const { modalities } = dataset;
  const tasks = measurableTasks(config, modalities);
  const testScenes = dataset.scenes.filter((scene) => scene.split === 'test').map((scene) => scene.id);
  const invalid = [...invalidRuns(plan, store), ...unequalBudgets(plan, store)];
  const variations = Object.fromEntries(
    [...config.variations, ...baselines].map((name) => [name, summariseVariation(name, input, invalid)]),
  );
  return {
    schema: 1,
    dataset: config.dataset.name,
    profile: config.profile,
    backend,
    commit,
    seeds: config.seeds,
    testScenes,
    config: { ...config },
    variations,
    findings: decide(rows, { testScenes, modalities, invalid, tasks: tasks.names }),
    figures: [],
    notes: [...(dataset.notes ?? []), ...tasks.notes, ...unfinishedNotes(rows, invalid)],
  };
}

interface InvalidRun {
  variation: string;
  seed: number;
  reason: string;
}

function invalidRuns(plan: readonly Run[], store: RunStore): InvalidRun[] {
  return plan.flatMap(({ id, variation, seed }) =>
    store.result(id).invalid.map((reason) => ({ variation, seed, reason })),
  );
}

/** Trained variations of a seed that did not see the same images and matches in the same order. */
function unequalBudgets(plan: readonly Run[], store: RunStore): InvalidRun[] {
  const first = new Map<number, string>();
  return plan.flatMap(({ id, kind, variation, seed }) => {
    const { dataOrder } = kind === 'pretrain' ? store.result(id) : {};
    if (!dataOrder) return [];
    const expected = first.get(seed) ?? dataOrder;
    first.set(seed, expected);
    return dataOrder === expected ? [] : [{ variation, seed, reason: 'its images or matches differ from its pair' }];
  });
}

function summariseVariation(
  variation: string,
  { rows, plan, store }: SummaryInput,
  invalid: readonly InvalidRun[],
): VariationSummary {
  const own = rows.filter((row) => row.variation === variation);
  const pretrained = plan
    .filter((run) => run.kind === 'pretrain' && run.variation === variation)
    .map((run) => store.result(run.id).values);
  const losses = pretrained.map((values) => values.finalLoss).filter((loss) => loss !== null && loss !== undefined);
  return {
    pretrain: { steps: pretrained[0]?.steps ?? 0, finalLoss: losses.length > 0 ? mean(losses) : null },
    probes: nest(own.filter((row) => row.kind === 'probe' && row.stage === 'out' && row.head === 'ridge')),
    tasks: nest(own.filter((row) => row.kind === 'task' && row.labels === 1 && row.class === undefined)),
    robustness: robustnessByCorruption(own),
    audit: Object.fromEntries(
      estimates(
        own.filter((row) => row.kind === 'audit' && row.step === undefined),
        (row) => (row.target ? `${row.metric} ${row.target}` : row.metric),
      ),
    ),
    invalid: invalid
      .filter((entry) => entry.variation === variation)
      .map(({ seed, reason }) => `seed ${seed}: ${reason}`),
  };
}

/** Mean and t interval over seeds of the rows that share a key; rows of one seed are averaged first. */
function estimates(rows: readonly Row[], key: (row: Row) => string): Map<string, Estimate> {
  const groups = new Map<string, Map<number, number[]>>();
  for (const row of rows) {
    if (!Number.isFinite(row.value)) continue;
    const seeds = groups.get(key(row)) ?? new Map<number, number[]>();
    groups.set(key(row), seeds.set(row.seed, [...(seeds.get(row.seed) ?? []), row.value]));
  }
  return new Map(
    [...groups].map(([name, seeds]) => {
      const perSeed = [...seeds.values()].map(mean);
      return [name, { mean: mean(perSeed), ci95: tInterval(perSeed), n: perSeed.length }];
    }),
  );
}

function nest(rows: readonly Row[]): Record<string, Record<string, Estimate>> {
  const nested: Record<string, Record<string, Estimate>> = {};
  for (const target of new Set(rows.map((row) => row.target ?? '')))
    nested[target] = Object.fromEntries(
      estimates(
        rows.filter((row) => row.target === target),
        (row) => row.metric,
      ),
    );
  return nested;
}

/** Skills by read-out of depth (`ridge`, `fine-tuned`) or by any other task, then by corruption. */
function robustnessByCorruption(rows: readonly Row[]): Record<string, Record<string, Estimate>> {
  const skills = rows.filter((row) => row.kind === 'robustness' && row.metric === 'skill');
  const ofWhat = ({ target, head }: Row): string => (target === 'depth' ? head : target) ?? '';
  const nested: Record<string, Record<string, Estimate>> = {};
  for (const name of new Set(skills.map(ofWhat)))
    nested[name] = Object.fromEntries(
      estimates(
        skills.filter((row) => ofWhat(row) === name),
        (row) => row.corruption ?? '',
      ),
    );
  return nested;
}
