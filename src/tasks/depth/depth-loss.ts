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
  const count = tf.sum<tf.Scalar>(known);
  const mean = tf.div<tf.Scalar>(tf.sum(error), count);
  const meanSquare = tf.div<tf.Scalar>(tf.sum(tf.square(error)), count);
  // The small number keeps the root's gradient finite where the prediction is perfect.
  const scaleInvariant = tf.sqrt<tf.Scalar>(tf.add(tf.sub(meanSquare, tf.mul(forgiven, tf.square(mean))), 1e-6));
  const [batch, height, width] = error.shape;
  const difference = (axis: 1 | 2): tf.Scalar => {
    const size: [number, number, number] = axis === 1 ? [batch, height - 1, width] : [batch, height, width - 1];
    const next: [number, number, number] = axis === 1 ? [0, 1, 0] : [0, 0, 1];
    const both = tf.mul(tf.slice(known, next, size), tf.slice(known, [0, 0, 0], size));
    const step = tf.sub(tf.slice(error, next, size), tf.slice(error, [0, 0, 0], size));
    return tf.div(tf.sum(tf.mul(both, tf.abs(step))), tf.maximum(1, tf.sum(both)));
  };
  return tf.add(scaleInvariant, tf.mul(gradientWeight, tf.add(difference(1), difference(2))));
}
