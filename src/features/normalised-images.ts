import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';

/** What foreign encoders expect of colours in 0..1: `(colour − mean)/deviation`, red, green, blue. */
export interface ColourNormalisation {
  mean: readonly number[];
  deviation: readonly number[];
}

/** The colour images of samples of equal size, [n, height, width, 3], sRGB in 0..1, normalised if need be. */
export function normalisedImages(
  samples: readonly Sample[],
  normalise?: Readonly<ColourNormalisation> | null,
): tf.Tensor4D {
  const { width, height } = samples[0];
  return tf.tidy(() => {
    const colours = tf.tensor4d(imageBatch(samples), [samples.length, height, width, 3]);
    return normalise ? tf.div(tf.sub(colours, tf.tensor1d([...normalise.mean])), tf.tensor1d([...normalise.deviation])) : colours; // prettier-ignore
  });
}
