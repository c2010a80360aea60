import * as tf from '@tensorflow/tfjs-core';
import { convolution, Parameters, type Parameter } from '../nn/index.js';
import type { Random } from '../support/random.js';

/** What turns the features of each cell, and of those around it, into numbers. */
export interface Decoder {
  readonly parameters: readonly Parameter[];
  /** [batch, height, width, outputs] of features [batch, height, width, channels]. */
  forward(features: tf.Tensor4D): tf.Tensor4D;
  dispose(): void;
}

export interface DecoderPlan {
  /** Channels of the features. */
  channels: number;
  /** What it says at the beginning, whatever the features: one number for each output. */
  first: ArrayLike<number>;
  /** Channels of each 3×3 convolution, all followed by a ReLU; none for a linear read-out. */
  hidden: readonly number[];
}

/** A small decoder: 3×3 convolutions with ReLUs, then a 1×1 convolution that begins at constants. */
export function buildDecoder({ channels, first, hidden }: DecoderPlan, random: Random): Decoder {
  const parameters = new Parameters(random);
  const contexts = hidden.map((to, i) => {
    const scope = parameters.scope(i === 0 ? 'context' : `context${i + 1}`);
    const from = i === 0 ? channels : hidden[i - 1];
    const convolve = convolution(scope, { from, to, size: 3 });
    const offset = scope.constant('offset', to, 0);
    return (x: tf.Tensor4D): tf.Tensor4D => tf.relu(tf.add<tf.Tensor4D>(convolve(x), offset));
  });
  const last = hidden.at(-1) ?? channels;
  const outputs = first.length;
  const weights = parameters.constant('output.weights', last * outputs, 0);
  const offset = parameters.constant('output.offset', outputs, 0);
  tf.tidy(() => offset.assign(tf.tensor1d(Float32Array.from(first))));
  return {
    parameters: parameters.list,
    forward: (features) =>
      tf.tidy(() => {
        const [batch, height, width] = features.shape;
        const context = contexts.reduce((x, layer) => layer(x), features);
        const flat = tf.reshape<tf.Rank.R2>(context, [batch * height * width, last]);
        const cells = tf.add(tf.matMul(flat, tf.reshape<tf.Rank.R2>(weights, [last, outputs])), offset);
        return tf.reshape<tf.Rank.R4>(cells, [batch, height, width, outputs]);
      }),
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}
