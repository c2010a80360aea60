import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The memory of a tensor on the backend's heap; to be asked for after every allocation, which may move the heap. */
function onHeap(backend: BackendWasm, info: tf.TensorInfo): tf.TypedArray {
  return backend.typedArrayFromHeap(info);
}

/** Slices that lie in one piece are copied once; the backend's own kernel copies the whole tensor first. */
export function sliceInOnePiece(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { x } = call.inputs as unknown as { x: tf.Tensor };
      const attributes = call.attrs as unknown as tf.SliceAttrs;
      const [begin, size] = tf.slice_util.parseSliceParams(x, attributes.begin, attributes.size);
      if (x.dtype === 'string' || !tf.slice_util.isSliceContinous(x.shape, begin, size)) {
        return original.kernelFunc(call);
      }
      const backend = call.backend as BackendWasm;
      const out = backend.makeOutput(size, x.dtype);
      const from = tf.slice_util.computeFlatOffset(begin, tf.util.computeStrides(x.shape));
      onHeap(backend, out).set(onHeap(backend, x).subarray(from, from + tf.util.sizeFromShape(size)));
      return out;
    },
  };
}

/** Splits by {@link sliceInOnePiece}, so that many pieces of a vector cost one copy of it and not many. */
export function splitBySlices(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: ({ inputs, attrs }) => {
      const { x } = inputs as unknown as { x: tf.Tensor };
      const { numOrSizeSplits, axis } = attrs as unknown as tf.SplitVAttrs;
      const [along] = tf.util.parseAxisParam(axis, x.shape);
      const begin = x.shape.map(() => 0);
      return tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along).map((length) => {
        const size = x.shape.map((all, i) => (i === along ? length : all));
        const part = tf.slice(x, begin, size);
        begin[along] += length;
        return part;
      });
    },
  };
}

/** Gathers whole rows of the first axis by copying them; the backend's own kernel goes value by value. */
export function gatherRows(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { x, indices } = call.inputs as unknown as { x: tf.Tensor; indices: tf.Tensor };
      const { axis, batchDims } = call.attrs as unknown as tf.GatherV2Attrs;
      const alongFirst = tf.util.parseAxisParam(axis, x.shape)[0] === 0;
      if (!alongFirst || batchDims !== 0 || x.dtype === 'string') return original.kernelFunc(call);
      const backend = call.backend as BackendWasm;
      const out = backend.makeOutput([...indices.shape, ...x.shape.slice(1)], x.dtype);
      const target = onHeap(backend, out);
      const source = onHeap(backend, x);
      const chosen = onHeap(backend, indices);
      const length = x.size / x.shape[0];
      for (let i = 0; i < chosen.length; i++) {
        const row = chosen[i];
        tf.util.assert(row >= 0 && row < x.shape[0], () => `gather: index ${row} is not in 0 … ${x.shape[0] - 1}`);
        const from = row * length;
        const to = i * length;
        for (let j = 0; j < length; j++) target[to + j] = source[from + j];
      }
      return out;
    },
  };
}
