import * as tf from '@tensorflow/tfjs-core';
import { composedKernel, requireChannelsLast } from './composed-kernel.js';
import { padOrCrop } from './pad-or-crop.js';

/**
 * Along one axis a convolution of stride s reads x[u] for y[m] by tap i where u + p = s·m + i. With u + p = s·q + r
 * (phase r < s) and i = s·j + r this is `dx[s·q + r − p] = Σ_j dy[q − j] · w[s·j + r]`: for each phase a convolution
 * of stride one with every s-th tap, reversed. Only q from `first` to `last` are needed.
 */
interface PhaseAxis {
  /** Taps of one phase, n = ⌈k / s⌉. */
  taps: number;
  first: number;
  last: number;
  /** Margin of dy that makes the convolution's output run from `first` to `last`. */
  margin: [number, number];
}

function phaseAxis(input: number, output: number, kernel: number, stride: number, padBefore: number): PhaseAxis {
  const taps = Math.ceil(kernel / stride);
  const first = Math.floor(padBefore / stride);
  const last = Math.floor((input - 1 + padBefore) / stride);
  return { taps, first, last, margin: [taps - 1 - first, last + 1 - output] };
}

/**
 * Gradient of a convolution with respect to its input, [b, h, w, c], as one convolution of `dy` [b, h′, w′, k].
 *
 * The phases of a strided convolution are computed as further output channels and then interleaved.
 */
function conv2dBackpropInput(
  { dy, filter }: { dy: tf.Tensor4D; filter: tf.Tensor4D },
  { strides, pad, dataFormat, dimRoundingMode, inputShape }: tf.Conv2DBackpropInputAttrs,
): tf.Tensor4D {
  requireChannelsLast(tf.Conv2DBackpropInput, dataFormat);
  const info = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, strideHeight, strideWidth, padInfo } = info;
  const rows = phaseAxis(inHeight, info.outHeight, info.filterHeight, strideHeight, padInfo.top);
  const columns = phaseAxis(inWidth, info.outWidth, info.filterWidth, strideWidth, padInfo.left);

  const phases = splitPhases(filter, rows.taps, strideHeight, columns.taps, strideWidth);
  const source = padOrCrop(dy, rows.margin, columns.margin);
  if (!source) return tf.zeros(inputShape);
  const interleaved = interleave(tf.conv2d(source.image, phases, 1, source.pad), strideHeight, strideWidth, inChannels);

  const top = padInfo.top - rows.first * strideHeight;
  const left = padInfo.left - columns.first * strideWidth;
  const [, height, width] = interleaved.shape;
  if (top === 0 && left === 0 && height === inHeight && width === inWidth) return interleaved;
  return tf.slice4d(interleaved, [0, top, left, 0], [batchSize, inHeight, inWidth, inChannels]);
}

/** Filter [kh, kw, c, k] → [taps, taps, k, strideHeight·strideWidth·c], taps reversed. */
function splitPhases(
  filter: tf.Tensor4D,
  tapsHigh: number,
  strideHeight: number,
  tapsWide: number,
  strideWidth: number,
): tf.Tensor4D {
  const [height, width, inChannels, outChannels] = filter.shape;
  const padded = tf.pad4d(filter, [
    [0, tapsHigh * strideHeight - height],
    [0, tapsWide * strideWidth - width],
    [0, 0],
    [0, 0],
  ]);
  const split = tf.reshape(padded, [tapsHigh, strideHeight, tapsWide, strideWidth, inChannels, outChannels]);
  const reversed = tf.reverse(split, [0, 2]);
  return tf.reshape(tf.transpose(reversed, [0, 2, 5, 1, 3, 4]), [
    tapsHigh,
    tapsWide,
    outChannels,
    strideHeight * strideWidth * inChannels,
  ]);
}

/** Image [b, h, w, strideHeight·strideWidth·c] → [b, h·strideHeight, w·strideWidth, c]. */
function interleave(image: tf.Tensor4D, strideHeight: number, strideWidth: number, channels: number): tf.Tensor4D {
  const [batch, height, width] = image.shape;
  const shape: [number, number, number, number] = [batch, height * strideHeight, width * strideWidth, channels];
  if (strideHeight === 1) return tf.reshape(image, shape);
  const rowsLast = tf.reshape(image, [batch * height, width, strideHeight, strideWidth * channels]);
  return tf.reshape(tf.transpose(rowsLast, [0, 2, 1, 3]), shape);
}

export const conv2dBackpropInputKernel: tf.KernelConfig = composedKernel(tf.Conv2DBackpropInput, conv2dBackpropInput);
