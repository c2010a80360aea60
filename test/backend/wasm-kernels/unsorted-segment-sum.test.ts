import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { onBackend, restoreBackendAfterwards } from '../on-backend.js';

describe('unsortedSegmentSum on wasm', () => {
  restoreBackendAfterwards();

  it('adds the rows of each segment, and none of those outside', async () => {
    const [sums] = await onBackend('wasm', () => [
      tf.unsortedSegmentSum(
        tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000], [4, 2]),
        tf.tensor1d([2, 0, 2, -1], 'int32'),
        3,
      ),
    ]);
    assert.deepEqual(sums, { shape: [3, 2], values: Float32Array.of(10, 20, 0, 0, 101, 202) });
  });

  it('keeps whole numbers whole', async () => {
    const [sums] = await onBackend('wasm', () => {
      const total = tf.unsortedSegmentSum(tf.tensor1d([3, 4, 5], 'int32'), tf.tensor1d([1, 1, 0], 'int32'), 2);
      assert.equal(total.dtype, 'int32');
      return [total];
    });
    assert.deepEqual([...sums.values], [5, 7]);
  });

  for (const axis of [0, 1])
    it(`gives gather along axis ${axis} its gradient`, async () => {
      const compute = (): tf.Tensor[] => {
        const x = tf.reshape(tf.range(0, 24), [4, 3, 2]);
        const indices = tf.tensor1d([2, 0, 2, 1, 2], 'int32');
        const weight = tf.range(1, 1 + tf.gather(x, indices, axis).size);
        return [tf.grad((y: tf.Tensor) => tf.sum(tf.mul(tf.reshape(tf.gather(y, indices, axis), [-1]), weight)))(x)];
      };
      assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
    });
});
