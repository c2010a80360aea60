import * as tf from '@tensorflow/tfjs-core';
import type { RasterSize } from '../../image/resample.js';
import type { SemanticProtocol } from '../../metrics/index.js';

/**
 * The class id with the highest score of every pixel, [height, width] for each image of scores [batch, rows, columns,
 * classes], which are interpolated bilinearly and remain the caller's. All images are of one size.
 */
export async function decodeClasses(
  scores: tf.Tensor4D,
  sizes: readonly RasterSize[],
  { classes }: SemanticProtocol,
): Promise<Uint16Array[]> {
  const [{ width, height }] = sizes;
  const best = tf.tidy(() => tf.argMax(tf.image.resizeBilinear(scores, [height, width], false, true), 3));
  const indices = await best.data<'int32'>();
  best.dispose();
  const size = width * height;
  return sizes.map((_, i) =>
    Uint16Array.from(indices.subarray(i * size, (i + 1) * size), (index) => classes[index].id),
  );
}
