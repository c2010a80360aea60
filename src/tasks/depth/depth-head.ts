import * as tf from '@tensorflow/tfjs-core';
import { convolution, Parameters, type Parameter } from '../../nn/index.js';
import type { Random } from '../../support/random.js';

/** What turns features into log-depth. */
export interface DepthHead {
  readonly parameters: readonly Parameter[];
  /** Log-depth [batch, height, width] of features [batch, height, width, channels], at their resolution. */
  forward(features: tf.Tensor4D): tf.Tensor3D;
  dispose(): void;
}

/** Channels between the two convolutions. */
const hidden = 32;

/**
 * A small decoder: 3×3 convolution, ReLU, 1×1 convolution. It begins at a constant, the given mean of log-depth.
 */
export function buildDepthHead(channels: number, meanLogDepth: number, random: Random): DepthHead {
  const parameters = new Parameters(random);
  const context = convolution(parameters.scope('context'), { from: channels, to: hidden, size: 3 });
  const contextOffset = parameters.constant('context.offset', hidden, 0);
  const weights = parameters.constant('log-depth.weights', hidden, 0);
  const offset = parameters.constant('log-depth.offset', 1, meanLogDepth);
  return {
    parameters: parameters.list,
    forward: (features) =>
      tf.tidy(() => {
        const [batch, height, width] = features.shape;
        const h = tf.relu(tf.add(context(features), contextOffset));
        const flat = tf.reshape<tf.Rank.R2>(h, [batch * height * width, hidden]);
        const logDepth = tf.add(tf.matMul(flat, tf.reshape<tf.Rank.R2>(weights, [hidden, 1])), offset);
        return tf.reshape<tf.Rank.R3>(logDepth, [batch, height, width]);
      }),
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}
