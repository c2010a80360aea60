import * as tf from '@tensorflow/tfjs-core';

/** Tensors laid end to end as one vector, row-major. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [tensor.size]))));
}

/** Assigns the parts of a vector to variables, in their order: the inverse of {@link flatten}. */
export function assignFlat(variables: readonly tf.Variable[], vector: tf.Tensor1D): void {
  tf.tidy(() => {
    const sizes = variables.map(({ size }) => size);
    const parts = tf.split(vector, sizes);
    variables.forEach((variable, i) => variable.assign(tf.reshape(parts[i], variable.shape)));
  });
}
