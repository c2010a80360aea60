import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../../data-loaders/batches.js';
import type { Sample } from '../../../data-loaders/sample.js';
import {
  featureStandard,
  imagesAtOnce,
  type FeatureMap,
  type FeatureSource,
  type FeatureStandard,
} from '../../features/index.js';
import { resizeBilinear } from '../../image/resample.js';
import { copyEncoder, type Encoder, type Parameter } from '../../nn/index.js';
import { InputError, throwIfAborted } from '../../support/errors.js';
import { seeded } from '../../support/random.js';
import { adam, cosineSchedule, fit } from '../../training/index.js';
import { buildDepthHead, type DepthHead } from './depth-head.js';
import { depthLoss } from './depth-loss.js';
import { labelledFrames } from './labelled-frames.js';
import { logDepthTruth, meanLogDepth } from './log-depth-truth.js';

/** What is trained: a copy of the whole encoder with a head, or a head on features that stay as they are. */
export type DepthBackbone = { mode: 'full'; encoder: Encoder } | { mode: 'frozen'; source: FeatureSource };

export interface DepthTaskOptions {
  /** Share of the training frames whose depth may be used, (0, 1]. */
  labels?: number;
  steps: number;
  /** Frames a step. */
  batch?: number;
  learningRate?: number;
  seed: number;
  signal?: AbortSignal;
}

/** What {@link DepthTaskOptions} are unless they are given. */
export const depthTaskDefaults = { labels: 1, batch: 16, learningRate: 3e-3 };

