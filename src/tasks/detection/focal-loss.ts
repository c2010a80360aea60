import * as tf from '@tensorflow/tfjs-core';

/** Weight of the right class; the wrong ones, which are many, have the rest. */
const alpha = 0.25;

/**
 * Focal loss, summed: `Σ α_t (1 − p_t)² · −log p_t`, where p_t is the probability given to what is true and α_t is ¼ for
 * the right class, ¾ for a wrong one. `signs` has the shape of the logits: 1 right, −1 wrong, 0 left out.
 *
 * Reference: Lin et al., Focal loss for dense object detection, 2017 (γ = 2, α = ¼).
 */
export function focalLoss(logits: tf.Tensor, signs: tf.Tensor): tf.Scalar {
  const against = tf.mul(tf.neg(signs), logits);
  const weights = tf.sub(tf.mul(0.5, tf.square(signs)), tf.mul(0.5 - alpha, signs));
  return tf.sum(tf.mul(tf.mul(weights, tf.square(tf.sigmoid(against))), tf.softplus(against)));
}
