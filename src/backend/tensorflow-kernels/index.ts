import * as tf from '@tensorflow/tfjs-core';
import { WorkError } from '../../support/errors.js';
import { batchNormGradientKernel, batchNormKernel } from './batch-norm.js';
import { reluGradientKernel } from './relu-gradient.js';
import { keepsFloat32, keepsShape, unlessUnchanged } from './unchanged.js';

let registered = false;

/** Registers operations of TensorFlow that TensorFlow.js composes of several, under TensorFlow's names, and saves calls that change nothing; once. */
export function registerTensorflowKernels(): void {
  if (registered) return;
  registered = true;
  const kernels = [
    batchNormKernel,
    batchNormGradientKernel,
    reluGradientKernel,
    unlessUnchanged(existing(tf.Reshape), keepsShape),
    unlessUnchanged(existing(tf.Cast), keepsFloat32),
  ];
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, 'tensorflow')) tf.unregisterKernel(kernel.kernelName, 'tensorflow');
    tf.registerKernel(kernel);
  }
}

function existing(kernelName: string): tf.KernelConfig {
  const kernel = tf.getKernel(kernelName, 'tensorflow');
  if (!kernel) throw new WorkError(`tfjs-node has no ${kernelName}; is its package the locked version? Run npm ci.`);
  return kernel;
}
