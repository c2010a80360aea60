import * as tf from '@tensorflow/tfjs-core';
import { composedKernel, requireChannelsLast } from './composed-kernel.js';
import { padOrCrop } from './pad-or-crop.js';

/**
 * Gradient of a convolution with respect to its filter, [kh, kw, c, k], as one convolution.
 *
 * `dw[i, j, c, k] = Σ_{b,m,n} x[b, s·m + i − p, s·n + j − p, c] · dy[b, m, n, k]` is a convolution whose batch is c,
 * whose channels are b, whose filter is dy, and whose dilation is the stride s.
 * For a filter of one tap that reads every cell it is the product of two matrices, xᵀ·dy.
 */
function conv2dBackpropFilter(
  { x, dy }: { x: tf.Tensor4D; dy: tf.Tensor4D },
  { strides, pad, dataFormat, dimRoundingMode, filterShape }: tf.Conv2DBackpropFilterAttrs,
): tf.Tensor4D {
  requireChannelsLast(tf.Conv2DBackpropFilter, dataFormat);
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
  const sameCells = tf.util.arraysEqual(x.shape.slice(0, 3), dy.shape.slice(0, 3));
  if (sameCells && filterHeight * filterWidth === 1 && padInfo.top + padInfo.left === 0) {
    const product = tf.matMul(rowsOf(x), rowsOf(dy), true, false);
    return tf.reshape(product, filterShape);
  }

  const bottom = (outHeight - 1) * strideHeight + filterHeight - info.inHeight - padInfo.top;
  const right = (outWidth - 1) * strideWidth + filterWidth - info.inWidth - padInfo.left;

  const source = padOrCrop(tf.transpose(x, [3, 1, 2, 0]), [padInfo.top, bottom], [padInfo.left, right]);
  if (!source) return tf.zeros(filterShape);
  const kernel: tf.Tensor4D = tf.transpose(dy, [1, 2, 0, 3]);
  const product = tf.conv2d(source.image, kernel, 1, source.pad, 'NHWC', [strideHeight, strideWidth]);
  return tf.transpose(product, [1, 2, 0, 3]);
}

/** Image [b, h, w, c] → [b·h·w, c]. */
function rowsOf(image: tf.Tensor): tf.Tensor2D {
  const channels = image.shape[3] as number;
  return tf.reshape(image, [image.size / channels, channels]);
}

export const conv2dBackpropFilterKernel: tf.KernelConfig = composedKernel(
  tf.Conv2DBackpropFilter,
  conv2dBackpropFilter,
);
