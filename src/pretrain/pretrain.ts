import * as tf from '@tensorflow/tfjs-core';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { buildEncoder, type Encoder, type EncoderConfig } from '../nn/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';
import { canonicalJson, sha256 } from '../support/files.js';
import { seeded } from '../support/random.js';
import {
  adam,
  cosineSchedule,
  fit,
  polynomialSchedule,
  sgd,
  type Optimiser,
  type Schedule,
  type StepLoss,
  type StepReport,
} from '../training/index.js';
import { drawClouds, drawImages, drawLogDepth, drawStep } from './batches.js';
import { prepareFramePairs, type FramePairs } from './frame-pairs.js';
import { buildHeads, type PretrainHeads } from './heads.js';
import { losses } from './losses.js';
import { resolveOptions, type PretrainOptions, type PretrainOptionsGiven } from './options.js';
import { mostCandidates } from '../metrics/retrieval.js';
import { variationNamed, type LossName, type Variation } from './variations.js';

/** What {@link pretrain} is asked for. */
export interface PretrainRequest {
  /** Name of a variation or control, or one of your own. */
  variation: string | Variation;
  /** Where frames come from (its train split), or what {@link framePairs} has prepared from it. */
  data: SceneDataset | FramePairs;
  /** Decides initialisation and data order; the variations of a seed share both. */
  seed: number;
  steps: number;
  encoder?: EncoderConfig;
  /** A preset's name, or values that differ from the preset `small`. */
  options?: PretrainOptionsGiven;
  /** Where the state is kept, so that an interrupted pretraining resumes exactly. */
  checkpointFile?: string;
  /** Interrupts it; in a notebook the stop button does so too when none is given. */
  signal?: AbortSignal;
  /** Called after every step, with the encoder as it is then: to watch it, probe it, or keep a snapshot. */
  onStep?: (report: StepReport, encoder: Encoder) => unknown;
}

/** A pretrained encoder with all that is known of its training. */
export interface Pretrained {
  variation: Variation;
  seed: number;
  steps: number;
  options: PretrainOptions;
  encoder: Encoder;
  /** Kept for the audit; dispose them with {@link dispose}. */
  heads: PretrainHeads;
  /** Loss of every step, and its terms by name. */
  loss: Float32Array;
  parts: Record<string, Float32Array>;
  /** SHA-256 over every image and match drawn: equal for all variations of a seed. */
  dataOrder: string;
  timings: { trainSeconds: number; cpuSeconds: number; imagesPerSecond: number };
  /** Frees encoder and heads. */
  dispose(): void;
}

/** The encoder that is pretrained unless another is named. */
export const defaultEncoder: EncoderConfig = { architecture: 'unet-small', width: 16 };

/**
 * Pretrains an encoder in one of the variations.
 *
 * Every variation of a seed starts from the same encoder and sees the same images, matches and negatives in the same
 * order for the same number of steps; `none` is that encoder before the first step. `InputError` when the request
 * is wrong, `WorkError` naming step and tensor when the training diverges.
 */
