import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import { corruptedSkill, squaredErrors, underCorruption } from '../robustness/index.js';
import { fineTune, tasks, type TaskModel } from '../tasks/index.js';
import { depthTruth } from './depth-reference.js';
import { pretrainedEncoder, type Measurement, type RunContext, type RunOutcome } from './execute.js';
import { spreadFrames, testScenes } from './frames.js';
import { measuredFrames } from './measured-frames.js';
import { asRow } from './robustness-measurements.js';

/** Fine-tunes one encoder for depth with each share of the labels; with the largest, also measures what corruptions do. */
export async function taskRun(context: RunContext): Promise<RunOutcome> {
  const { run, config, dataset, ground, signal } = context;
  const { frames, labels, steps } = config.tasks;
  const encoder = await pretrainedEncoder(context);
  if (encoder === undefined) return { measurements: [] };
  const train = measuredFrames(await loadSamples(dataset, spreadFrames(dataset, 'train', frames), { signal }));
  const { test } = await ground.samples(signal);
  const measurements: Measurement[] = [];
  try {
    for (const share of labels) {
      const options = { labels: share, steps, seed: run.seed, signal };
      const model = await fineTune(tasks.depth, { mode: 'full', encoder }, train, dataset, options);
      try {
        measurements.push(...(await scoreRows(context, model, test, share)));
        if (share === Math.max(...labels)) measurements.push(...(await skillRows(context, model)));
      } finally {
        model.dispose();
      }
    }
  } finally {
    encoder.dispose();
  }
  return { measurements };
}

async function scoreRows(
  { dataset, config }: RunContext,
  model: TaskModel<Float32Array>,
  samples: Sample[],
  labels: number,
): Promise<Measurement[]> {
  const scores = tasks.depth.score(await model.predict(samples), samples, dataset, testScenes(dataset));
  return scores.map(({ metric, unit, value, n, scenes }) => ({
    kind: 'task',
    split: 'test',
    protocol: `fine-tuned in ${config.tasks.steps} steps on ${model.labelled} frames, within each image, then averaged`,
    target: 'depth',
    head: 'fine-tuned',
    labels,
    metric,
    value,
    unit,
    n,
    scenes,
  }));
}

/** Skill of the fine-tuned network at every pixel, clean and under every corruption, against position alone. */
async function skillRows(
  { dataset, ground, images, signal }: RunContext,
  model: TaskModel<Float32Array>,
): Promise<Measurement[]> {
  const sets = await images.corruptions(dataset, signal);
  const [{ samples }] = sets;
  const { width, height } = samples[0];
  const grid = { width, height, stride: 1 };
  const truth = depthTruth(samples, grid);
  const range = await ground.depthRange(grid, signal);
  const fromPosition = await ground.depthFromPosition(signal);
  const skill = corruptedSkill<Float32Array>({
    errors: (predicted) => squaredErrors(predicted, truth, samples.length, range),
    trivial: squaredErrors(await fromPosition(samples, 1), truth, samples.length, range),
    scenes: testScenes(dataset),
    protocol: 'fine-tuned on clean images with all labels, against position alone',
  });
  const measured = await underCorruption(sets, async (of) => logDepth(await model.predict(of)), [skill], { signal });
  return measured.map((measurement) => ({ ...asRow(measurement), target: 'depth', head: 'fine-tuned' }));
}

/** Depths of images in metres as one array of natural logarithms. */
function logDepth(depths: readonly Float32Array[]): Float32Array {
  const size = depths[0].length;
  const values = new Float32Array(depths.length * size);
  depths.forEach((metres, i) => values.set(metres.map(Math.log), i * size));
  return values;
}
