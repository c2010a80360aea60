import * as tf from '@tensorflow/tfjs-core';

/** Rows (or columns) to add before and after; negative numbers are cropped instead. */
export type Margin = [before: number, after: number];

/** Convolution padding of an image in the form that `tf.conv2d` takes. */
export type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

/**
 * Crops what is negative in the margins of an image [batch, height, width, channels], and gives what is positive as
 * the padding of the convolution that follows, which adds it without a copy. `undefined` when nothing of the image is
 * left: windows see padding only, and XNNPACK leaves the result of convolving nothing as memory was.
 */
export function padOrCrop(
  image: tf.Tensor4D,
  vertical: Margin,
  horizontal: Margin,
): { image: tf.Tensor4D; pad: ExplicitPadding } | undefined {
  const [top, bottom] = vertical.map((margin) => Math.max(0, -margin));
  const [left, right] = horizontal.map((margin) => Math.max(0, -margin));
  const pad: ExplicitPadding = [
    [0, 0],
    [Math.max(0, vertical[0]), Math.max(0, vertical[1])],
    [Math.max(0, horizontal[0]), Math.max(0, horizontal[1])],
    [0, 0],
  ];
  if (Math.max(top, bottom, left, right) === 0) return { image, pad };
  const [batch, height, width, channels] = image.shape;
  const [rows, columns] = [height - top - bottom, width - left - right];
  if (rows <= 0 || columns <= 0) return undefined;
  return { image: tf.slice4d(image, [0, top, left, 0], [batch, rows, columns, channels]), pad };
}
