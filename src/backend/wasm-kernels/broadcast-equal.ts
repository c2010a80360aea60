import * as tf from '@tensorflow/tfjs-core';

/**
 * Element-wise a = b. The backend's own kernel takes a hundred times longer when one operand is broadcast, as in the
 * gradient of `max`; here rows of the last axis are compared as they lie.
 */
export function equalWithBroadcast(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
      if (a.dtype === 'string' || tf.util.arraysEqual(a.shape, b.shape)) return original.kernelFunc(call);
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      return tf.tensor(compare(walk(a, shape), walk(b, shape), shape), shape, 'bool');
    },
  };
}

/** A tensor's values, and how far apart neighbours along each axis of the broadcast shape lie (0: the same value). */
interface Walk {
  values: ArrayLike<number>;
  steps: number[];
}

function walk(tensor: tf.Tensor, shape: number[]): Walk {
  const missing = shape.length - tensor.rank;
  const strides = [...tf.util.computeStrides(tensor.shape), 1];
  const steps = shape.map((_, axis) => (tensor.shape[axis - missing] > 1 ? strides[axis - missing] : 0));
  return { values: tensor.dataSync(), steps };
}

function compare(a: Walk, b: Walk, shape: number[]): Uint8Array {
  const last = shape.length - 1;
  const rowLength = shape[last];
  const equal = new Uint8Array(tf.util.sizeFromShape(shape));
  const position = shape.map(() => 0);
  for (let row = 0; row < equal.length; row += rowLength) {
    let fromA = 0;
    let fromB = 0;
    for (let axis = 0; axis < last; axis++) {
      fromA += position[axis] * a.steps[axis];
      fromB += position[axis] * b.steps[axis];
    }
    for (let i = 0; i < rowLength; i++, fromA += a.steps[last], fromB += b.steps[last]) {
      equal[row + i] = a.values[fromA] === b.values[fromB] ? 1 : 0;
    }
    for (let axis = last - 1; axis >= 0; axis--) {
      if (++position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
  return equal;
}
