import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureStandard } from '../features/index.js';
import type { Parameter } from '../nn/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { adam, cosineSchedule, fit } from '../training/index.js';
import { augmentSamples, type Augmentation } from './augment.js';
import { openBackbone, type Backbone } from './backbone.js';
import { labelledFrames } from './labelled-frames.js';
import { openPredictor, type Predictor } from './predictor.js';
import type { Learner, Task, TaskDataset, TaskDefaults, TaskModality } from './task.js';

/** Options of {@link fineTune}. */
export interface FineTuneOptions extends Partial<TaskDefaults> {
  steps: number;
  seed: number;
  /** How frames are varied in full training; as the task has it when omitted. */
  augmentation?: Augmentation;
  signal?: AbortSignal;
}

/** A trained model of a task. */
export interface TaskModel<Prediction> extends Predictor<Prediction> {
  /** Frames it has learnt from. */
  readonly labelled: number;
  /** Training loss of each step. */
  readonly loss: Float32Array;
  /** What was trained, the encoder's under `encoder.`, the head's under `head.`. */
  readonly parameters: readonly Parameter[];
  /** By stage, what features that stayed as they are were standardised with; empty in full training. */
  readonly standards: ReadonlyMap<string, FeatureStandard>;
}

/**
 * Teaches a head a task, together with the encoder below it or alone, for a fixed number of steps on the labelled share
 * of the frames.
 *
 * Frames are augmented in full training only, since features that stay as they are cannot be. The given encoder is not
 * modified; the same seed gives the same model. Throws InputError for a mode that the task does not have, a wrong share,
 * frames that lack what the task requires or differ in size; WorkError when the training diverges.
 */
export async function fineTune<Prediction>(
  task: Task<Prediction>,
  backbone: Backbone,
  train: readonly Sample[],
  dataset: TaskDataset,
  { steps, seed, signal = defaultSignal(), ...given }: FineTuneOptions,
): Promise<TaskModel<Prediction>> {
  const { name, defaults, requires } = task;
  const { labels = defaults.labels, batch = defaults.batch, learningRate = defaults.learningRate } = given;
  const { augmentation = task.augmentation } = given;
  checkRequest(task, backbone, steps);
  const frames = labelledFrames(train, labels, seed).map((sample) => withOnly(sample, requires, name));
  const body = openBackbone(backbone);
  let head: Learner<Prediction> | undefined;
  try {
    const { stages, encoderEnd, output } = body;
    const { mode } = backbone;
    const random = seeded(`${name} head`, seed);
    const learner = (head = task.begin(frames, { mode, stages, encoderEnd, output, dataset, random }));
    await body.prepare(frames, learner.stages);
    const parameters = [...named('encoder', body.parameters), ...named('head', learner.parameters)];
    const { loss } = await fit({
      label: `${name}, ${frames.length} labelled frames`,
      variables: parameters,
      steps,
      optimiser: adam(),
      schedule: cosineSchedule({ rate: learningRate, steps, warmUp: Math.min(5, steps / 10) }),
      clip: 1,
      itemsPerStep: batch,
      signal,
      step: (index) => {
        const indices = drawBatch(name, frames.length, batch, seed, index);
        const chosen = Array.from(indices, (n) => frames[n]);
        const samples = body.canAugment
          ? augmentSamples(chosen, augmentation, seeded(`${name} mirror`, seed, index))
          : chosen;
        return learner.loss(body.features(samples, indices), samples);
      },
    });
    const { width, height } = frames[0];
    const predictor = openPredictor(body, learner, { task, mode, dataset, size: { width, height } });
    return { ...predictor, labelled: frames.length, loss, parameters, standards: body.standards };
  } catch (error) {
    body.dispose();
    head?.dispose();
    throw error;
  }
}

function checkRequest({ name, modes }: Task<unknown>, { mode }: Backbone, steps: number): void {
  if (!modes.includes(mode))
    throw new InputError(`The task ${name} cannot be trained in mode ${mode}: choose ${modes.join(' or ')}.`);
  if (!Number.isInteger(steps) || steps < 1)
    throw new InputError(`Fine-tuning takes a positive whole number of steps; ${steps} was given.`);
}

/** A sample with colour and what the task requires, so that no work goes into the rest. */
function withOnly(sample: Sample, requires: readonly TaskModality[], task: string): Sample {
  const { id, dataset, scene, split, width, height, rgb, camera } = sample;
  const kept: Sample = { id, dataset, scene, split, width, height, rgb, camera };
  for (const modality of requires) {
    if (sample[modality] === undefined)
      throw new InputError(
        `${id} has no ${modality}: the task ${task} is learnt and measured on frames that have it. Choose such frames, or another dataset.`,
      );
    Object.assign(kept, { [modality]: sample[modality] });
  }
  return kept;
}

const named = (prefix: string, parameters: readonly Parameter[]): Parameter[] =>
  parameters.map((parameter) => ({ ...parameter, name: `${prefix}.${parameter.name}` }));

/** Frames of one step: consecutive ones in an order drawn anew for every pass over them. */
function drawBatch(task: string, frames: number, batch: number, seed: number, step: number): Int32Array {
  const size = Math.min(batch, frames);
  const perPass = Math.floor(frames / size);
  const random = seeded(`${task} order`, seed, Math.floor(step / perPass));
  const begin = (step % perPass) * size;
  return random.permutation(frames).slice(begin, begin + size);
}
