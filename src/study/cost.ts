import type { StudyConfig } from './config.js';
import { planStudy } from './plan.js';
import type { Run } from './store.js';
import { taskBudget } from './study-tasks.js';

/**
 * Processor seconds that one run of the profile `quick` takes with TensorFlow while a second process works beside it: what
 * is announced before a study starts rests on them, and the weights of its progress bar. docs/study.md says where they were measured.
 */
export const quickSeconds = { pretrain: 27.3, measure: 7.8, similarity: 1.2, untrained: 0.9, baseline: 0.4 };

/** What a task takes at the size of `quick`: processor seconds a training step, and a test image predicted and scored. */
export const taskSeconds: Readonly<Record<string, { step: number; image: number }>> = {
  depth: { step: 0.053, image: 0.0011 },
  semantic: { step: 0.095, image: 0.0021 },
  reconstruction: { step: 0.065, image: 0.005 },
  detection: { step: 0.075, image: 0.026 },
  instances: { step: 0.165, image: 0.045 },
};

/** Times that of TensorFlow, rounded (docs/study.md); of webgpu, which depends on the graphics card, nothing is known. */
const slowness: Record<string, number> = { tensorflow: 1, webgpu: 1, wasm: 4, cpu: 300 };

/** Processor seconds that a run of a study is expected to take with TensorFlow; the weights of progress bars. */
export function runSeconds(config: StudyConfig, run: Pick<Run, 'kind' | 'variation' | 'needs' | 'config'>): number {
  const { kind, variation, needs } = run;
  if (kind === 'pretrain' && variation === 'none') return quickSeconds.untrained;
  if (kind === 'similarity') return quickSeconds.similarity;
  if (kind !== 'pretrain' && needs.length === 0) return quickSeconds.baseline;
  return (
    relativeTime(config) *
    (kind === 'task'
      ? taskRunSeconds(config, String(run.config.task))
      : quickSeconds[kind] * relativeWork(config, kind))
  );
}

/** Steps × pairs or frames against `quick`. */
function relativeWork({ pretrain, probe }: StudyConfig, kind: 'pretrain' | 'measure'): number {
  const { train, val, test } = probe.frames;
  return kind === 'pretrain' ? (pretrain.steps / 360) * (pretrain.batch / 8) : (train + val + test) / 360;
}

/** Processor seconds of a run of a task at the size of `quick`. */
function taskRunSeconds(config: StudyConfig, task: string): number {
  const { step, image } = taskSeconds[task];
  const { labels, steps, robustness = config.robustness } = taskBudget(config, task);
  const underCorruption = robustness.frames * (1 + config.robustness.corruptions.length * robustness.severities.length);
  return labels.length * (steps * step + config.probe.frames.test * image) + underCorruption * image;
}

/** What a study is expected to take. */
export interface StudyEstimate {
  minutes: number;
  diskMB: number;
  memoryMBPerProcess: number;
  processes: number;
}

/**
 * Expects what a study will take from what runs of `quick` were measured to take: time grows with steps, frames and images,
 * and with their size. More processes than processors gain nothing.
 */
export function estimateStudy(
  config: StudyConfig,
  backend: string,
  workers: number,
  processors: number,
): StudyEstimate {
  const plan = planStudy(config, { backend, fingerprints: config.seeds.map(String) });
  const computing = plan.reduce((sum, run) => sum + runSeconds(config, run), 0);
  const startUpAndFigures = 20;
  const parallel = Math.min(workers, processors);
  const seconds = startUpAndFigures + (computing * (slowness[backend] ?? 1)) / parallel;
  return {
    minutes: seconds / 60,
    diskMB: Math.ceil(config.seeds.length * config.variations.length * (1 + relativeSize(config)) + 20),
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
  return `Expect about ${describeTime(minutes)} with ${processes} process${processes === 1 ? '' : 'es'}, ${diskMB} MB of disk, up to ${memoryMBPerProcess} MB of memory each.`;
}

function describeTime(minutes: number): string {
  if (minutes < 1.5) return `${Math.max(10, Math.round(minutes * 6) * 10)} seconds`;
  return minutes < 180 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** Images × width against `quick`. */
function relativeSize({ dataset, encoder }: StudyConfig): number {
  return ((dataset.width * dataset.height) / (64 * 48)) * (encoder.width / 16);
}

/** Time against `quick` for the same work at another size: part of it does not grow with the size. */
function relativeTime(config: StudyConfig): number {
  return 0.45 + 0.55 * relativeSize(config);
}

/** `quick` peaks at 1200 MB; looking for objects takes more, so that `standard` peaks at 2400. */
function memoryMBPerProcess(config: StudyConfig): number {
  const findsObjects = ['detection', 'instances'].some((task) => config.tasks.names.includes(task));
  return Math.ceil(600 + (findsObjects ? 800 : 600) * relativeSize(config));
}
