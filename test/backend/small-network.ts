import * as tf from '@tensorflow/tfjs-core';
import { seeded } from '../../src/support/random.js';

function normal(shape: number[], ...seed: (string | number)[]): tf.Tensor {
  const random = seeded('small-network', ...seed);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}

/** Activations with zero mean and unit variance per channel, through `moments` as in training. */
function normalise(x: tf.Tensor4D): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))) as tf.Tensor4D;
}

/** Contrast between pairs of cells: −mean log softmax of their cosines at temperature 0.4. */
function contrast(features: tf.Tensor4D): tf.Scalar {
  const rows = tf.reshape(features, [-1, features.shape[3]]) as tf.Tensor2D;
  const unit = tf.div(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-6)));
  const anchors = tf.gather(unit, tf.tensor1d([0, 5, 9, 5, 30], 'int32'));
  const positives = tf.gather(unit, tf.tensor1d([1, 6, 10, 7, 31], 'int32'));
  const logits = tf.div(tf.matMul(anchors as tf.Tensor2D, positives as tf.Tensor2D, false, true), 0.4);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.eye(5)), 1))) as tf.Scalar;
}

/**
 * Loss and gradients of a small network that has what the encoders have: strided, 1×1 and depthwise convolutions,
 * normalisation, pooling, both ways of enlarging, skip connections, gathering and a contrastive loss.
 */
export function smallNetwork(): tf.Tensor[] {
  const images = normal([2, 9, 12, 3], 'images') as tf.Tensor4D;
  const parameters = [
    normal([3, 3, 3, 6], 'stem'),
    normal([3, 3, 6, 8], 'down'),
    normal([1, 1, 6, 8], 'shortcut'),
    normal([3, 3, 8, 1], 'depthwise'),
    normal([3, 3, 14, 5], 'head'),
    normal([5], 'bias'),
  ];
  const loss = (...weights: tf.Tensor[]): tf.Scalar => {
    const [stem, down, shortcut, depthwise, head] = weights as tf.Tensor4D[];
    const first = tf.relu(normalise(tf.conv2d(images, stem, 1, 'same')));
    const second = tf.add(
      tf.relu(normalise(tf.conv2d(first, down, 2, 'same'))),
      tf.conv2d(first, shortcut, 2, 'same'),
    ) as tf.Tensor4D;
    const third = tf.maxPool(tf.depthwiseConv2d(second, depthwise, 1, 'same'), 3, 1, 'same');
    const smooth = tf.image.resizeBilinear(third, [9, 12]);
    const coarse = tf.image.resizeNearestNeighbor(third, [9, 12]);
    const merged = tf.concat([tf.add(smooth, coarse), first], 3) as tf.Tensor4D;
    const output = tf.add(tf.conv2d(merged, head, 1, 'same'), weights[5]) as tf.Tensor4D;
    return tf.add(contrast(output), tf.mean(tf.abs(output))) as tf.Scalar;
  };
  return [loss(...parameters), ...tf.grads(loss)(parameters)];
}
