import * as tf from '@tensorflow/tfjs-core';

/** Multiplications in one pair of a batch above which XNNPACK's preparation of a product pays (measured). */
const worthPreparing = 1 << 20;

/**
 * The backend's own matrix product, given one pair of matrices at a time and operands that need no transposing: with
 * a batch, or with an operand to be transposed as in every gradient, it leaves XNNPACK for a plain loop that is five
 * to fifteen times slower. Batches of small products stay with the loop.
 */
export function onePlainProductAtATime(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
      if (isBatchOfSmallProducts(inputs.a!, inputs.b!, transposeB))
        return original.kernelFunc({ inputs, attrs, backend });
      const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
        const plain = { transposeA: false, transposeB: false };
        const info = original.kernelFunc({ inputs: { a, b }, attrs: plain, backend }) as tf.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(info);
      };
      return tf.tidy(() => {
        const a = transposeA ? swapLastAxes(inputs.a as tf.Tensor) : (inputs.a as tf.Tensor);
        const b = transposeB ? swapLastAxes(inputs.b as tf.Tensor) : (inputs.b as tf.Tensor);
        return multiply(a, b, product);
      });
    },
  };
}

function isBatchOfSmallProducts(a: tf.TensorInfo, b: tf.TensorInfo, transposeB: boolean): boolean {
  const matrix = tf.util.sizeFromShape(a.shape.slice(-2));
  const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
  const batched = a.shape.length > 2 && tf.util.sizeFromShape(a.shape) > matrix;
  return batched && b.shape.length > 2 && matrix * columns < worthPreparing;
}

/** `a` […, n, p] times `b` […, p, q], where either both have the same batch axes or one has none longer than 1. */
function multiply(a: tf.Tensor, b: tf.Tensor, product: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): tf.Tensor {
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const countA = tf.util.sizeFromShape(batchA);
  const countB = tf.util.sizeFromShape(batchB);
  const paired = countA === countB || countA === 1 || countB === 1;
  if ((countA === 1 && countB === 1) || !paired) return product(a, b);

  const [n, p] = a.shape.slice(-2);
  const q = b.shape[b.rank - 1];
  const shape = [...tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB), n, q];
  const rowsA = tf.reshape(a, [countA * n, p]) as tf.Tensor2D;
  const rowsB = tf.reshape(b, [countB * p, q]) as tf.Tensor2D;
  if (countB === 1) return tf.reshape(product(rowsA, rowsB), shape);
  const products = Array.from({ length: countB }, (_, i) => {
    const left = countA === 1 ? rowsA : tf.slice2d(rowsA, [i * n, 0], [n, p]);
    return product(left, tf.slice2d(rowsB, [i * p, 0], [p, q]));
  });
  return tf.reshape(tf.concat(products, 0), shape);
}

function swapLastAxes(tensor: tf.Tensor): tf.Tensor {
  const axes = tensor.shape.map((_, axis) => axis);
  return tf.transpose(tensor, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}
