import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of the labelled pixels against the class scores of their cells: `−Σ m·log softmax(s) / Σ m`, with scores s
 * and summed weights of pixels m, both [batch, height, width, classes]. 0 where nothing is labelled.
 *
 * It equals the cross-entropy pixel by pixel under scores that are constant in each cell.
 */
export function labelLoss(scores: tf.Tensor4D, labels: tf.Tensor4D): tf.Scalar {
  const [batch, height, width, classes] = scores.shape;
  const flat = (x: tf.Tensor4D): tf.Tensor2D => tf.reshape(x, [batch * height * width, classes]);
  const agreement = tf.sum(tf.mul(flat(labels), tf.logSoftmax(flat(scores))));
  return tf.neg(tf.div<tf.Scalar>(agreement, tf.maximum(tf.sum(labels), 1e-6)));
}
