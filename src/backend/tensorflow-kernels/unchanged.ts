import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from './native-backend.js';

/**
 * A kernel that gives its input back, as the same data, where it would change nothing, and runs as before elsewhere. Gradients are full of
 * reshapes to the shape that is already there and of casts to the same type, each a call into the C library.
 */
export function unlessUnchanged(
  original: tf.KernelConfig,
  changesNothing: (x: tf.TensorInfo, attributes: tf.NamedAttrMap) => boolean,
): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      if (!changesNothing(x, call.attrs ?? {})) return original.kernelFunc(call);
      (call.backend as NativeBackend).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  };
}

/** Whether a reshape is to the shape that is there; −1 stands for the length that is left. */
export function keepsShape(x: tf.TensorInfo, attributes: tf.NamedAttrMap): boolean {
  const shape = attributes.shape as number[];
  return shape.length === x.shape.length && shape.every((length, axis) => length === x.shape[axis] || length === -1);
}

/** Whether a cast is from single precision to itself. Integers may be wider in the C library than they say. */
export function keepsFloat32(x: tf.TensorInfo, attributes: tf.NamedAttrMap): boolean {
  return x.dtype === 'float32' && attributes.dtype === 'float32';
}
