import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from './parameters.js';

/** An affine map of the last axis, x·W + b: [n, from] → [n, to]. `gain` 2 before a ReLU, 1 otherwise. */
export function linear(
  parameters: Parameters,
  { from, to, gain = 1 }: { from: number; to: number; gain?: 1 | 2 },
): (x: tf.Tensor2D) => tf.Tensor2D {
  const weight = parameters.weight<tf.Rank.R2>('weight', [from, to], from, gain);
  const bias = parameters.constant('bias', to, 0);
  return (x) => tf.add(tf.matMul(x, weight), bias);
}