/** A model that predicts depth. */
export interface DepthModel {
  /** Frames it has learnt from. */
  readonly labelled: number;
  /** Training loss of each step. */
  readonly loss: Float32Array;
  /** Depth in metres of each sample, [height, width]. */
  predict(samples: readonly Sample[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>;
  dispose(): void;
}

/**
 * Learns to predict depth from a pretrained encoder: a small decoder on its output, trained with the encoder (`full`) or
 * alone (`frozen`) for a fixed number of steps on the labelled share of the frames.
 *
 * Frames are mirrored at random in full training, since features that stay as they are cannot be mirrored. The given
 * encoder is not modified. Throws InputError for a wrong share, for frames without depth or of different sizes;
 * WorkError when the training diverges.
 */
export async function fineTuneDepth(
  backbone: DepthBackbone,
  train: readonly Sample[],
  options: DepthTaskOptions,
): Promise<DepthModel> {
  const { batch = depthTaskDefaults.batch, learningRate = depthTaskDefaults.learningRate } = options;
  const { labels = depthTaskDefaults.labels, steps, seed, signal } = options;
  if (!Number.isInteger(steps) || steps < 1)
    throw new InputError(`Fine-tuning takes a positive whole number of steps; ${steps} was given.`);
  const frames = labelledFrames(train, labels, seed);
  const input = backbone.mode === 'full' ? trainedInput(backbone.encoder) : await fixedInput(backbone.source, frames);
  let head: DepthHead | undefined;
  const dispose = (): void => {
    input.dispose();
    head?.dispose();
  };
  try {
    const truth = logDepthTruth(frames, input.stride);
    const cells = truth.height * truth.width;
    const decoder = (head = buildDepthHead(input.channels, meanLogDepth(truth), seeded('depth head', seed)));
    const { loss } = await fit({
      label: `depth, ${frames.length} labelled frames`,
      variables: [...input.parameters, ...decoder.parameters.map((p) => ({ ...p, name: `head.${p.name}` }))],
      steps,
      optimiser: adam(),
      schedule: cosineSchedule({ rate: learningRate, steps, warmUp: Math.min(5, steps / 10) }),
      clip: 1,
      itemsPerStep: batch,
      signal,
      step: (index) => {
        const chosen = drawBatch(frames.length, batch, seed, index);
        const mirrored = input.canMirror && seeded('depth mirror', seed, index).chance(0.5);
        const shape: [number, number, number] = [chosen.length, truth.height, truth.width];
        const select = (values: Float32Array): tf.Tensor3D => {
          const rows = rowsOf(values, chosen, cells);
          return tf.tensor3d(mirrored ? mirror(rows, truth.width, 1) : rows, shape);
        };
        const prediction = decoder.forward(input.features(frames, chosen, mirrored));
        return depthLoss(prediction, select(truth.values), select(truth.known));
      },
    });
    return {
      labelled: frames.length,
      loss,
      predict: (samples, { signal: stop } = {}) => predictDepth(samples, input, decoder, stop),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Where the head's features come from. */
interface HeadInput {
  channels: number;
  stride: number;
  /** Trained together with the head. */
  parameters: readonly Parameter[];
  canMirror: boolean;
  /** Features of some of the training frames, under the gradient tape. */
  features(frames: readonly Sample[], chosen: Int32Array, mirrored: boolean): tf.Tensor4D;
  /** Features of other frames, for prediction. */
  infer(samples: readonly Sample[]): Promise<tf.Tensor4D>;
  dispose(): void;
}

/** A copy of the encoder. */
function trainedInput(original: Encoder): HeadInput {
  const encoder = copyEncoder(original);
  const { channels, stride } = encoder.stages.find(({ name }) => name === encoder.output)!;
  const forward = (samples: readonly Sample[], training: boolean, mirrored: boolean): tf.Tensor4D => {
    const { width, height } = samples[0];
    const values = imageBatch(samples);
    const images = tf.tensor4d(mirrored ? mirror(values, width, 3) : values, [samples.length, height, width, 3]);
    return encoder.forward(images, { training })[encoder.output];
  };
  return {
    channels,
    stride,
    parameters: encoder.parameters.map((p) => ({ ...p, name: `encoder.${p.name}` })),
    canMirror: true,
    features: (frames, chosen, mirrored) =>
      forward(
        Array.from(chosen, (n) => frames[n]),
        true,
        mirrored,
      ),
    infer: async (samples) => tf.tidy(() => forward(samples, false, false)),
    dispose: () => encoder.dispose(),
  };
}

/** Features that were extracted once, each channel standardised over the training frames. */
async function fixedInput(source: FeatureSource, frames: readonly Sample[]): Promise<HeadInput> {
  const extract = async (samples: readonly Sample[]): Promise<FeatureMap> =>
    (await source.extract(samples, [source.output]))[source.output];
  const map = await extract(frames);
  const { height, width, channels, stride } = map;
  const standard = featureStandard(map.values, map.values.length / channels, channels);
  const values = standardised(map.values, standard);
  const size = height * width * channels;
  return {
    channels,
    stride,
    parameters: [],
    canMirror: false,
    features: (_frames, chosen) => {
      return tf.tensor4d(rowsOf(values, chosen, size), [chosen.length, height, width, channels]);
    },
    infer: async (samples) =>
      tf.tensor4d(standardised((await extract(samples)).values, standard), [samples.length, height, width, channels]),
    dispose: () => undefined,
  };
}

function standardised(values: Float32Array, { mean, inverseDeviation }: FeatureStandard): Float32Array {
  return values.map((value, i) => (value - mean[i % mean.length]) * inverseDeviation[i % mean.length]);
}

/** Some of the rows of `size` numbers. */
function rowsOf(values: Float32Array, chosen: Int32Array, size: number): Float32Array {
  const rows = new Float32Array(chosen.length * size);
  chosen.forEach((n, i) => rows.set(values.subarray(n * size, (n + 1) * size), i * size));
  return rows;
}

/** Frames of one step: consecutive ones in an order drawn anew for every pass over them. */
function drawBatch(frames: number, batch: number, seed: number, step: number): Int32Array {
  const size = Math.min(batch, frames);
  const perPass = Math.floor(frames / size);
  const random = seeded('depth order', seed, Math.floor(step / perPass));
  const begin = (step % perPass) * size;
  return random.permutation(frames).slice(begin, begin + size);
}

/** Rasters with every row of `width` pixels turned round. */
function mirror(values: Float32Array, width: number, channels: number): Float32Array {
  const mirrored = new Float32Array(values.length);
  for (let pixel = 0; pixel < values.length / channels; pixel++) {
    const column = pixel % width;
    const from = (pixel - column + (width - 1 - column)) * channels;
    for (let channel = 0; channel < channels; channel++) mirrored[pixel * channels + channel] = values[from + channel];
  }
  return mirrored;
}

async function predictDepth(
  samples: readonly Sample[],
  input: HeadInput,
  head: DepthHead,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const depths: Float32Array[] = [];
  const atOnce = imagesAtOnce(samples);
  for (let begin = 0; begin < samples.length; begin += atOnce) {
    throwIfAborted(signal);
    const part = samples.slice(begin, begin + atOnce);
    const features = await input.infer(part);
    const logDepth = head.forward(features);
    const values = await logDepth.data<'float32'>();
    const [, height, width] = logDepth.shape;
    tf.dispose([features, logDepth]);
    part.forEach((sample, i) => {
      const cells = values.slice(i * height * width, (i + 1) * height * width);
      depths.push(resizeBilinear(cells, { width, height }, sample, 1).map(Math.exp));
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return depths;
}
