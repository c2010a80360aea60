import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from './parameters.js';

/** A convolution without bias, zero-padded to ⌈size/stride⌉: [b, h, w, from] → [b, ⌈h/stride⌉, ⌈w/stride⌉, to]. */
export function convolution(
  parameters: Parameters,
  { from, to, size, stride = 1 }: { from: number; to: number; size: number; stride?: number },
): (x: tf.Tensor4D) => tf.Tensor4D {
  const kernel = parameters.weight<tf.Rank.R4>('kernel', [size, size, from, to], size * size * from);
  return (x) => tf.conv2d(x, kernel, stride, 'same');
}
