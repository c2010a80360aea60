import * as tf from '@tensorflow/tfjs-core';

/** Gaussian window of Wang et al.: σ 1.5, cut off at 11 pixels. */
const sigma = 1.5;
const radius = 5;
/** Smallest side of an image that has a window. */
export const similarityWindow = 2 * radius + 1;
const [c1, c2] = [0.01 ** 2, 0.03 ** 2];

const weights = ((): number[] => {
  const raw = Array.from({ length: similarityWindow }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
})();

/**
 * `1 − SSIM` of two batches of images [batch, height, width, 3] with values from 0 to 1: 0 where they are equal, at most 2.
 * SSIM is the mean over channels and windows that lie in the image.
 *
 * Reference: Wang, Bovik, Sheikh & Simoncelli, Image quality assessment, 2004.
 */
export function similarityLoss(images: tf.Tensor4D, references: tf.Tensor4D): tf.Scalar {
  const [x, y] = [channelsApart(images), channelsApart(references)];
  const maps = [x, y, tf.square(x), tf.square(y), tf.mul<tf.Tensor3D>(x, y)];
  const [meanX, meanY, meanXx, meanYy, meanXy] = tf.split(windowMeans(tf.concat(maps, 0)), maps.length, 0);
  const productOfMeans = tf.mul(meanX, meanY);
  const squares = tf.add(tf.square(meanX), tf.square(meanY));
  const above = tf.mul(tf.add(tf.mul(productOfMeans, 2), c1), tf.add(tf.mul(tf.sub(meanXy, productOfMeans), 2), c2));
  const below = tf.mul(tf.add(squares, c1), tf.add(tf.sub(tf.add(meanXx, meanYy), squares), c2));
  return tf.sub(1, tf.mean(tf.div(above, below)));
}

/** Every channel as an image of its own, [3·batch, height, width]. */
function channelsApart(images: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  return tf.reshape(tf.transpose(images, [0, 3, 1, 2]), [batch * channels, height, width]);
}

/**
 * Weighted means over the windows that lie in the image, [n, height, width] → [n, width − 10, height − 10]. Products with
 * banded matrices take a fraction of the time of convolutions with a single channel.
 */
function windowMeans(maps: tf.Tensor3D): tf.Tensor3D {
  const [count, height, width] = maps.shape;
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  const across = tf.matMul(tf.reshape<tf.Rank.R2>(maps, [count * height, width]), bands(width));
  const turned = tf.transpose(tf.reshape<tf.Rank.R3>(across, [count, height, columns]), [0, 2, 1]);
  const down = tf.matMul(tf.reshape<tf.Rank.R2>(turned, [count * columns, height]), bands(height));
  return tf.reshape(down, [count, columns, rows]);
}

/** The weights of each window down a column of its own, [size, size − 10]. */
function bands(size: number): tf.Tensor2D {
  const windows = size - 2 * radius;
  const values = new Float32Array(size * windows);
  for (let window = 0; window < windows; window++)
    weights.forEach((weight, i) => (values[(window + i) * windows + window] = weight));
  return tf.tensor2d(values, [size, windows]);
}
