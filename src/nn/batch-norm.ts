import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from './parameters.js';

const epsilon = 1e-5;
/** Share by which a training step moves the running statistics; the default of PyTorch. */
const momentum = 0.1;

/**
 * Batch normalisation of the last axis of [b, h, w, channels]: y = γ(x − μ)/√(σ² + ε) + β, with the batch's moments
 * in training and their running means otherwise.
 *
 * Reference: Ioffe & Szegedy, Batch normalization, 2015.
 */
export function batchNorm(
  parameters: Parameters,
  channels: number,
): (x: tf.Tensor4D, training: boolean) => tf.Tensor4D {
  const scale = parameters.constant('scale', channels, 1);
  const offset = parameters.constant('offset', channels, 0);
  const runningMean = parameters.statistic('running_mean', channels, 0);
  const runningVariance = parameters.statistic('running_variance', channels, 1);
  return (x, training) => {
    if (!training) return tf.batchNorm4d(x, runningMean, runningVariance, offset, scale, epsilon);
    return normaliseByBatch(x, scale, offset, (mean, variance) => {
      follow(runningMean, mean);
      follow(runningVariance, variance);
    });
  };
}

function follow(running: tf.Variable, batch: tf.Tensor): void {
  tf.tidy(() => running.assign(tf.add(running, tf.mul(tf.sub(batch, running), momentum))));
}

/**
 * Normalises by the batch's own moments. The gradient is written out, since the composed one of tf.moments and
 * tf.batchNorm takes several times as many passes over the activations:
 * dx = γ/σ · (dy − mean(dy) − x̂·mean(dy·x̂)).
 */
function normaliseByBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  observe: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void,
): tf.Tensor4D {
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [input, gamma, beta, save] = args as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const { shape, size } = input;
    const channels = shape[3];
    const count = size / channels;
    const rows = tf.reshape<tf.Rank.R2>(input, [count, channels]);
    const mean = tf.mean<tf.Tensor1D>(rows, 0);
    const variance = tf.mean<tf.Tensor1D>(tf.squaredDifference(rows, mean), 0);
    observe(mean, variance);
    const perDeviation = tf.rsqrt(tf.add(variance, epsilon));
    const value = tf.batchNorm2d(rows, mean, variance, beta, gamma, epsilon);
    save([rows, mean, variance, perDeviation, gamma]);
    return {
      value: tf.reshape(value, shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [rows, ...vectors] = saved as [tf.Tensor2D, ...tf.Tensor1D[]];
        const [mean, variance, perDeviation, gamma] = vectors;
        const dRows = tf.reshape<tf.Rank.R2>(dy, [count, channels]);
        const dOffset = tf.sum<tf.Tensor1D>(dRows, 0);
        const dScale = tf.mul<tf.Tensor1D>(tf.sum(tf.mul(dRows, tf.sub(rows, mean)), 0), perDeviation);
        const slope = tf.mul<tf.Tensor1D>(gamma, perDeviation);
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
        const dx = tf.add(tf.mul(dRows, slope), taken);
        return [tf.reshape(dx, shape), dScale, dOffset];
      },
    };
  });
  return normalise(x, scale, offset) as tf.Tensor4D;
}
