import type * as tf from '@tensorflow/tfjs-core';
import { float32, type NativeBackend } from './native-backend.js';

/** TensorFlow's own gradient of ReLU: dy where y > 0, else 0. */
export const reluGradientKernel: tf.KernelConfig = {
  kernelName: 'ReluGrad',
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const native = backend as NativeBackend;
    const { dy, y } = inputs as Record<string, tf.TensorInfo>;
    return native.executeSingleOutput('ReluGrad', [float32(native)], [dy, y]);
  },
};
