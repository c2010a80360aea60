import * as tf from '@tensorflow/tfjs-core';
import { InputError, WorkError } from '../support/errors.js';
import type { Random } from '../support/random.js';
import { adam } from '../training/optimisers.js';
import { cosineSchedule } from '../training/schedules.js';
import { featureStandard, type FeatureStandard } from '../features/standardise.js';
import { depthBinsLoss, pairsApart, type DepthRows } from './depth-bins-loss.js';
import { descend } from './descent.js';
import type { CellDraw } from './draw-cells.js';
import { standardiseRow } from './mlp-batches.js';

/** Rows of features of drawn cells with their depth. */
export interface DepthBinsData {
  draw: CellDraw;
  /** [rows, columns] */
  features: Float32Array;
  /** Natural logarithm of the depth in metres, [rows]. */
  logDepth: Float32Array;
  /** 1 where the depth is known, [rows]. */
  known: Uint8Array;
  /** Cells in a row of the grid. */
  gridWidth: number;
}

/** Options of {@link fitDepthBins}. */
export interface DepthBinsOptions {
  bins?: number;
  /** Depth of the first and of the last bin, in metres; what lies beyond is not fitted to. */
  nearest?: number;
  farthest?: number;
  epochs?: number;
  /** Frames a step. */
  batch?: number;
  /** Highest learning rate, of AdamW with a cosine schedule. */
  learningRate?: number;
  /** Epochs in which the learning rate grows. */
  warmUp?: number;
  weightDecay?: number;
  random: Random;
  signal?: AbortSignal;
}

/**
 * What {@link DepthBinsOptions} are unless they are given: probe3d's, save that its 10 epochs at the rate .0005 take tens of
 * thousands of images to get anywhere.
 */
export const depthBinsDefaults = {
  bins: 256,
  nearest: 0.001,
  farthest: 10,
  epochs: 30,
  batch: 8,
  learningRate: 0.1,
  warmUp: 1.5,
  weightDecay: 0.01,
};

/** A linear read-out of depth as the mean of bins. */
export interface DepthBinsFit {
  readonly columns: number;
  /** Passes after which it was best on validation rows, from 0. */
  readonly epoch: number;
  /** Loss on validation rows after each epoch from 0. */
  readonly path: readonly number[];
  /** Natural logarithm of the depth in metres, [rows], for features [rows, columns]. */
  predict(features: Float32Array, rows: number): Promise<Float32Array>;
}

/** Added to what every bin is given, so that none is without weight. */
const floorOfBins = 0.1;
/** Rows predicted at once. */
const block = 16384;

/**
 * probe3d's binned depth head on single cells: `d = Σ bₖ pₖ`, p = (relu(zA) + .1)/Σ, b uniform bins of depth in metres and z
 * standardised features, trained by its loss with AdamW; the epoch is the best on validation rows.
 *
 * Throws InputError when no training or no validation row lies within the bins, and WorkError when the loss is not finite.
 * Reference: El Banani et al., Probing the 3D awareness of visual foundation models, CVPR 2024, and its code.
 */
