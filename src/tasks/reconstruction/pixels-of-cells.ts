import * as tf from '@tensorflow/tfjs-core';
import type { RasterSize } from '../../image/resample.js';

/**
 * Images [batch, height, width, 3] of cells [batch, rows, columns, stride²·3], each holding its `stride` × `stride` pixels
 * row by row; what reaches beyond the given size is cut off.
 *
 * Reference: Shi et al., Real-time single image and video super-resolution using an efficient sub-pixel CNN, 2016.
 */
export function pixelsOfCells(cells: tf.Tensor4D, stride: number, { width, height }: RasterSize): tf.Tensor4D {
  const [batch, rows, columns] = cells.shape;
  // Four axes are enough, which every backend can transpose: a row of cells becomes `stride` rows of pixels.
  const split = tf.reshape(cells, [batch * rows, columns, stride, stride * 3]);
  const lines = tf.transpose(split, [0, 2, 1, 3]);
  const images = tf.reshape<tf.Rank.R4>(lines, [batch, rows * stride, columns * stride, 3]);
  if (rows * stride === height && columns * stride === width) return images;
  return tf.slice(images, [0, 0, 0, 0], [batch, height, width, 3]);
}
