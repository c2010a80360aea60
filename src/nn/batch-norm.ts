import * as tf from '@tensorflow/tfjs-core';
import type { BatchMoments } from './batch-moments.js';
import { normaliseByBatch } from './normalise-by-batch.js';
import type { Parameters } from './parameters.js';

const epsilon = 1e-5;

/**
 * Batch normalisation of the last axis of [b, h, w, channels]: y = γ(x − μ)/√(σ² + ε) + β. In training μ and σ² are the
 * moments of the batch, noted in `moments`; without `moments` they are the running statistics that follow those.
 *
 * Reference: Ioffe & Szegedy, Batch normalization, 2015.
 */
export function batchNorm(
  parameters: Parameters,
  channels: number,
): (x: tf.Tensor4D, moments?: BatchMoments) => tf.Tensor4D {
  const scale = parameters.constant('scale', channels, 1);
  const offset = parameters.constant('offset', channels, 0);
  const runningMean = parameters.statistic('running_mean', channels, 0);
  const runningVariance = parameters.statistic('running_variance', channels, 1);
  return (x, moments) => {
    if (!moments) return tf.batchNorm4d(x, runningMean, runningVariance, offset, scale, epsilon);
    return normaliseByBatch(x, scale, offset, epsilon, (mean, variance) => {
      moments.note(runningMean, mean);
      moments.note(runningVariance, variance);
    });
  };
}
