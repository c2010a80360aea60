import * as tf from '@tensorflow/tfjs-core';
import { WorkError } from '../../support/errors.js';

/**
 * A kernel of the wasm backend written with operations that the backend has.
 *
 * Operations called inside a kernel are not recorded for differentiation, and `tidy` frees their intermediates.
 */
export function composedKernel<Inputs, Attributes>(
  kernelName: string,
  compute: (inputs: Inputs, attributes: Attributes) => tf.Tensor,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs as Inputs, attrs as Attributes)),
  };
}

/** Throws WorkError unless images are [batch, height, width, channels], the only layout of the wasm backend. */
export function requireChannelsLast(kernel: string, dataFormat: 'NHWC' | 'NCHW'): void {
  if (dataFormat !== 'NHWC') {
    throw new WorkError(`${kernel} on the wasm backend got ${dataFormat} images; transpose them to NHWC.`);
  }
}
