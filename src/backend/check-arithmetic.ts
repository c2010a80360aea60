import * as tf from '@tensorflow/tfjs-core';
import { BackendUnavailable } from './engine.js';

/**
 * Multiplies two small matrices on the current backend and compares the product with the one known.
 * Throws BackendUnavailable when the backend computes something else, as a broken driver may.
 */
export async function checkArithmetic(): Promise<void> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])));
  try {
    const values = Array.from(await product.data());
    if (values.join() !== '19,22,43,50') {
      throw new BackendUnavailable(
        `The ${tf.getBackend()} backend multiplies wrongly (got ${values.join(' ')}, expected 19 22 43 50): update its driver or choose another with --backend.`,
      );
    }
  } finally {
    product.dispose();
  }
}
