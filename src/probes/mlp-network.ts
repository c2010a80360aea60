import * as tf from '@tensorflow/tfjs-core';
import { reluGradient } from '../backend/index.js';
import type { Random } from '../support/random.js';

/** One of the networks that are trained side by side. */
export interface MlpTarget {
  name: string;
  width: number;
  kind: 'regression' | 'classification';
}

/** Which columns of the joint output belong to which network. */
export interface OutputLayout {
  width: number;
  blocks: { from: number; width: number; kind: MlpTarget['kind'] }[];
}

export function outputLayout(targets: readonly MlpTarget[]): OutputLayout {
  let width = 0;
  const blocks = targets.map((target) => {
    const block = { from: width, width: target.width, kind: target.kind };
    width += target.width;
    return block;
  });
  return { width, blocks };
}

/** Rows as the networks take them. */
export interface Batch {
  /** Standardised features and a column of ones, [rows, columns + 1]. */
  x: tf.Tensor2D;
  /** [rows, outputs] */
  y: tf.Tensor2D;
  /** Weights of each row for each output, on average summing to 1 over a batch. */
  weights: tf.Tensor2D;
  offsets?: tf.Tensor2D;
}

/** Both layers of all networks: A [inputs, units] and B [units, outputs], out of the one vector that holds them. */
export function layers(
  parameters: tf.Tensor1D,
  inputs: number,
  units: number,
  outputs: number,
): [tf.Tensor2D, tf.Tensor2D] {
  const [first, second] = tf.split(parameters, [inputs * units, units * outputs]);
  return [tf.reshape(first, [inputs, units]), tf.reshape(second, [units, outputs])];
}

/** He's normal start for the first layer, zero for its bias and for the second layer. */
export function initialParameters(inputs: number, units: number, outputs: number, random: Random): tf.Tensor1D {
  const values = new Float32Array(inputs * units + units * outputs);
  const deviation = Math.sqrt(2 / (inputs - 1));
  for (let i = 0; i < (inputs - 1) * units; i++) values[i] = deviation * random.normal();
  return tf.tensor1d(values);
}

/** 1 where a unit and an output belong to the same network, [units, outputs]. */
export function blockMask(targets: readonly MlpTarget[], hidden: number, outputs: number): tf.Tensor2D {
  const values = new Float32Array(targets.length * hidden * outputs);
  outputLayout(targets).blocks.forEach(({ from, width }, t) => {
    for (let unit = t * hidden; unit < (t + 1) * hidden; unit++)
      values.fill(1, unit * outputs + from, unit * outputs + from + width);
  });
  return tf.tensor2d(values, [targets.length * hidden, outputs]);
}

/** Outputs as they are compared with the truth: values as they are, probabilities by softmax over each classification. */
export function activate(output: tf.Tensor2D, { blocks }: OutputLayout, offsets?: tf.Tensor2D): tf.Tensor2D {
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
export function backPropagate(
  { x, y, weights, offsets }: Batch,
  [first, second]: [tf.Tensor2D, tf.Tensor2D],
  layout: OutputLayout,
  mask: tf.Tensor2D,
): tf.Tensor1D {
  const h = tf.relu(tf.matMul(x, first));
  const error = tf.mul(weights, tf.sub(activate(tf.matMul(h, second), layout, offsets), y));
  const toSecond = tf.mul(mask, tf.matMul(h, error, true, false));
  const toHidden = reluGradient(tf.matMul(error, second, false, true), h);
  const toFirst = tf.matMul(x, toHidden, true, false);
  return tf.concat1d([tf.reshape(toFirst, [first.size]), tf.reshape(toSecond, [second.size])]);
}
