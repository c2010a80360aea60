import * as fs from 'node:fs';
import * as path from 'node:path';
import { withoutFrames } from '../../data-loaders/readable-frames.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { loadEncoder, type Encoder } from '../nn/index.js';
import { peakMemoryMB } from '../support/machine.js';
import type { StudyConfig } from './config.js';
import { openDataset } from './dataset.js';
import { HeldOutImages } from './held-out-images.js';
import { measureRun } from './measure-run.js';
import { ProbeGround } from './probe-ground.js';
import { pretrainRun } from './pretrain-run.js';
import { SharedFramePairs } from './shared-frame-pairs.js';
import { similarityRun } from './similarity-run.js';
import type { Run, RunKind, RunResult, RunStore } from './store.js';
import { taskRun } from './task-run.js';
import type { Row } from './types.js';

/** What a run is carried out with. */
export interface RunContext {
  run: Run;
  config: StudyConfig;
  dataset: SceneDataset;
  store: RunStore;
  /** Frames of the probes and what is true of them, made once a seed and process. */
  ground: ProbeGround;
  /** What pretraining and its audit draw from, made once a seed and process. */
  pairs: SharedFramePairs;
  /** Test images corrupted or changed, made once a process. */
  images: HeldOutImages;
  /** Folder of the run while it is worked on. */
  folder: string;
  signal?: AbortSignal;
}

/** What measuring a source of features needs of it; the source need not come from a stored run. */
export type MeasureContext = Pick<RunContext, 'run' | 'config' | 'dataset' | 'ground' | 'images' | 'signal'>;

/** A row before it is said which run, dataset, commit and backend it comes from; the variation is the run's unless given. */
export type Measurement = Omit<Row, 'run' | 'variation' | 'seed' | 'dataset' | 'commit' | 'backend'> &
  Partial<Pick<Row, 'variation'>>;

/** What a run finds out; the executor adds where it comes from and what it cost. */
export interface RunOutcome {
  measurements: Measurement[];
  values?: RunResult['values'];
  dataOrder?: string;
  invalid?: string[];
  panels?: RunResult['panels'];
}

const kinds: Record<RunKind, (context: RunContext) => Promise<RunOutcome>> = {
  pretrain: pretrainRun,
  measure: measureRun,
  task: taskRun,
  similarity: similarityRun,
};

export interface ExecutorOptions {
  config: StudyConfig;
  store: RunStore;
  backend: string;
  commit: string;
  signal?: AbortSignal;
}

/** What the runs of one seed share. */
type OfSeed = { seed: number } & Pick<RunContext, 'dataset' | 'ground' | 'pairs'>;

/** Carries runs out one after another in this process, keeping what the runs of the last seed share. */
export class RunExecutor {
  private opened?: OfSeed;
  private readonly images: HeldOutImages;

  constructor(private readonly options: ExecutorOptions) {
    this.images = new HeldOutImages(options.config);
  }

  async execute(run: Run): Promise<void> {
    const { config, store, backend, commit, signal } = this.options;
    if (store.isFinished(run.id)) return;
    const { dataset, ground, pairs } = await this.open(run.seed);
    if (run.kind !== 'pretrain') pairs.release();
    const started = performance.now();
    const startedCpu = process.cpuUsage();
    const folder = store.open(run);
    const { images } = this;
    const outcome = await kinds[run.kind]({ run, config, dataset, ground, pairs, images, store, folder, signal });
    const { user, system } = process.cpuUsage(startedCpu);
    const origin = { run: run.id, variation: run.variation, seed: run.seed, dataset: dataset.name, commit, backend };
    store.finish(run, {
      rows: outcome.measurements.map((measurement) => ({ ...origin, ...measurement })),
      values: outcome.values ?? {},
      dataOrder: outcome.dataOrder,
      invalid: outcome.invalid ?? [],
      panels: outcome.panels ?? [],
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMemoryMB: peakMemoryMB(),
    });
  }

  private async open(seed: number): Promise<OfSeed> {
    if (this.opened?.seed !== seed) {
      const { config } = this.options;
      const dataset = withoutFrames(await openDataset(config.dataset, seed), config.leftOut ?? []);
      const ground = new ProbeGround(config, dataset, seed);
      this.opened = { seed, dataset, ground, pairs: new SharedFramePairs(config, dataset, seed) };
    }
    return this.opened;
  }
}

/** The encoder that a run needs, as its pretraining left it; undefined when that diverged. */
export async function pretrainedEncoder({ run, store }: RunContext): Promise<Encoder | undefined> {
  const file = path.join(store.path(run.needs[0]), 'encoder.safetensors');
  return fs.existsSync(file) ? (await loadEncoder(file)).encoder : undefined;
}
