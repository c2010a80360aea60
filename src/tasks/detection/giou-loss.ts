import * as tf from '@tensorflow/tfjs-core';

/**
 * `1 − GIoU` of boxes around common points, [n]: `GIoU = |A∩B|/|A∪B| − (|C| − |A∪B|)/|C|`, C the smallest box that holds both.
 * Boxes are distances to their left, upper, right and lower side, [n, 4], of which one of a pair is positive.
 *
 * Reference: Rezatofighi et al., Generalized intersection over union, 2019.
 */
export function giouLoss(predicted: tf.Tensor2D, truth: tf.Tensor2D): tf.Tensor1D {
  const shared = area(tf.minimum(predicted, truth));
  const union = tf.sub(tf.add(area(predicted), area(truth)), shared);
  const hull = area(tf.maximum(predicted, truth));
  return tf.sub(tf.sub(2, tf.div(shared, union)), tf.div(union, hull));
}

/** Areas of boxes [n, 4], [n]. */
function area(distances: tf.Tensor2D): tf.Tensor1D {
  const [left, top, right, bottom] = tf.unstack(distances, 1);
  return tf.mul<tf.Tensor1D>(tf.add(left, right), tf.add(top, bottom));
}
