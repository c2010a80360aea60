import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

/**
 * Compares the gradient of a loss at a point with central differences along random directions.
 *
 * Errors of single precision divided by the step, and the step's own curvature, decide `atol`.
 */
export function assertGradient(
  loss: (x: tf.Tensor4D) => tf.Scalar,
  at: Float32Array,
  shape: [number, number, number, number],
  random: Random,
  { step = 1e-2, rtol = 1e-2, atol = 1e-4 } = {},
): void {
  const analytic = tf.tidy(() =>
    tf
      .grad(loss as (x: tf.Tensor) => tf.Scalar)(tf.tensor4d(at, shape))
      .dataSync(),
  );
  const value = (x: Float32Array): number => tf.tidy(() => loss(tf.tensor4d(x, shape)).dataSync()[0]);
  for (let trial = 0; trial < 8; trial++) {
    const direction = at.map(() => random.normal());
    const moved = (by: number): Float32Array => at.map((x, i) => x + by * direction[i]);
    const numeric = (value(moved(step)) - value(moved(-step))) / (2 * step);
    const along = direction.reduce((sum, d, i) => sum + d * analytic[i], 0);
    assertAllClose([along], [numeric], { rtol, atol, label: `direction ${trial}` });
  }
}
