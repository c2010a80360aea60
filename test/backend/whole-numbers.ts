import * as tf from '@tensorflow/tfjs-core';
import { seeded } from '../../src/support/random.js';

/** Whole numbers from −4 to 4: every sum of their products is exact in 32 bits, so results must be equal, not close. */
export function wholeNumbers<R extends tf.Rank = tf.Rank>(shape: number[], ...seed: (string | number)[]): tf.Tensor<R> {
  const random = seeded('whole numbers', ...seed);
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.int(9) - 4);
  return tf.tensor<R>(values, shape as tf.ShapeMap[R]);
}
