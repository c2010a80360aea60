import type { StudyConfig } from './config.js';
import type { Run, RunKind } from './store.js';

/**
 * Processor seconds of one run of the `quick` profile on one core with TensorFlow (docs/study.md says where they were
 * measured): weights of the progress bar, and the basis of what is announced before a study starts.
 */
const quickSeconds: Record<RunKind, number> = { pretrain: 30, measure: 14, task: 8, similarity: 1 };
const quickUntrained = 0.5;
const quickBaseline = 2;

/** Times that of TensorFlow on one core, measured on the same study. */
const slowness: Record<string, number> = { tensorflow: 1, webgpu: 1, wasm: 5, cpu: 60 };

/** Relative time of a run, for progress bars. */
export function runWeight({ kind, variation, needs }: Pick<Run, 'kind' | 'variation' | 'needs'>): number {
  if (kind === 'pretrain' && variation === 'none') return quickUntrained;
  if (kind === 'measure' && needs.length === 0) return quickBaseline;
  return quickSeconds[kind];
}

/** What a study is expected to take. */
export interface StudyEstimate {
  minutes: number;
  diskMB: number;
  memoryMBPerProcess: number;
  processes: number;
}

/**
 * Expects what a study will take from what `quick` was measured to take: time grows with images × pixels × width for
 * training, and with frames for measuring.
 */
export function estimateStudy(config: StudyConfig, backend: string, workers: number): StudyEstimate {
  const pixels = (config.dataset.width * config.dataset.height) / (64 * 48);
  const width = config.encoder.width / 16;
  const training = (config.pretrain.steps / 280) * (config.pretrain.batch / 8) * pixels * width;
  const { train, val, test } = config.probe.frames;
  const measuring = ((train + val + test) / 360) * pixels * width;
  const fineTuning = (config.tasks.steps / 40) * (config.tasks.labels.length / 3) * pixels * width;
  const trained = config.variations.filter((name) => name !== 'none').length;
  const perSeed =
    trained * quickSeconds.pretrain * training +
    config.variations.length *
      (quickSeconds.measure * measuring + quickSeconds.task * fineTuning * config.tasks.names.length) +
    2 * quickBaseline;
  const startUpAndFigures = 20;
  const seconds = startUpAndFigures + (config.seeds.length * perSeed * (slowness[backend] ?? 1)) / workers;
  return {
    minutes: seconds / 60,
    diskMB: Math.ceil(config.seeds.length * config.variations.length * (1 + pixels * width) + 20),
    memoryMBPerProcess: Math.ceil(600 + 600 * pixels * width),
    processes: workers,
  };
}

/** The estimate in one line for people. */
export function describeEstimate({ minutes, diskMB, memoryMBPerProcess, processes }: StudyEstimate): string {
  const time =
    minutes < 1.5 ? `${Math.max(10, Math.round(minutes * 6) * 10)} seconds` : `${Math.round(minutes)} minutes`;
  return `Expect about ${time} with ${processes} process${processes === 1 ? '' : 'es'}, ${diskMB} MB of disk, up to ${memoryMBPerProcess} MB of memory each.`;
}
