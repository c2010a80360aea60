import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './composed-kernel.js';

/**
 * Gradient of max pooling: each value of `dy` goes to the first largest input of its window. The backend's own kernel
 * takes the first input of a window that has no positive one.
 */
function maxPoolGradient(
  { dy, input }: { dy: tf.Tensor4D; input: tf.Tensor4D },
  { filterSize, strides, pad, dimRoundingMode }: tf.MaxPoolGradAttrs,
): tf.Tensor4D {
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels, padInfo } = info;
  const inputs = input.dataSync();
  const gradients = dy.dataSync();
  const dx = new Float32Array(input.size);
  let cell = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - padInfo.top;
      const firstRow = Math.max(0, top);
      const endRow = Math.min(inHeight, top + info.filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left;
        const firstColumn = Math.max(0, left);
        const endColumn = Math.min(inWidth, left + info.filterWidth);
        for (let channel = 0; channel < channels; channel++, cell++) {
          let largest = -1;
          for (let y = firstRow; y < endRow; y++) {
            let index = ((image * inHeight + y) * inWidth + firstColumn) * channels + channel;
            for (let x = firstColumn; x < endColumn; x++, index += channels) {
              if (largest < 0 || inputs[index] > inputs[largest]) largest = index;
            }
          }
          if (largest >= 0) dx[largest] += gradients[cell];
        }
      }
    }
  }
  return tf.tensor4d(dx, input.shape);
}

export const maxPoolGradientKernel: tf.KernelConfig = composedKernel(tf.MaxPoolGrad, maxPoolGradient);
