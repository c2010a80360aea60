import * as tf from '@tensorflow/tfjs-core';
import { encodeMask, type RasterSize, type RunLengthMask } from '../../image/index.js';
import type { GridLevel } from '../detection/pyramid.js';

/**
 * Masks of an image from their logits [masks, cells of the finest level]: interpolated bilinearly between the centres of
 * the cells, and a pixel belongs to a mask where its logit is positive.
 */
export async function decodeMasks(logits: tf.Tensor2D, finest: GridLevel, image: RasterSize): Promise<RunLengthMask[]> {
  const { height, width, stride } = finest;
  const [count] = logits.shape;
  const [rows, columns] = [height * stride, width * stride];
  const pixels = tf.tidy(() => {
    const maps = tf.reshape<tf.Rank.R4>(logits, [count, height, width, 1]);
    return tf.image.resizeBilinear(maps, [rows, columns], false, true);
  });
  const values = await pixels.data<'float32'>();
  pixels.dispose();
  return Array.from({ length: count }, (_, mask) => {
    const raster = new Uint8Array(image.width * image.height);
    for (let v = 0; v < image.height; v++) {
      const row = (mask * rows + v) * columns;
      for (let u = 0; u < image.width; u++) raster[v * image.width + u] = values[row + u] > 0 ? 1 : 0;
    }
    return encodeMask(raster, image);
  });
}
