import {
  corruptedMetric,
  corruptedSkill,
  squaredErrors,
  underCorruption,
  type CorruptedSet,
  type CorruptionMeasure,
} from '../robustness/index.js';
import type { SceneValues } from '../stats/index.js';
import type { TaskModel } from '../tasks/index.js';
import { depthTruth } from './depth-reference.js';
import type { Measurement, RunContext } from './execute.js';
import { asRow } from './robustness-measurements.js';
import { alignScenes } from './scene-sums.js';
import { learntFrames, type TaskGround } from './task-ground.js';
import { taskHeads } from './task-rows.js';

/** What a skill is measured from: a task, the clean and corrupted images, and how the model was made. */
interface SkillSetting {
  context: RunContext;
  ground: TaskGround;
  sets: readonly CorruptedSet[];
  protocol: string;
}

type SkillMeasure = CorruptionMeasure<unknown[], SceneValues>;

/** Tasks whose skill is that of squared errors; of all others it is that of their primary metric. */
const ofErrors: Readonly<Record<string, (setting: SkillSetting) => Promise<SkillMeasure> | SkillMeasure>> = {
  depth: depthSkill,
  reconstruction: colourSkill,
};

/**
 * Skill of a model clean and under every corruption, `(m − trivial)/(reference − trivial)`: the reference is perfection, the
 * truth always that of the clean image.
 */
export async function skillRows(
  context: RunContext,
  ground: TaskGround,
  sets: readonly CorruptedSet[],
  model: TaskModel<unknown>,
): Promise<Measurement[]> {
  const { name, mode } = ground;
  const { signal } = context;
  const trained = mode === 'full' ? 'fine-tuned' : 'trained';
  const measure = await (ofErrors[name] ?? primarySkill)({
    context,
    ground,
    sets,
    protocol: `${trained} on clean images with all labels, against ${againstOf[name] ?? 'the trivial baseline'}`,
  });
  const measured = await underCorruption(sets, (of) => model.predict(of, { signal }), [measure], { signal });
  return measured.map((measurement) => ({ ...asRow(measurement), target: name, head: taskHeads[mode] }));
}

const againstOf: Readonly<Record<string, string>> = { depth: 'position alone', reconstruction: 'the mean colour' };

/** Squared errors of log-depth at every pixel, against position alone. */
async function depthSkill({ context, ground: { scenes }, sets, protocol }: SkillSetting): Promise<SkillMeasure> {
  const { ground, signal } = context;
  const [{ samples }] = sets;
  const { width, height } = samples[0];
  const grid = { width, height, stride: 1 };
  const truth = depthTruth(samples, grid);
  const range = await ground.depthRange(grid, signal);
  const fromPosition = await ground.depthFromPosition(signal);
  return corruptedSkill<unknown[]>({
    errors: (depths) => squaredErrors(logDepth(depths as Float32Array[]), truth, samples.length, range),
    trivial: squaredErrors(await fromPosition(samples, 1), truth, samples.length, range),
    scenes,
    protocol,
  });
}

/** Depths of images in metres as one array of natural logarithms. */
function logDepth(depths: readonly Float32Array[]): Float32Array {
  const size = depths[0].length;
  const values = new Float32Array(depths.length * size);
  depths.forEach((metres, i) => values.set(metres.map(Math.log), i * size));
  return values;
}

/** Squared errors of the colour values of every pixel, against the mean colour. */
function colourSkill({ context: { run, dataset }, ground, sets, protocol }: SkillSetting): SkillMeasure {
  const [{ samples }] = sets;
  const truth = joined(samples.map(({ rgb }) => rgb));
  const errors = (images: unknown[]): ReturnType<typeof squaredErrors> =>
    squaredErrors(joined(images as Uint8Array[]), truth, samples.length, [0, 255]);
  const trivial = errors(trivialPredictions(ground, dataset, run.seed, samples));
  return corruptedSkill<unknown[]>({ errors, trivial, scenes: ground.scenes, protocol, against: 'the mean colour' });
}

function joined(images: readonly Uint8Array[]): Float32Array {
  const values = new Float32Array(images.length * images[0].length);
  images.forEach((image, i) => values.set(image, i * image.length));
  return values;
}

/** The task's primary metric, a share of which 1 is perfect, against what predicts without looking. */
function primarySkill({ context: { run, dataset }, ground, sets, protocol }: SkillSetting): SkillMeasure {
  const { task, scenes } = ground;
  const [{ samples }] = sets;
  // To leave a scene without frames out changes nothing and need not be tried.
  const seen = [...new Set(samples.map(({ scene }) => scene))];
  const score = (predictions: unknown[]): { scenes: SceneValues; n: number } => {
    const { scenes: values, n } = task
      .score(predictions, samples, dataset, seen)
      .find(({ metric, class: ofClass }) => metric === task.primary.metric && ofClass === undefined)!;
    return { scenes: alignScenes(values, seen, scenes), n };
  };
  return corruptedMetric<unknown[]>({
    score,
    trivial: score(trivialPredictions(ground, dataset, run.seed, samples)).scenes,
    perfect: 1,
    unit: `(m − trivial)/(1 − trivial), m = ${task.primary.metric}`,
    protocol,
  });
}

/** What the trivial baseline says of samples that knows all labels which the model learnt from. */
function trivialPredictions(
  ground: TaskGround,
  dataset: RunContext['dataset'],
  seed: number,
  samples: CorruptedSet['samples'],
): unknown[] {
  const labels = Math.max(...ground.budget.labels);
  return ground.task.trivial(learntFrames(ground, labels, seed), dataset).predict(samples);
}
