import * as tf from '@tensorflow/tfjs-core';

/** Rows scaled to length 1, [n, c] → [n, c]. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
}

/**
 * Symmetric InfoNCE of matched unit rows, negatives within each group only: for a, b of [groups, p, c]
 * and s = a·bᵀ/τ, the mean over groups and i of −s_ii + (log Σⱼ exp s_ij + log Σⱼ exp s_ji)/2.
 *
 * All groups go through one batched product. Since |s| ≤ 1/τ is known beforehand, exp(s − 1/τ) needs no search for a
 * maximum and serves both directions; τ ≥ .025 keeps it within single precision.
 *
 * Reference: van den Oord et al., Representation learning with contrastive predictive coding, 2018.
 */
export function infoNce(a: tf.Tensor3D, b: tf.Tensor3D, temperature: number): tf.Scalar {
  return tf.tidy(() => {
    const most = 1 / temperature;
    const exponentials = tf.exp(tf.sub(tf.mul(tf.matMul(a, b, false, true), most), most));
    const matched = tf.mul(tf.sum(tf.mul(a, b), 2), most);
    const overB = tf.log(tf.sum(exponentials, 2));
    const overA = tf.log(tf.sum(exponentials, 1));
    return tf.mean<tf.Scalar>(tf.sub(tf.add(tf.mul(tf.add(overA, overB), 0.5), most), matched));
  });
}
