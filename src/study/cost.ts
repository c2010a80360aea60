import type { StudyConfig } from './config.js';
import type { Run } from './store.js';

/**
 * Processor seconds that one run of the profile `quick` takes with TensorFlow while a second process works beside it: what
 * is announced before a study starts, and the weights of its progress bar. docs/study.md says where they were measured.
 */
export const quickSeconds = { pretrain: 27.3, measure: 7.8, task: 8.6, similarity: 1.2, untrained: 0.9, baseline: 0.4 };

/** Times that of TensorFlow, rounded (docs/study.md); of webgpu, which depends on the graphics card, nothing is known. */
const slowness: Record<string, number> = { tensorflow: 1, webgpu: 1, wasm: 4, cpu: 300 };

/** Relative time of a run, for progress bars. */
export function runWeight({ kind, variation, needs }: Pick<Run, 'kind' | 'variation' | 'needs'>): number {
  if (kind === 'pretrain' && variation === 'none') return quickSeconds.untrained;
  if (kind !== 'pretrain' && needs.length === 0) return quickSeconds.baseline;
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
 * training, and with frames for measuring. More processes than processors gain nothing.
 */
export function estimateStudy(
  config: StudyConfig,
  backend: string,
  workers: number,
  processors: number,
): StudyEstimate {
  const size = relativeSize(config);
  const training = (config.pretrain.steps / 360) * (config.pretrain.batch / 8) * size;
  const { train, val, test } = config.probe.frames;
  const measuring = ((train + val + test) / 360) * size;
  const fineTuning = (config.tasks.steps / 40) * (config.tasks.labels.length / 3) * size;
  const trained = config.variations.filter((name) => name !== 'none').length;
  const perSeed =
    trained * quickSeconds.pretrain * training +
    config.variations.length *
      (quickSeconds.measure * measuring + quickSeconds.task * fineTuning * config.tasks.names.length) +
    quickSeconds.untrained +
    2 * quickSeconds.baseline +
    quickSeconds.similarity;
  const startUpAndFigures = 20;
  const parallel = Math.min(workers, processors);
  const seconds = startUpAndFigures + (config.seeds.length * perSeed * (slowness[backend] ?? 1)) / parallel;
  return {
    minutes: seconds / 60,
    diskMB: Math.ceil(config.seeds.length * config.variations.length * (1 + size) + 20),
    memoryMBPerProcess: memoryMBPerProcess(config),
    processes: workers,
  };
}

/** What a machine has to spare. */
export interface Spare {
  processors: number;
  memoryMB: number;
}

/** As many worker processes as there are processors, or as free memory holds if those are fewer; at least one. */
export function suitableWorkers(config: StudyConfig, { processors, memoryMB }: Spare): number {
  return Math.max(1, Math.min(processors, Math.floor(memoryMB / memoryMBPerProcess(config))));
}

/** The estimate in one line for people. */
export function describeEstimate({ minutes, diskMB, memoryMBPerProcess, processes }: StudyEstimate): string {
  const time =
    minutes < 1.5 ? `${Math.max(10, Math.round(minutes * 6) * 10)} seconds` : `${Math.round(minutes)} minutes`;
  return `Expect about ${time} with ${processes} process${processes === 1 ? '' : 'es'}, ${diskMB} MB of disk, up to ${memoryMBPerProcess} MB of memory each.`;
}

/** Images × width against `quick`. */
function relativeSize({ dataset, encoder }: StudyConfig): number {
  return ((dataset.width * dataset.height) / (64 * 48)) * (encoder.width / 16);
}

function memoryMBPerProcess(config: StudyConfig): number {
  return Math.ceil(600 + 600 * relativeSize(config));
}
