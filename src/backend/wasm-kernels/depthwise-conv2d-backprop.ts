import * as tf from '@tensorflow/tfjs-core';
import { insertZeros } from '../insert-zeros.js';
import { composedKernel } from './composed-kernel.js';
import { padOrCrop } from './pad-or-crop.js';

/**
 * Gradient of a depthwise convolution with respect to its input, [b, h, w, c]: zeros are put between the rows and
 * columns of `dy` [b, h′, w′, c·q] to undo the stride, then each channel is convolved with its reversed filter, and
 * the q channels that came from one input channel are added.
 */
function depthwiseBackpropInput(
  { dy, filter }: { dy: tf.Tensor4D; filter: tf.Tensor4D },
  { strides, dilations, pad, dimRoundingMode, inputShape }: tf.DepthwiseConv2dNativeBackpropInputAttrs,
): tf.Tensor4D {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const { batchSize, inHeight, inWidth, inChannels, effectiveFilterHeight, effectiveFilterWidth, padInfo } = info;
  const [height, width, , multiplier] = filter.shape;
  const spread = insertZeros(dy, info.strideHeight, info.strideWidth);
  const top = effectiveFilterHeight - 1 - padInfo.top;
  const left = effectiveFilterWidth - 1 - padInfo.left;
  const source = padOrCrop(
    spread,
    [top, inHeight + effectiveFilterHeight - 1 - top - spread.shape[1]],
    [left, inWidth + effectiveFilterWidth - 1 - left - spread.shape[2]],
  );
  if (!source) return tf.zeros(inputShape);
  const reversed = tf.reshape(tf.reverse(filter, [0, 1]), [height, width, inChannels * multiplier, 1]);
  const perOutput = tf.depthwiseConv2d(source.image, reversed as tf.Tensor4D, 1, source.pad, 'NHWC', dilations);
  if (multiplier === 1) return perOutput;
  return tf.sum(tf.reshape(perOutput, [batchSize, inHeight, inWidth, inChannels, multiplier]), 4);
}

/**
 * Gradient of a depthwise convolution with respect to its filter, [kh, kw, c, q]: for each tap, the image as that tap
 * sees it times `dy`, added over batch and positions.
 */
function depthwiseBackpropFilter(
  { x, dy }: { x: tf.Tensor4D; dy: tf.Tensor4D },
  { strides, dilations, pad, dimRoundingMode, filterShape }: tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): tf.Tensor {
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode, true);
  const { batchSize, outHeight, outWidth, inChannels, strideHeight, strideWidth, padInfo } = info;
  const [, , , multiplier] = filterShape;
  const padded = tf.pad4d(x, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const positions = batchSize * outHeight * outWidth;
  const gradient = tf.reshape(dy, [positions, inChannels, multiplier]);
  const taps: tf.Tensor[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const top = row * info.dilationHeight;
      const left = column * info.dilationWidth;
      const seen = tf.stridedSlice(
        padded,
        [0, top, left, 0],
        [batchSize, top + (outHeight - 1) * strideHeight + 1, left + (outWidth - 1) * strideWidth + 1, inChannels],
        [1, strideHeight, strideWidth, 1],
      );
      taps.push(tf.sum(tf.mul(tf.reshape(seen, [positions, inChannels, 1]), gradient), 0));
    }
  }
  return tf.reshape(tf.stack(taps), filterShape);
}

export const depthwiseBackpropInputKernel: tf.KernelConfig = composedKernel(
  tf.DepthwiseConv2dNativeBackpropInput,
  depthwiseBackpropInput,
);

export const depthwiseBackpropFilterKernel: tf.KernelConfig = composedKernel(
  tf.DepthwiseConv2dNativeBackpropFilter,
  depthwiseBackpropFilter,
);
