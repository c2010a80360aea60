import * as tf from '@tensorflow/tfjs-core';
import { WorkError } from '../support/errors.js';
import type { Random } from '../support/random.js';
import { adam, sgd } from '../training/optimisers.js';
import { cosineSchedule } from '../training/schedules.js';
import { featureStandard, type FeatureStandard } from '../features/standardise.js';
import { affine } from './affine.js';
import { descend } from './descent.js';
import { disposeBatches, targetSpread, upload, type Spread } from './mlp-batches.js';
import type { MlpData } from './mlp.js';
import { activate, outputLayout, type Batch, type MlpTarget, type OutputLayout } from './mlp-network.js';

/** Options of {@link fitLinear}. */
export interface LinearOptions {
  /** AdamW, or gradient descent with momentum .9. */
  optimiser?: 'adamw' | 'sgd';
  /** Passes over the rows; the best one on validation rows is kept, for each target its own. */
  epochs?: number;
  batch?: number;
  /** Highest learning rate, of a cosine schedule. */
  learningRate?: number;
  weightDecay?: number;
  random: Random;
  signal?: AbortSignal;
}

/** What {@link LinearOptions} are unless they are given. */
export const linearDefaults = {
  optimiser: 'adamw' as const,
  epochs: 20,
  batch: 256,
  learningRate: 0.05,
  weightDecay: 0.01,
};

/** A linear read-out that was found by descent, `ŷ = xW + b`; of a classification ŷ are logits. */
export interface LinearFit {
  readonly columns: number;
  readonly width: number;
  /** Passes over the rows after which it was best on validation rows; 0 is the mean, and of classes their shares. */
  readonly epoch: number;
  /** Mean squared error, or cross entropy in nats, on validation rows after each epoch from 0; empty without them. */
  readonly path: readonly number[];
  /** W, [columns, width], for features as they come (not standardised). */
  readonly weights: Float64Array;
  /** b, [width]. */
  readonly intercept: Float64Array;
  /** Values (of a classification: logits, less those known beforehand) [rows, width] for features [rows, columns]. */
  predict(features: Float32Array, rows: number): Float32Array;
}

/**
 * Linear read-outs of several targets by descent: least squares of values, multinomial logistic regression of classes.
 *
 * Features are standardised by the training rows; all targets are columns of one matrix product, in mini-batches that are
 * drawn once. Weights begin at zero, intercepts of classes at their shares. Without validation rows the last epoch is kept; with `weightDecay` 0 it approaches
 * the solution without penalty, where there is one.
 *
 * Throws WorkError when an error is not finite.
 * References: Alain & Bengio, Understanding intermediate layers using linear classifier probes, 2017; Loshchilov & Hutter,
 * Decoupled weight decay regularization, 2019.
 */
export async function fitLinear(
  train: MlpData,
  validation: MlpData | undefined,
  columns: number,
  targets: readonly MlpTarget[],
  options: LinearOptions,
): Promise<LinearFit[]> {
  const { epochs, batch, learningRate, weightDecay, optimiser, random, signal } = { ...linearDefaults, ...options };
  const standard = featureStandard(train.features, train.rows, columns);
  const spreads = targets.map((target, t) => targetSpread(target, train.targets[t]));
  const layout = outputLayout(targets);
  const order = random.permutation(train.rows);
  const batches = upload(train, columns, standard, targets, spreads, batch, order);
  const held = validation && upload(validation, columns, standard, targets, spreads, validation.rows)[0];
  const steps = epochs * batches.length;
  const schedule = cosineSchedule({ rate: learningRate, steps, warmUp: Math.min(10, steps / 10) });
  const shape: [number, number] = [columns + 1, layout.width];
  const best = targets.map(() => ({ epoch: 0, path: [] as number[], weights: new Float32Array(0) }));

  /** Keeps every read-out that is better on the validation rows than before, or without them all. */
  const tryOut = async (parameters: tf.Tensor1D, epoch: number): Promise<void> => {
    const errors = held && (await errorsOf(held, parameters, shape, layout));
    const flat = await parameters.data<'float32'>();
    best.forEach((kept, t) => {
      const error = errors?.[t];
      if (!(error === undefined ? flat.every(Number.isFinite) : Number.isFinite(error)))
        throw new WorkError(
          `The linear read-out of ${targets[t].name} diverged in epoch ${epoch}. Lower the learning rate (${learningRate}).`,
        );
      const improved = error === undefined || error < Math.min(...kept.path, Infinity);
      if (error !== undefined) kept.path.push(error);
      if (!improved) return;
      const { from, width } = layout.blocks[t];
      kept.epoch = epoch;
      kept.weights = Float32Array.from(
        { length: shape[0] * width },
        (_, i) => flat[Math.floor(i / width) * shape[1] + from + (i % width)],
      );
    });
  };

  try {
    await descend({
      start: tf.tensor1d(initialParameters(train, columns, targets, layout)),
      optimiser: optimiser === 'sgd' ? sgd({ momentum: 0.9, weightDecay }) : adam({ weightDecay }),
      schedule,
      epochs,
      batches: batches.length,
      random,
      signal,
      gradient: (parameters, b) => tf.tidy(() => slope(batches[b], tf.reshape(parameters, shape), layout)),
      tryOut,
    });
  } finally {
    disposeBatches(held ? [...batches, held] : batches);
  }
  return best.map(({ epoch, path, weights }, t) => ({
    epoch,
    path,
    ...unstandardised(weights, targets[t].width, standard, spreads[t]),
  }));
}

