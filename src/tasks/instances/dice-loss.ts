import * as tf from '@tensorflow/tfjs-core';

/** Added to both sums, so that a mask that nothing is known of has the loss 1 and a finite gradient. */
const epsilon = 1e-5;

/**
 * Dice loss of masks [images, masks, cells], each: `1 − 2 Σ p·t / (Σ p² + Σ t²)`, p the probabilities of these logits, t
 * the shares of the cells that belong to the mask; [images, masks].
 *
 * Reference: Milletari, Navab & Ahmadi, V-Net, 2016.
 */
export function diceLoss(logits: tf.Tensor3D, truth: tf.Tensor3D): tf.Tensor2D {
  const probabilities = tf.sigmoid(logits);
  const shared = tf.sum(tf.mul(probabilities, truth), 2);
  const both = tf.add(tf.sum(tf.square(probabilities), 2), tf.sum(tf.square(truth), 2));
  return tf.sub(1, tf.div(tf.mul(2, shared), tf.add(both, epsilon)));
}
