import * as tf from '@tensorflow/tfjs-core';

let registered = false;

/**
 * Registers a quick gradient of `tf.relu`, from its output y: dy where y > 0, else 0. On every backend; once. The library's own goes
 * through a step function, which native TensorFlow composes from five operations.
 */
export function registerReluGradient(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: tf.Relu,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => reluGradient(dy as tf.Tensor, y) }),
  });
}

/** One operation where the backend has it, two elsewhere. */
export function reluGradient<T extends tf.Tensor>(dy: T, y: tf.Tensor): T {
  if (!tf.getKernel('ReluGrad', tf.getBackend())) return tf.mul(dy, tf.sign(y));
  return tf.engine().runKernel('ReluGrad', { dy, y });
}
