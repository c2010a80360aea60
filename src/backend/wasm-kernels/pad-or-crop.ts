import * as tf from '@tensorflow/tfjs-core';

/** Rows (or columns) to add before and after; negative numbers are cropped instead. */
export type Margin = [before: number, after: number];

/** Convolution padding of an image in the form that `tf.conv2d` takes. */
export type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

/**
 * Crops what is negative in the margins of an image [batch, height, width, channels], and gives what is positive as
 * the padding of the convolution that follows, which adds it without a copy.
 */
export function padOrCrop(
  image: tf.Tensor4D,
  vertical: Margin,
  horizontal: Margin,
): { image: tf.Tensor4D; pad: ExplicitPadding } {
  const pad: ExplicitPadding = [
    [0, 0],
    [Math.max(0, vertical[0]), Math.max(0, vertical[1])],
    [Math.max(0, horizontal[0]), Math.max(0, horizontal[1])],
    [0, 0],
  ];
  if (Math.min(...vertical, ...horizontal) >= 0) return { image, pad };
  const [batch, height, width, channels] = image.shape;
  const top = Math.max(0, -vertical[0]);
  const left = Math.max(0, -horizontal[0]);
  const cropped = tf.slice4d(
    image,
    [0, top, left, 0],
    [batch, height - top - Math.max(0, -vertical[1]), width - left - Math.max(0, -horizontal[1]), channels],
  );
  return { image: cropped, pad };
}
