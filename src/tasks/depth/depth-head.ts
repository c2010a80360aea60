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
 * A small decoder: 3×3 convolution, ReLU, 1×1 convolution; with `linear`, the 1×1 convolution alone. It begins at a constant,
 * the given mean of log-depth.
 */
export function buildDepthHead(
  { channels, meanLogDepth, linear }: { channels: number; meanLogDepth: number; linear: boolean },
  random: Random,
): DepthHead {
  const parameters = new Parameters(random);
  const context = linear ? (features: tf.Tensor4D): tf.Tensor4D => features : contextOf(parameters, channels);
  const width = linear ? channels : hidden;
  const weights = parameters.constant('log-depth.weights', width, 0);
  const offset = parameters.constant('log-depth.offset', 1, meanLogDepth);
  return {
    parameters: parameters.list,
    forward: (features) =>
      tf.tidy(() => {
        const [batch, height, across] = features.shape;
        const flat = tf.reshape<tf.Rank.R2>(context(features), [batch * height * across, width]);
        const logDepth = tf.add(tf.matMul(flat, tf.reshape<tf.Rank.R2>(weights, [width, 1])), offset);
        return tf.reshape<tf.Rank.R3>(logDepth, [batch, height, across]);
      }),
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}

function contextOf(parameters: Parameters, channels: number): (features: tf.Tensor4D) => tf.Tensor4D {
  const context = convolution(parameters.scope('context'), { from: channels, to: hidden, size: 3 });
  const offset = parameters.constant('context.offset', hidden, 0);
  return (features) => tf.relu(tf.add<tf.Tensor4D>(context(features), offset));
}
