import * as tf from '@tensorflow/tfjs-core';
import { conv2dBackpropFilterKernel } from './conv2d-backprop-filter.js';
import { conv2dBackpropInputKernel } from './conv2d-backprop-input.js';
import { depthwiseBackpropFilterKernel, depthwiseBackpropInputKernel } from './depthwise-conv2d-backprop.js';
import { einsumKernel } from './einsum.js';
import { unsortedSegmentSumKernel } from './unsorted-segment-sum.js';

/** Kernels that training needs and the wasm backend lacks, or has only in a slow form. */
export const wasmKernels: readonly tf.KernelConfig[] = [
  conv2dBackpropInputKernel,
  conv2dBackpropFilterKernel,
  depthwiseBackpropInputKernel,
  depthwiseBackpropFilterKernel,
  unsortedSegmentSumKernel,
  einsumKernel,
];

/** Registers {@link wasmKernels}, replacing what the backend has under the same name. */
export function registerWasmKernels(): void {
  for (const kernel of wasmKernels) {
    if (tf.getKernel(kernel.kernelName, 'wasm')) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
