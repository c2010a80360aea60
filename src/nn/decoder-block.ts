import * as tf from '@tensorflow/tfjs-core';
import type { BatchMoments } from './batch-moments.js';
import { batchNorm } from './batch-norm.js';
import { convolution } from './convolution.js';
import type { Parameters } from './parameters.js';

/**
 * Joins a coarse map, doubled in size, with the encoder's map of that size: norm(up(conv₃(coarse)) + conv₃(skip)).
 *
 * A convolution of the two maps laid side by side is the sum of two convolutions; doing the coarse one before the
 * nearest-neighbour doubling costs a quarter of doing it after. `activate` says whether a ReLU follows: the last
 * block leaves signed features, which a cosine can use in full.
 */
export function decoderBlock(
  parameters: Parameters,
  { from, skip, to, activate }: { from: number; skip: number; to: number; activate: boolean },
): (coarse: tf.Tensor4D, fine: tf.Tensor4D, moments?: BatchMoments) => tf.Tensor4D {
  const ofCoarse = convolution(parameters.scope('conv-up'), { from, to, size: 3 });
  const ofFine = convolution(parameters.scope('conv-skip'), { from: skip, to, size: 3 });
  const norm = batchNorm(parameters.scope('norm'), to);
  return (coarse, fine, moments) => {
    const sum = tf.add<tf.Tensor4D>(doubled(ofCoarse(coarse), fine.shape), ofFine(fine));
    const y = norm(sum, moments);
    return activate ? tf.relu(y) : y;
  };
}

/** Every cell four times, cut to the height and width of `shape`: odd sizes halve to ⌈n/2⌉ on the way down. */
function doubled(x: tf.Tensor4D, shape: readonly number[]): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const up = tf.image.resizeNearestNeighbor(x, [2 * height, 2 * width]);
  if (2 * height === shape[1] && 2 * width === shape[2]) return up;
  return tf.slice(up, [0, 0, 0, 0], [count, shape[1], shape[2], channels]);
}
