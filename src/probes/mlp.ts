import * as tf from '@tensorflow/tfjs-core';
import { throwIfAborted, WorkError } from '../support/errors.js';
import type { Random } from '../support/random.js';
import { adam } from '../training/optimisers.js';
import { cosineSchedule } from '../training/schedules.js';
import { featureStandard, weightedMean, type FeatureStandard } from './standardise.js';

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

/** One of the networks that are trained side by side. */
export interface MlpTarget {
  name: string;
  width: number;
  kind: 'regression' | 'classification';
}

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

/** A read-out with one hidden layer, `ŷ = μ + σ · relu([z 1] A) B` for standardised features z. */
export interface MlpFit {
  readonly columns: number;
  readonly width: number;
  /** Passes over the rows after which it was best on validation rows; 0 is the mean (even odds of the classes). */
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
 * `prediction − truth` at the output, from which it is propagated back by hand, without a tape. The second layer
 * begins at zero, so that epoch 0 predicts the mean. After each epoch every network is tried on the validation rows, by squared
 * error (Brier score), and the best is kept.
 *
 * Throws WorkError when a loss is not finite.
 */
export async function fitMlps(
  train: MlpData,
  validation: MlpData,
  columns: number,
  targets: readonly MlpTarget[],
  options: MlpOptions,
): Promise<MlpFit[]> {
  const { hidden = 32, epochs = 10, batch = 1024, learningRate = 0.01, weightDecay = 0.01, random, signal } = options;
  const standard = featureStandard(train.features, train.rows, columns);
  const spreads = targets.map((target, t) => targetSpread(target, train.targets[t]));
  const layout = outputLayout(targets);
  const order = random.permutation(train.rows);
  const batches = upload(train, columns, standard, targets, spreads, batch, order);
  const held = upload(validation, columns, standard, targets, spreads, validation.rows);
  const units = hidden * targets.length;
  const inputs = columns + 1;
  const mask = blockMask(targets, hidden, layout.width);
  const optimiser = adam({ weightDecay });
  const steps = epochs * batches.length;
  const schedule = cosineSchedule({ rate: learningRate, steps, warmUp: Math.min(10, steps / 10) });

  let parameters = initialParameters(inputs, units, layout.width, random);
  let memory = Object.fromEntries(optimiser.memory.map((name) => [name, tf.zeros<tf.Rank.R1>([parameters.size])]));
  const fits = targets.map(() => ({ epoch: 0, path: [] as number[], first: noValues, second: noValues }));

  const tryOut = async (epoch: number): Promise<void> => {
    const errors = tf.tidy(() => {
      const [first, second] = layers(parameters, inputs, units, layout.width);
      const { x, y, weights, offsets } = held[0];
      const output = activate(tf.matMul(tf.relu(tf.matMul(x, first)), second), layout, offsets);
      return tf.sum(tf.mul(weights, tf.squaredDifference(output, y)), 0);
    });
    const perColumn = await errors.data<'float32'>();
    errors.dispose();
    let flat: Float32Array | undefined;
    for (const [t, fit] of fits.entries()) {
      const { from, width } = layout.blocks[t];
      const error = perColumn.subarray(from, from + width).reduce((sum, value) => sum + value, 0);
      if (!Number.isFinite(error))
        throw new WorkError(
          `The perceptron that reads ${targets[t].name} diverged in epoch ${epoch}: its validation error is ${error}. Lower the learning rate (${learningRate}).`,
        );
      if (epoch === 0 || error < Math.min(...fit.path)) {
        flat ??= await parameters.data<'float32'>();
        fit.epoch = epoch;
        fit.first = columnsOf(flat, inputs, units, t * hidden, hidden);
        fit.second = columnsOf(
          flat.subarray(inputs * units + t * hidden * layout.width),
          hidden,
          layout.width,
          from,
          width,
        );
      }
      fit.path.push(error);
    }
  };

  try {
    await tryOut(0);
    for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
      throwIfAborted(signal);
      for (const b of random.permutation(batches.length)) {
        const previous = [parameters, ...Object.values(memory)];
        const next = tf.tidy(() => {
          const gradient = backPropagate(batches[b], layers(parameters, inputs, units, layout.width), layout, mask);
          return optimiser.update(parameters, gradient, memory, step, schedule(step));
        });
        parameters = next.parameters;
        memory = next.state;
        tf.dispose(previous);
        step++;
      }
      await tryOut(epoch + 1);
    }
  } finally {
    tf.dispose([parameters, ...Object.values(memory), mask]);
    for (const { x, y, weights, offsets } of [...batches, ...held]) tf.dispose([x, y, weights, offsets ?? []]);
  }
  return fits.map(({ epoch, path, first, second }, t) => ({
    columns,
    width: targets[t].width,
    epoch,
    path,
    predict: (features, rows) => predict(features, rows, standard, hidden, first, second, spreads[t]),
  }));
}

