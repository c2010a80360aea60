import * as tf from '@tensorflow/tfjs-core';
import { insertZeros } from './insert-zeros.js';

let registered = false;

/**
 * Makes convolutions with a dilation differentiable; TensorFlow.js refuses. On every backend; once.
 *
 * A dilated convolution is the one without, of the filter with zeros between its taps. Its gradient is the gradient
 * of that one, of which the filter's own taps are kept.
 */
export function registerDilatedGradients(): void {
  if (registered) return;
  registered = true;
  for (const kernel of [tf.Conv2D, tf.DepthwiseConv2dNative]) {
    const original = tf.getGradient(kernel);
    if (original) tf.registerGradient(withDilation(original));
  }
}

function withDilation(original: tf.GradConfig): tf.GradConfig {
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const dilations = (attributes.dilations ?? 1) as number | [number, number];
      const [rows, columns] = typeof dilations === 'number' ? [dilations, dilations] : dilations;
      if (rows === 1 && columns === 1) return original.gradFunc(dy, saved, attributes);
      const [x, filter] = saved;
      const spread = spreadTaps(filter as tf.Tensor4D, rows, columns);
      const gradient = original.gradFunc(dy, [x, spread], { ...attributes, dilations: 1 });
      return {
        x: gradient.x,
        filter: () => tf.stridedSlice(gradient.filter(), [0, 0, 0, 0], spread.shape, [rows, columns, 1, 1]),
      };
    },
  };
}

function spreadTaps(filter: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  const [height, width, inChannels, outChannels] = filter.shape;
  const image: tf.Tensor4D = tf.reshape(filter, [1, height, width, inChannels * outChannels]);
  const spread = insertZeros(image, rows, columns);
  return tf.reshape(spread, [spread.shape[1], spread.shape[2], inChannels, outChannels]);
}
