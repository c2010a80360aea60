import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradient of enlarging by powers of two, as decoders do: each pixel gets the sum of its block, which is average pooling
 * times the block's size, exactly. Other sizes stay with the backend's own kernel, a plain loop.
 */
export function nearestGradientByPooling(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { images, dy } = call.inputs as unknown as { images: tf.Tensor4D; dy: tf.Tensor4D };
      const { alignCorners } = call.attrs as unknown as tf.ResizeNearestNeighborGradAttrs;
      const block: [number, number] = [dy.shape[1] / images.shape[1], dy.shape[2] / images.shape[2]];
      if (alignCorners || !block.every((factor) => Number.isInteger(Math.log2(factor))))
        return original.kernelFunc(call);
      const size = block[0] * block[1];
      return tf.tidy(() => (size === 1 ? tf.clone(dy) : tf.mul(tf.avgPool(dy, block, block, 'valid'), size)));
    },
  };
}
