import * as tf from '@tensorflow/tfjs-core';

/** How much of a common error of scale the loss forgives: 0 none, 1 all. */
const forgiven = 0.5;
const gradientWeight = 0.5;

/**
 * Loss of predicted against true log-depth [batch, height, width], where `known` is 1:
 * `√(mean e² − .5 (mean e)²) + .5 · mean |∇e|`, e = prediction − truth, ∇ over neighbours that are both known.
 *
 * Reference: Eigen, Puhrsch & Fergus 2014 (scale-invariant error, λ = .5); Eigen & Fergus 2015 (gradients).
 */
export function depthLoss(prediction: tf.Tensor3D, truth: tf.Tensor3D, known: tf.Tensor3D): tf.Scalar {
  const error = tf.mul<tf.Tensor3D>(tf.sub(prediction, truth), known);
  const count = tf.sum(known);
  const mean = tf.div(tf.sum(error), count);
  const meanSquare = tf.div(tf.sum(tf.square(error)), count);
  // The small number keeps the root's gradient finite where the prediction is perfect.
  const scaleInvariant = tf.sqrt(tf.add(tf.sub(meanSquare, tf.mul(forgiven, tf.square(mean))), 1e-6));
  const slopes = tf.add(slope(error, known, 1), slope(error, known, 2));
  return tf.add(scaleInvariant, tf.mul(gradientWeight, slopes));
}

/** Mean absolute difference of neighbours along an axis, over the pairs of which both are known. */
function slope(error: tf.Tensor3D, known: tf.Tensor3D, axis: 1 | 2): tf.Tensor {
  const size: [number, number, number] = [...error.shape];
  size[axis]--;
  const next: [number, number, number] = axis === 1 ? [0, 1, 0] : [0, 0, 1];
  const both = tf.mul(tf.slice(known, next, size), tf.slice(known, [0, 0, 0], size));
  const step = tf.sub(tf.slice(error, next, size), tf.slice(error, [0, 0, 0], size));
  return tf.div(tf.sum(tf.mul(both, tf.abs(step))), tf.maximum(1, tf.sum(both)));
}
