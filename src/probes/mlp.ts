import * as tf from '@tensorflow/tfjs-core';
import { WorkError } from '../support/errors.js';
import type { Random } from '../support/random.js';
import { adam } from '../training/optimisers.js';
import { cosineSchedule } from '../training/schedules.js';
import { descend } from './descent.js';
import { disposeBatches, standardiseRow, targetSpread, upload, type Spread } from './mlp-batches.js';
import {
  activate,
  backPropagate,
  blockMask,
  initialParameters,
  layers,
  outputLayout,
  type MlpTarget,
} from './mlp-network.js';
import { featureStandard, type FeatureStandard } from '../features/standardise.js';

/** Rows of features with the values to be read out of them. */
export interface MlpData {
  rows: number;
  /** [rows, columns] */
  features: Float32Array;
  targets: readonly MlpTargetData[];
}

export interface MlpTargetData {
  /** [rows, width]; of a classification, one-hot. */
  values: Float32Array;
  /** How much each row counts, [rows]; 0 where the value is unknown. */
  weights: Float32Array;
  /** Of a classification: logits known beforehand, [rows, width], to which those of the network are added. */
  offsets?: Float32Array;
}

/** Options of {@link fitMlps}. */
export interface MlpOptions {
  /** Hidden units of each network. */
  hidden?: number;
  /** Passes over the rows; the best one on validation rows is kept, for each target its own. */
  epochs?: number;
  batch?: number;
  learningRate?: number;
  weightDecay?: number;
  random: Random;
  signal?: AbortSignal;
}

/** What {@link MlpOptions} are unless they are given. */
export const mlpDefaults = { hidden: 32, epochs: 10, batch: 1024, learningRate: 0.01, weightDecay: 0.01 };

/** A read-out with one hidden layer, `ŷ = μ + σ · relu([z 1] A) B` for standardised features z. */
export interface MlpFit {
  readonly columns: number;
  readonly width: number;
  /** Passes over the rows after which it was best on validation rows; 0 is the mean, and of classes even odds. */
  readonly epoch: number;
  /** Mean squared error, or Brier score, on validation rows after each epoch from 0. */
  readonly path: readonly number[];
  /** Values (of a classification: logits) [rows, width] for features [rows, columns]. */
  predict(features: Float32Array, rows: number): Promise<Float32Array>;
}

/**
 * Multilayer perceptrons with one hidden layer, one a target, trained side by side on the same features.
 *
 * The first layers of all networks are one matrix product and so are the second ones, whose weights between different
 * networks are held at zero. Squared error or cross entropy, AdamW with a cosine schedule; both losses have the gradient
 * `prediction − truth` at the output, from which it is propagated back by hand, without a tape. The second layer begins at
 * zero, so that epoch 0 predicts the mean (the offsets). After each epoch every network is tried on the validation rows, by
 * squared error (Brier score), and kept where it is better than before.
 *
 * Throws WorkError when an error is not finite.
 */
export async function fitMlps(
  train: MlpData,
  validation: MlpData,
  columns: number,
  targets: readonly MlpTarget[],
  options: MlpOptions,
): Promise<MlpFit[]> {
  const {
    hidden = mlpDefaults.hidden,
    epochs = mlpDefaults.epochs,
    batch = mlpDefaults.batch,
    learningRate = mlpDefaults.learningRate,
    weightDecay = mlpDefaults.weightDecay,
    random,
    signal,
  } = options;
  const standard = featureStandard(train.features, train.rows, columns);
  const spreads = targets.map((target, t) => targetSpread(target, train.targets[t]));
  const layout = outputLayout(targets);
  const order = random.permutation(train.rows);
  const batches = upload(train, columns, standard, targets, spreads, batch, order);
  const [held] = upload(validation, columns, standard, targets, spreads, validation.rows);
  const inputs = columns + 1;
  const units = hidden * targets.length;
  const mask = blockMask(targets, hidden, layout.width);
  const steps = epochs * batches.length;
  const schedule = cosineSchedule({ rate: learningRate, steps, warmUp: Math.min(10, steps / 10) });
  const best = targets.map(() => ({ epoch: 0, path: [] as number[], first: nothing, second: nothing }));

  const weights = (parameters: tf.Tensor1D): [tf.Tensor2D, tf.Tensor2D] =>
    layers(parameters, inputs, units, layout.width);
  /** Tries every network on the validation rows and keeps those that are better than before. */
  const tryOut = async (parameters: tf.Tensor1D, epoch: number): Promise<void> => {
    const errors = tf.tidy(() => {
      const [first, second] = weights(parameters);
      const output = activate(tf.matMul(tf.relu(tf.matMul(held.x, first)), second), layout, held.offsets);
      return tf.sum(tf.mul(held.weights, tf.squaredDifference(output, held.y)), 0);
    });
    const ofColumns = await errors.data<'float32'>();
    errors.dispose();
    const flat = await parameters.data<'float32'>();
    best.forEach((network, t) => {
      const { from, width } = layout.blocks[t];
      const error = ofColumns.subarray(from, from + width).reduce((sum, value) => sum + value, 0);
      if (!Number.isFinite(error))
        throw new WorkError(
          `The perceptron that reads ${targets[t].name} diverged in epoch ${epoch}: its validation error is ${error}. Lower the learning rate (${learningRate}).`,
        );
      const improved = error < Math.min(...network.path, Infinity);
      network.path.push(error);
      if (!improved) return;
      network.epoch = epoch;
      network.first = columnsOf(flat, inputs, units, t * hidden, hidden);
      const own = flat.subarray((inputs * targets.length + t * layout.width) * hidden);
      network.second = columnsOf(own, hidden, layout.width, from, width);
    });
  };

  try {
    await descend({
      start: initialParameters(inputs, units, layout.width, random),
      optimiser: adam({ weightDecay }),
      schedule,
      epochs,
      batches: batches.length,
      random,
      signal,
      gradient: (parameters, b) => tf.tidy(() => backPropagate(batches[b], weights(parameters), layout, mask)),
      tryOut,
    });
  } finally {
    mask.dispose();
    disposeBatches([...batches, held]);
  }
  return best.map(({ epoch, path, first, second }, t) => ({
    columns,
    width: targets[t].width,
    epoch,
    path,
    predict: (features, rows) => predict(features, rows, standard, hidden, first, second, spreads[t]),
  }));
}

const nothing = new Float32Array(0);

/** `count` columns from `from` on of a row-major matrix. */
function columnsOf(matrix: Float32Array, rows: number, columns: number, from: number, count: number): Float32Array {
  const part = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++)
    part.set(matrix.subarray(row * columns + from, row * columns + from + count), row * count);
  return part;
}

async function predict(
  features: Float32Array,
  rows: number,
  standard: FeatureStandard,
  hidden: number,
  first: Float32Array,
  second: Float32Array,
  { mean, deviation }: Spread,
): Promise<Float32Array> {
  const columns = standard.mean.length;
  const x = new Float32Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) standardiseRow(features, row, standard, x, row);
  const output = tf.tidy(() => {
    const h = tf.relu(tf.matMul(tf.tensor2d(x, [rows, columns + 1]), tf.tensor2d(first, [columns + 1, hidden])));
    return tf.matMul(h, tf.tensor2d(second, [hidden, mean.length]));
  });
  const values = (await output.data<'float32'>()).slice();
  output.dispose();
  for (let i = 0; i < values.length; i++) values[i] = mean[i % mean.length] + deviation * values[i];
  return values;
}