const noValues = new Float32Array(0);

/** Which columns of the joint output belong to which network. */
interface OutputLayout {
  width: number;
  blocks: { from: number; width: number; kind: MlpTarget['kind'] }[];
}

function outputLayout(targets: readonly MlpTarget[]): OutputLayout {
  let width = 0;
  const blocks = targets.map((target) => {
    const block = { from: width, width: target.width, kind: target.kind };
    width += target.width;
    return block;
  });
  return { width, blocks };
}

interface Batch {
  /** Standardised features and a column of ones, [rows, columns + 1]. */
  x: tf.Tensor2D;
  /** [rows, outputs] */
  y: tf.Tensor2D;
  /** Weights of each row for each output, on average summing to 1 over a batch. */
  weights: tf.Tensor2D;
  offsets?: tf.Tensor2D;
}

/** Data as tensors in batches of nearly equal size, rows in the given order. */
function upload(
  data: MlpData,
  columns: number,
  standard: FeatureStandard,
  targets: readonly MlpTarget[],
  spreads: readonly Spread[],
  batch: number,
  order?: Int32Array,
): Batch[] {
  const layout = outputLayout(targets);
  const totals = data.targets.map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0));
  const hasOffsets = data.targets.some(({ offsets }) => offsets);
  const count = Math.max(1, Math.ceil(data.rows / batch));
  return Array.from({ length: count }, (_, b) => {
    const begin = Math.floor((b * data.rows) / count);
    const rows = Math.floor(((b + 1) * data.rows) / count) - begin;
    const x = new Float32Array(rows * (columns + 1));
    const y = new Float32Array(rows * layout.width);
    const weights = new Float32Array(rows * layout.width);
    const offsets = new Float32Array(hasOffsets ? rows * layout.width : 0);
    for (let r = 0; r < rows; r++) {
      const n = order ? order[begin + r] : begin + r;
      standardiseRow(data.features, n, standard, x, r);
      layout.blocks.forEach(({ from, width }, t) => {
        const source = data.targets[t];
        const { mean, deviation } = spreads[t];
        for (let j = 0; j < width; j++) {
          const to = r * layout.width + from + j;
          y[to] = (source.values[n * width + j] - mean[j]) / deviation;
          weights[to] = totals[t] > 0 ? (count * source.weights[n]) / totals[t] : 0;
          if (source.offsets) offsets[to] = source.offsets[n * width + j];
        }
      });
    }
    return {
      x: tf.tensor2d(x, [rows, columns + 1]),
      y: tf.tensor2d(y, [rows, layout.width]),
      weights: tf.tensor2d(weights, [rows, layout.width]),
      offsets: hasOffsets ? tf.tensor2d(offsets, [rows, layout.width]) : undefined,
    };
  });
}

