import * as tf from '@tensorflow/tfjs-core';
import type { BatchMoments } from './batch-moments.js';
import { batchNorm } from './batch-norm.js';
import { convolution } from './convolution.js';
import type { Parameters } from './parameters.js';

/**
 * Two 3×3 convolutions beside an identity, or beside a 1×1 convolution where the shape changes; a ReLU after the sum.
 *
 * Reference: He et al., Deep residual learning for image recognition, 2016 (basic block).
 */
export function residualBlock(
  parameters: Parameters,
  { from, to, stride = 1 }: { from: number; to: number; stride?: number },
): (x: tf.Tensor4D, moments?: BatchMoments) => tf.Tensor4D {
  const first = convolution(parameters.scope('conv1'), { from, to, size: 3, stride });
  const firstNorm = batchNorm(parameters.scope('norm1'), to);
  const second = convolution(parameters.scope('conv2'), { from: to, to, size: 3 });
  const secondNorm = batchNorm(parameters.scope('norm2'), to);
  const changes = stride !== 1 || from !== to;
  const shortcut = changes ? convolution(parameters.scope('shortcut'), { from, to, size: 1, stride }) : undefined;
  const shortcutNorm = changes ? batchNorm(parameters.scope('shortcut-norm'), to) : undefined;
  return (x, moments) => {
    const inner = secondNorm(second(tf.relu(firstNorm(first(x), moments))), moments);
    const beside = shortcut && shortcutNorm ? shortcutNorm(shortcut(x), moments) : x;
    return tf.relu(tf.add<tf.Tensor4D>(inner, beside));
  };
}
