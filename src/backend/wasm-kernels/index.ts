import * as tf from '@tensorflow/tfjs-core';
import { WorkError } from '../../support/errors.js';
import { onePlainProductAtATime } from './batch-mat-mul.js';
import { equalWithBroadcast } from './broadcast-equal.js';
import { gatherRows, sliceInOnePiece, splitBySlices } from './contiguous-copies.js';
import { conv2dBackpropFilterKernel } from './conv2d-backprop-filter.js';
import { conv2dBackpropInputKernel } from './conv2d-backprop-input.js';
import { depthwiseBackpropFilterKernel, depthwiseBackpropInputKernel } from './depthwise-conv2d-backprop.js';
import { einsumKernel } from './einsum.js';
import { maxPoolGradientKernel } from './max-pool-gradient.js';
import { nearestGradientByPooling } from './resize-nearest-gradient.js';
import { unsortedSegmentSumKernel } from './unsorted-segment-sum.js';

const composed: readonly tf.KernelConfig[] = [
  conv2dBackpropInputKernel,
  conv2dBackpropFilterKernel,
  depthwiseBackpropInputKernel,
  depthwiseBackpropFilterKernel,
  maxPoolGradientKernel,
  unsortedSegmentSumKernel,
  einsumKernel,
];

let registered = false;

/** Registers the kernels that training needs and the wasm backend lacks, or has only in a slow form; once. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  const quicker = [
    onePlainProductAtATime(existing(tf.BatchMatMul)),
    equalWithBroadcast(existing(tf.Equal)),
    nearestGradientByPooling(existing(tf.ResizeNearestNeighborGrad)),
    sliceInOnePiece(existing(tf.Slice)),
    splitBySlices(existing(tf.SplitV)),
    gatherRows(existing(tf.GatherV2)),
  ];
  for (const kernel of [...composed, ...quicker]) {
    if (tf.getKernel(kernel.kernelName, 'wasm')) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}

function existing(kernelName: string): tf.KernelConfig {
  const kernel = tf.getKernel(kernelName, 'wasm');
  if (!kernel)
    throw new WorkError(`The wasm backend has no ${kernelName}; is its package the locked version? Run npm ci.`);
  return kernel;
}
