import * as tf from '@tensorflow/tfjs-core';

/** Rows scaled to length 1, u = x/|x|, [n, c] → [n, c]. Its gradient is written out: dx = (dy − u·⟨u, dy⟩)/|x|. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  return scaleToUnit(x) as tf.Tensor2D;
}

const scaleToUnit = tf.customGrad((...args: unknown[]) => {
  const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
  const perLength = tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12));
  const value = tf.mul<tf.Tensor2D>(x, perLength);
  save([value, perLength]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [unit, perLength] = saved;
      const along = tf.mul(unit, tf.sum(tf.mul(unit, dy), 1, true));
      return tf.mul(tf.sub(dy, along), perLength);
    },
  };
});

/**
 * Symmetric InfoNCE of matched unit rows, negatives within each group only: for a, b of [groups, p, c]
 * and s = a·bᵀ/τ, the mean over groups and i of −s_ii + (log Σⱼ exp s_ij + log Σⱼ exp s_ji)/2.
 *
 * All groups go through one batched product. Since |s| ≤ 1/τ is known beforehand, exp(s − 1/τ) needs no search for a
 * maximum and serves both directions and the gradient; τ ≥ .025 keeps it within single precision.
 *
 * Reference: van den Oord et al., Representation learning with contrastive predictive coding, 2018.
 */
export function infoNce(a: tf.Tensor3D, b: tf.Tensor3D, temperature: number): tf.Scalar {
  const most = 1 / temperature;
  const matches = a.shape[0] * a.shape[1];
  const loss = tf.customGrad((...args: unknown[]) => {
    const [a, b, save] = args as [tf.Tensor3D, tf.Tensor3D, tf.GradSaveFunc];
    const exponentials = tf.exp(tf.mul(tf.sub(tf.matMul(a, b, false, true), 1), most));
    const overB = tf.sum(exponentials, 2, true);
    const overA = tf.sum(exponentials, 1, true);
    const matched = tf.mul(tf.sum(tf.mul(a, b)), most / matches);
    const logarithms = tf.mul(tf.add(tf.mean(tf.log(overB)), tf.mean(tf.log(overA))), 0.5);
    save([a, b, exponentials, overB, overA]);
    return {
      value: tf.sub(tf.add(logarithms, most), matched),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [a, b, exponentials, overB, overA] = saved;
        // Softmax in either direction, halved: how much each candidate is taken for the match.
        const taken = tf.mul(exponentials, tf.add(tf.div(0.5, overB), tf.div(0.5, overA)));
        const slope = tf.mul(dy, most / matches);
        return [
          tf.mul(tf.sub(tf.matMul(taken, b), b), slope),
          tf.mul(tf.sub(tf.matMul(taken, a, true, false), a), slope),
        ];
      },
    };
  });
  return loss(a, b) as tf.Scalar;
}