export async function fitDepthBins(
  train: DepthBinsData,
  validation: DepthBinsData,
  columns: number,
  options: DepthBinsOptions,
): Promise<DepthBinsFit> {
  const { bins, nearest, farthest, epochs, batch, learningRate, warmUp, weightDecay, random, signal } = {
    ...depthBinsDefaults,
    ...options,
  };
  const standard = featureStandard(train.features, train.draw.rows, columns, Float32Array.from(train.known));
  const inBins = { nearest, farthest };
  const batches = uploadFrames(train, standard, inBins, batch, random);
  const held = uploadFrames(validation, standard, inBins, batch);
  if (batches.length === 0 || held.length === 0) {
    tf.dispose([...batches, ...held].map(({ x }) => x));
    throw new InputError(
      `No ${batches.length === 0 ? 'training' : 'validation'} cell has a depth from ${nearest} to ${farthest} m: give the bins another range.`,
    );
  }
  const centres = tf.linspace(nearest, farthest, bins);
  const steps = epochs * batches.length;
  const schedule = cosineSchedule({ rate: learningRate, steps, warmUp: warmUp * batches.length });
  const shape: [number, number] = [columns + 1, bins];
  const reach = 1 / Math.sqrt(columns);
  const gradient = async (parameters: tf.Tensor1D, b: number): Promise<tf.Tensor1D> => {
    const { x, rows } = batches[b];
    const [logits, depth] = tf.tidy(() => {
      const z = tf.matMul(x, tf.reshape(parameters, shape)) as tf.Tensor2D;
      return [z, expectation(z, centres)];
    });
    const { gradient: ofDepth } = depthBinsLoss(await depth.data<'float32'>(), rows);
    const slope = tf.tidy(() => {
      // ∂d/∂zₖ = (bₖ − d)/Σ where the bin is not at its floor.
      const total = tf.sum(tf.add(tf.relu(logits), floorOfBins), 1, true);
      const toBins = tf.mul(
        tf.step(logits),
        tf.div(tf.sub(tf.reshape(centres, [1, bins]), tf.reshape(depth, [-1, 1])), total),
      );
      const toWeights = tf.matMul(x, tf.mul(toBins, tf.tensor2d(ofDepth, [ofDepth.length, 1])), true, false);
      return tf.reshape(toWeights, [parameters.size]) as tf.Tensor1D;
    });
    tf.dispose([logits, depth]);
    return slope;
  };

  const path: number[] = [];
  let best = { epoch: 0, weights: new Float32Array(0) };
  const tryOut = async (parameters: tf.Tensor1D, epoch: number): Promise<void> => {
    let loss = 0;
    for (const { x, rows } of held) {
      const depth = tf.tidy(() => expectation(tf.matMul(x, tf.reshape(parameters, shape)), centres));
      loss += depthBinsLoss(await depth.data<'float32'>(), rows).loss / held.length;
      depth.dispose();
    }
    if (!Number.isFinite(loss))
      throw new WorkError(
        `The binned read-out of depth diverged in epoch ${epoch}: its validation loss is ${loss}. Lower the learning rate (${learningRate}).`,
      );
    if (loss < Math.min(...path, Infinity)) best = { epoch, weights: (await parameters.data<'float32'>()).slice() };
    path.push(loss);
  };

  try {
    await descend({
      start: tf.tensor1d(Float32Array.from({ length: shape[0] * bins }, () => random.uniform(-reach, reach))),
      optimiser: adam({ weightDecay }),
      schedule,
      epochs,
      batches: batches.length,
      random,
      signal,
      gradient,
      tryOut,
    });
  } finally {
    tf.dispose([centres, ...[...batches, ...held].map(({ x }) => x)]);
  }
  const { epoch, weights } = best;
  return { columns, epoch, path, predict: (features, rows) => predict(features, rows, standard, weights, inBins) };
}

/** The known cells of some frames. */
interface FrameBatch {
  /** Standardised features and a column of ones, [rows, columns + 1]. */
  x: tf.Tensor2D;
  rows: DepthRows;
}

/** Depths [rows] that logits [rows, bins] stand for. */
function expectation(logits: tf.Tensor2D, centres: tf.Tensor1D): tf.Tensor1D {
  const weights = tf.add<tf.Tensor2D>(tf.relu(logits), floorOfBins);
  const metres = tf.matMul(weights, tf.reshape(centres, [-1, 1]) as tf.Tensor2D);
  return tf.reshape(tf.div(metres, tf.sum(weights, 1, true)), [-1]);
}

/** Rows within the bins as tensors, some frames at a time, in their or in a drawn order. */
function uploadFrames(
  { draw, features, logDepth, known, gridWidth }: DepthBinsData,
  standard: FeatureStandard,
  { nearest, farthest }: { nearest: number; farthest: number },
  framesAtOnce: number,
  random?: Random,
): FrameBatch[] {
  const rowsOfFrame = new Map<number, number[]>();
  for (let row = 0; row < draw.rows; row++) {
    const metres = Math.exp(logDepth[row]);
    if (!known[row] || metres < nearest || metres > farthest) continue;
    rowsOfFrame.set(draw.frames[row], [...(rowsOfFrame.get(draw.frames[row]) ?? []), row]);
  }
  const frames = [...rowsOfFrame.values()];
  const order = random ? Array.from(random.permutation(frames.length), (i) => frames[i]) : frames;
  const columns = standard.mean.length;
  return Array.from({ length: Math.ceil(order.length / framesAtOnce) }, (_, b) => {
    const rows = order.slice(b * framesAtOnce, (b + 1) * framesAtOnce).flat();
    const x = new Float32Array(rows.length * (columns + 1));
    rows.forEach((row, to) => standardiseRow(features, row, standard, x, to));
    const truth = Float64Array.from(rows, (row) => Math.exp(logDepth[row]));
    return { x: tf.tensor2d(x, [rows.length, columns + 1]), rows: { truth, pairs: pairsApart(rows, draw, gridWidth) } };
  });
}

async function predict(
  features: Float32Array,
  rows: number,
  standard: FeatureStandard,
  weights: Float32Array,
  { nearest, farthest }: { nearest: number; farthest: number },
): Promise<Float32Array> {
  const inputs = standard.mean.length + 1;
  const bins = weights.length / inputs;
  const result = new Float32Array(rows);
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    const x = new Float32Array(count * inputs);
    for (let r = 0; r < count; r++) standardiseRow(features, from + r, standard, x, r);
    const depth = tf.tidy(() =>
      tf.log(
        expectation(
          tf.matMul(tf.tensor2d(x, [count, inputs]), tf.tensor2d(weights, [inputs, bins])),
          tf.linspace(nearest, farthest, bins),
        ),
      ),
    );
    result.set(await depth.data<'float32'>(), from);
    depth.dispose();
  }
  return result;
}
