import * as tf from '@tensorflow/tfjs-core';

/** One way to compute the normalisation and its gradient. */
interface Computation {
  /** y, mean and variance of the batch, and what the gradient needs beside x and the scale. */
  forward(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): Forward;
  /** dx, dscale, doffset. */
  gradient(dy: tf.Tensor4D, x: tf.Tensor4D, scale: tf.Tensor1D, kept: tf.Tensor[], epsilon: number): tf.Tensor[];
}

interface Forward {
  y: tf.Tensor4D;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  kept: tf.Tensor[];
}

/**
 * Normalises x [b, h, w, c] by the batch's own moments: y = γ(x − μ)/√(σ² + ε) + β. `observe` is told mean and variance [c].
 *
 * The gradient is written out, since the composed one of tf.moments and tf.batchNorm takes several times as many passes
 * over the activations: dx = γ/σ · (dy − mean(dy) − x̂·mean(dy·x̂)). TensorFlow has an operation for each direction.
 */
export function normaliseByBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
  observe: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void,
): tf.Tensor4D {
  const { forward, gradient } = tf.getKernel('FusedBatchNormV3', tf.getBackend()) ? native : composed;
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [input, gamma, beta, save] = args as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const { y, mean, variance, kept } = forward(input, gamma, beta, epsilon);
    observe(mean, variance);
    save([input, gamma, ...kept]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [input, gamma, ...kept] = saved;
        return gradient(dy as tf.Tensor4D, input as tf.Tensor4D, gamma as tf.Tensor1D, kept, epsilon);
      },
    };
  });
  return normalise(x, scale, offset) as tf.Tensor4D;
}

const native: Computation = {
  forward(x, scale, offset, epsilon) {
    const count = x.size / scale.size;
    const [y, mean, unbiased, ...kept] = tf
      .engine()
      .runKernel<tf.Tensor[]>('FusedBatchNormV3', { x, scale, offset }, { epsilon });
    const variance = tf.mul<tf.Tensor1D>(unbiased, Math.max(1, count - 1) / count);
    return { y: y as tf.Tensor4D, mean: mean as tf.Tensor1D, variance, kept };
  },
  gradient(dy, x, scale, [kept1, kept2, kept3], epsilon) {
    const inputs = { dy, x, scale, kept1, kept2, kept3 };
    return tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormGradV3', inputs, { epsilon });
  },
};

const composed: Computation = {
  forward(x, scale, offset, epsilon) {
    const rows = tf.reshape<tf.Rank.R2>(x, [-1, scale.size]);
    const mean = tf.mean<tf.Tensor1D>(rows, 0);
    const variance = tf.mean<tf.Tensor1D>(tf.squaredDifference(rows, mean), 0);
    const y = tf.batchNorm4d(x, mean, variance, offset, scale, epsilon);
    return { y, mean, variance, kept: [mean, variance] };
  },
  gradient(dy, x, scale, kept, epsilon) {
    const [mean, variance] = kept as tf.Tensor1D[];
    const channels = scale.size;
    const count = x.size / channels;
    const rows = tf.reshape<tf.Rank.R2>(x, [count, channels]);
    const dRows = tf.reshape<tf.Rank.R2>(dy, [count, channels]);
    const perDeviation = tf.rsqrt(tf.add(variance, epsilon));
    const dOffset = tf.sum<tf.Tensor1D>(dRows, 0);
    const dScale = tf.mul<tf.Tensor1D>(tf.sum(tf.mul(dRows, tf.sub(rows, mean)), 0), perDeviation);
    const slope = tf.mul<tf.Tensor1D>(scale, perDeviation);
    // What the means take away is itself a normalisation of the input, which one operation does.
    const share = tf.mul(slope, -1 / count);
    const taken = tf.batchNorm2d(
      rows,
      mean,
      variance,
      tf.mul<tf.Tensor1D>(dOffset, share),
      tf.mul<tf.Tensor1D>(dScale, share),
      epsilon,
    );
    return [tf.reshape(tf.add(tf.mul(dRows, slope), taken), x.shape), dScale, dOffset];
  },
};
