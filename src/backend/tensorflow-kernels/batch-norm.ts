import * as tf from '@tensorflow/tfjs-core';
import { float32, type NativeAttribute, type NativeBackend } from './native-backend.js';

/**
 * TensorFlow's own batch normalisation in training, x [b, h, w, c] with `scale` and `offset` [c] → y, the batch's mean, its
 * unbiased variance (n/(n − 1) times the one that is normalised by), and three tensors for the gradient.
 */
export const batchNormKernel: tf.KernelConfig = {
  kernelName: 'FusedBatchNormV3',
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) =>
    tf.tidy(() => {
      const native = backend as NativeBackend;
      const { x, scale, offset } = inputs as Record<string, tf.TensorInfo>;
      const none = tf.tensor1d([], 'float32');
      return native.executeMultipleOutputs(
        'FusedBatchNormV3',
        attributesOf(native, attrs?.epsilon as number),
        [x, scale, offset, none, none],
        6,
      );
    }),
};

/** Its gradient: dy, x, `scale` and the three tensors kept → dx, dscale, doffset. */
export const batchNormGradientKernel: tf.KernelConfig = {
  kernelName: 'FusedBatchNormGradV3',
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) =>
    tf.tidy(() => {
      const native = backend as NativeBackend;
      const { dy, x, scale, kept1, kept2, kept3 } = inputs as Record<string, tf.TensorInfo>;
      return native
        .executeMultipleOutputs(
          'FusedBatchNormGradV3',
          attributesOf(native, attrs?.epsilon as number),
          [dy, x, scale, kept1, kept2, kept3],
          5,
        )
        .slice(0, 3);
    }),
};

function attributesOf(native: NativeBackend, epsilon: number): NativeAttribute[] {
  const { TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL } = native.binding;
  return [
    float32(native),
    float32(native, 'U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
}
