import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './composed-kernel.js';

/**
 * Adds the rows of `x` [n, …] that share a segment: `out[s] = Σ_{i: segmentIds[i] = s} x[i]`; the gradient of `gather`.
 * Rows with an identifier outside 0 … numSegments − 1 are left out, as on the other backends.
 */
function unsortedSegmentSum(
  { x, segmentIds }: { x: tf.Tensor; segmentIds: tf.Tensor },
  { numSegments }: tf.UnsortedSegmentSumAttrs,
): tf.Tensor {
  const rowShape = x.shape.slice(segmentIds.rank);
  const rowLength = tf.util.sizeFromShape(rowShape);
  const rows = x.dataSync();
  const ids = segmentIds.dataSync();
  const sums =
    x.dtype === 'int32' ? new Int32Array(numSegments * rowLength) : new Float32Array(numSegments * rowLength);
  for (let i = 0; i < ids.length; i++) {
    const segment = ids[i];
    if (segment < 0 || segment >= numSegments) continue;
    const to = segment * rowLength;
    const from = i * rowLength;
    for (let j = 0; j < rowLength; j++) sums[to + j] += rows[from + j];
  }
  return tf.tensor(sums, [numSegments, ...rowShape], x.dtype);
}

export const unsortedSegmentSumKernel: tf.KernelConfig = composedKernel(tf.UnsortedSegmentSum, unsortedSegmentSum);