/**
 * Weights of zero, and of classes intercepts that say their shares; where something is known beforehand, no more than which
 * classes there are.
 */
function initialParameters(
  train: MlpData,
  columns: number,
  targets: readonly MlpTarget[],
  layout: OutputLayout,
): Float32Array {
  const parameters = new Float32Array((columns + 1) * layout.width);
  targets.forEach(({ kind, width }, t) => {
    if (kind === 'regression') return;
    const { values, weights, offsets } = train.targets[t];
    const counts = new Float64Array(width);
    values.forEach((value, i) => (counts[i % width] += value * weights[Math.floor(i / width)]));
    const total = counts.reduce((sum, count) => sum + count, 0);
    const at = columns * layout.width + layout.blocks[t].from;
    // Half a row is added to each class, so that none is impossible.
    counts.forEach((count, k) => {
      if (!(offsets && count > 0)) parameters[at + k] = Math.log((count + 0.5) / (total + width / 2));
    });
  });
  return parameters;
}

/** Gradient of the weighted loss of one batch: of squared error (halved) and of cross entropy it has one form. */
function slope({ x, y, weights, offsets }: Batch, matrix: tf.Tensor2D, layout: OutputLayout): tf.Tensor1D {
  const error = tf.mul(weights, tf.sub(activate(tf.matMul(x, matrix), layout, offsets), y));
  return tf.reshape(tf.matMul(x, error, true, false), [matrix.size]);
}

/** Weighted mean error of each target: squared of values, cross entropy of classes. */
async function errorsOf(
  { x, y, weights, offsets }: Batch,
  parameters: tf.Tensor1D,
  shape: [number, number],
  layout: OutputLayout,
): Promise<number[]> {
  const output = tf.tidy(() => activate(tf.matMul(x, tf.reshape(parameters, shape)), layout, offsets));
  const [said, truth, weight] = await Promise.all([output, y, weights].map((tensor) => tensor.data<'float32'>()));
  output.dispose();
  return layout.blocks.map(({ from, width, kind }) => {
    let sum = 0;
    for (let row = 0; row < x.shape[0]; row++)
      for (let i = row * layout.width + from; i < row * layout.width + from + width; i++) {
        if (weight[i] === 0) continue;
        if (kind === 'regression') sum += weight[i] * (said[i] - truth[i]) ** 2;
        else if (truth[i] > 0) sum -= weight[i] * truth[i] * Math.log(Math.max(said[i], 1e-30));
      }
    return sum;
  });
}

/** The read-out for features as they come, of one for standardised ones with the intercept in its last row. */
function unstandardised(
  z: Float32Array,
  width: number,
  { mean, inverseDeviation }: FeatureStandard,
  spread: Spread,
): Pick<LinearFit, 'columns' | 'width' | 'weights' | 'intercept' | 'predict'> {
  const columns = mean.length;
  const weights = new Float64Array(columns * width);
  const intercept = Float64Array.from(
    { length: width },
    (_, j) => spread.mean[j] + spread.deviation * z[columns * width + j],
  );
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < width; j++) {
      weights[i * width + j] = spread.deviation * inverseDeviation[i] * z[i * width + j];
      intercept[j] -= mean[i] * weights[i * width + j];
    }
  const predict: LinearFit['predict'] = (features, rows) => affine(features, rows, columns, weights, intercept);
  return { columns, width, weights, intercept, predict };
}