export async function pretrain(request: PretrainRequest): Promise<Pretrained> {
  const { seed, steps, signal = defaultSignal(), onStep, checkpointFile } = request;
  const variation = typeof request.variation === 'string' ? variationNamed(request.variation) : request.variation;
  const options = resolveOptions(request.options, request.data.world);
  if (!Number.isInteger(steps) || steps < 1)
    throw new InputError(`Pretraining steps must be a positive integer, not ${steps}.`);
  const config = request.encoder ?? defaultEncoder;
  const encoder = buildEncoder(config, seeded(seed, 'encoder'));
  const heads = buildHeads(variation, options, outputStage(encoder).channels, seed);
  const dispose = (): void => {
    encoder.dispose();
    heads.dispose();
  };
  const result = { variation, seed, options, encoder, heads, dispose };
  if (Object.keys(variation.losses).length === 0)
    return {
      ...result,
      steps: 0,
      loss: new Float32Array(0),
      parts: {},
      dataOrder: '',
      timings: { trainSeconds: 0, cpuSeconds: 0, imagesPerSecond: 0 },
    };
  try {
    const data = await framePairs(request.data, { encoder, options: request.options, seed, signal });
    const startedCpu = process.cpuUsage();
    const trained = await fit({
      label: `${variation.name}, seed ${seed}`,
      variables: [
        ...encoder.parameters.map((p) => ({ ...p, name: `encoder.${p.name}` })),
        ...heads.parameters.map((p) => ({ ...p, name: `heads.${p.name}` })),
      ],
      step: (step) => stepLoss({ variation, options, encoder, heads, data, seed }, step),
      steps,
      optimiser: optimiserOf(options),
      schedule: scheduleOf(options, steps),
      clip: options.clip,
      signal,
      onStep: onStep && ((report) => onStep(report, encoder)),
      itemsPerStep: 2 * options.batch,
      checkpoint: checkpointFile
        ? { file: checkpointFile, identity: identityOf({ variation, options, config, seed, steps }, data) }
        : undefined,
    });
    const { user, system } = process.cpuUsage(startedCpu);
    return {
      ...result,
      steps,
      loss: trained.loss,
      parts: trained.parts,
      dataOrder: dataOrder(data, options, seed, steps),
      timings: {
        trainSeconds: trained.seconds,
        cpuSeconds: (user + system) / 1e6,
        imagesPerSecond: (2 * options.batch * (steps - trained.firstStep)) / trained.seconds,
      },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * Prepares the frame pairs of a split for an encoder, once for all variations of a seed. Those of `val` and `test` serve the
 * audit: there no cell and no point occurs twice, whatever the options say of training.
 */
export async function framePairs(
  data: SceneDataset | FramePairs,
  {
    encoder,
    options: given,
    seed,
    split = 'train',
    signal,
  }: {
    encoder: Encoder;
    options?: PretrainOptionsGiven;
    seed: number;
    split?: 'train' | 'val' | 'test';
    signal?: AbortSignal;
  },
): Promise<FramePairs> {
  if ('pairs' in data) return data;
  const options = resolveOptions(given, data.world);
  const positives = Math.min(options.positives, mostCandidates);
  return prepareFramePairs(data, {
    split,
    options: split === 'train' ? options : { ...options, distinct: true, positives },
    stride: outputStage(encoder).stride,
    random: seeded(seed, 'pairs'),
    signal,
  });
}

interface StepContext {
  variation: Variation;
  options: PretrainOptions;
  encoder: Encoder;
  heads: PretrainHeads;
  data: FramePairs;
  seed: number;
}

function stepLoss({ variation, options, encoder, heads, data, seed }: StepContext, step: number): StepLoss {
  const draw = drawStep(data, options, seed, step);
  const images = drawImages(data, options, seed, draw);
  const inputs: Record<string, ArrayLike<number>> = { images };
  const weights = Object.entries(variation.losses) as [LossName, number][];
  const plan = heads.pointEncoder?.config;
  const groups = plan && drawClouds(data, options, seed, draw, plan, variation.shuffleClouds);
  if (groups) inputs.points = groups.local;
  const logDepth = heads.logDepth && drawLogDepth(data, options, draw);
  if (logDepth) inputs['log-depth'] = logDepth;

  const features = encoder.forward(tf.tensor4d(images, [2 * options.batch, data.height, data.width, 3]), {
    training: true,
  });
  const output = features[encoder.output];
  const rows = tf.reshape<tf.Rank.R2>(output, [-1, output.shape[3]]);
  const pixels = tf.gather(rows, tf.tensor1d(draw.cells, 'int32'));
  const parts: Record<string, tf.Scalar> = {};
  for (const [name] of weights) parts[name] = losses[name]({ pixels, groups, logDepth, heads, options });
  const loss = tf.addN(weights.map(([name, weight]) => tf.mul<tf.Scalar>(parts[name], weight)));
  return { loss, parts, inputs };
}

function outputStage(encoder: Encoder): { channels: number; stride: number } {
  return encoder.stages.find(({ name }) => name === encoder.output)!;
}

function optimiserOf({ optimiser }: PretrainOptions): Optimiser {
  return optimiser.name === 'adam' ? adam() : sgd(optimiser);
}

function scheduleOf({ schedule, rate, warmUp }: PretrainOptions, steps: number): Schedule {
  const shape = { rate, steps, warmUp: Math.round(warmUp * steps) };
  return schedule === 'cosine' ? cosineSchedule(shape) : polynomialSchedule(shape);
}

/** SHA-256 over the frames and matches that steps 0 … steps − 1 draw. */
export function dataOrder(data: FramePairs, options: PretrainOptions, seed: number, steps: number): string {
  const hashes = Array.from({ length: steps }, (_, step) => {
    const { frames, cells, points } = drawStep(data, options, seed, step);
    const ids = Array.from(frames, (frame) => data.frames[frame].id).join(' ');
    return sha256(`${ids}|${cells.join(' ')}|${points.join(' ')}`);
  });
  return sha256(hashes.join('\n'));
}

/** What a checkpoint must agree with: the request, and the images it is drawn from. */
function identityOf(request: Record<string, unknown>, data: FramePairs): string {
  return sha256(canonicalJson({ ...request, frames: data.frames.map(({ id }) => id), pairs: data.pairs.length })).slice(
    0,
    16,
  );
}