/** Both layers of all networks: A [inputs, units] and B [units, outputs], out of the one vector that holds them. */
function layers(parameters: tf.Tensor1D, inputs: number, units: number, outputs: number): [tf.Tensor2D, tf.Tensor2D] {
  const [first, second] = tf.split(parameters, [inputs * units, units * outputs]);
  return [tf.reshape(first, [inputs, units]), tf.reshape(second, [units, outputs])];
}

/** He's normal start for the first layer, zero for its bias and for the second layer. */
function initialParameters(inputs: number, units: number, outputs: number, random: Random): tf.Tensor1D {
  const values = new Float32Array(inputs * units + units * outputs);
  const deviation = Math.sqrt(2 / (inputs - 1));
  for (let i = 0; i < (inputs - 1) * units; i++) values[i] = deviation * random.normal();
  return tf.tensor1d(values);
}

/** 1 where a unit and an output belong to the same network, [units, outputs]. */
function blockMask(targets: readonly MlpTarget[], hidden: number, outputs: number): tf.Tensor2D {
  const values = new Float32Array(targets.length * hidden * outputs);
  outputLayout(targets).blocks.forEach(({ from, width }, t) => {
    for (let unit = t * hidden; unit < (t + 1) * hidden; unit++)
      values.fill(1, unit * outputs + from, unit * outputs + from + width);
  });
  return tf.tensor2d(values, [targets.length * hidden, outputs]);
}

/** Outputs as they are compared with the truth: values as they are, probabilities by softmax over each classification. */
function activate(output: tf.Tensor2D, { blocks }: OutputLayout, offsets?: tf.Tensor2D): tf.Tensor2D {
  if (blocks.every(({ kind }) => kind === 'regression')) return output;
  const logits = offsets ? tf.add<tf.Tensor2D>(output, offsets) : output;
  const parts = tf.split(
    logits,
    blocks.map(({ width }) => width),
    1,
  );
  return tf.concat2d(
    parts.map((part, t) => (blocks[t].kind === 'classification' ? tf.softmax(part) : part) as tf.Tensor2D),
    1,
  );
}

/** Gradient of the weighted loss of one batch with respect to both layers, as one vector. */
function backPropagate(
  { x, y, weights, offsets }: Batch,
  [first, second]: [tf.Tensor2D, tf.Tensor2D],
  layout: OutputLayout,
  mask: tf.Tensor2D,
): tf.Tensor1D {
  const h = tf.relu(tf.matMul(x, first));
  const error = tf.mul(weights, tf.sub(activate(tf.matMul(h, second), layout, offsets), y));
  const toSecond = tf.mul(mask, tf.matMul(h, error, true, false));
  const toHidden = tf.mul(tf.sign(h), tf.matMul(error, second, false, true));
  const toFirst = tf.matMul(x, toHidden, true, false);
  return tf.concat1d([tf.reshape(toFirst, [first.size]), tf.reshape(toSecond, [second.size])]);
}

function standardiseRow(
  features: Float32Array,
  row: number,
  { mean, inverseDeviation }: FeatureStandard,
  into: Float32Array,
  intoRow: number,
): void {
  const columns = mean.length;
  const to = intoRow * (columns + 1);
  for (let j = 0; j < columns; j++) into[to + j] = (features[row * columns + j] - mean[j]) * inverseDeviation[j];
  into[to + columns] = 1;
}

/** Scale of a target: one deviation for all its numbers, so that they keep their weight in its error. */
interface Spread {
  mean: Float64Array;
  deviation: number;
}

function targetSpread({ width, kind }: MlpTarget, { values, weights }: MlpTargetData): Spread {
  if (kind === 'classification') return { mean: new Float64Array(width), deviation: 1 };
  const rows = weights.length;
  const mean = weightedMean(values, rows, width, weights);
  let total = 0;
  let square = 0;
  for (let n = 0; n < rows; n++) {
    total += weights[n];
    for (let j = 0; j < width; j++) square += weights[n] * (values[n * width + j] - mean[j]) ** 2;
  }
  return { mean, deviation: Math.sqrt(square / total / width) || 1 };
}

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
