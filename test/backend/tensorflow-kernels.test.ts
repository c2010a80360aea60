import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../support/use-backend.js';

describe('calls that change nothing on tensorflow', () => {
  useBackend('tensorflow');

  it('give the same data, which lives as long as the last that holds it', () => {
    const before = tf.memory();
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const same = [tf.reshape(x, [2, -1]), tf.cast(x, 'float32')];
    for (const y of same) assert.equal(y.dataId, x.dataId);
    x.dispose();
    same[0].dispose();
    assert.deepEqual([...same[1].dataSync()], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(same[1].shape, [2, 3]);
    same[1].dispose();
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    assert.deepEqual(
      [numTensors, numDataBuffers, numBytes],
      [before.numTensors, before.numDataBuffers, before.numBytes],
    );
  });

  it('are made where they change the shape or the type', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1.5, 2, 3, 4, 5, -6.5], [2, 3]);
      assert.deepEqual(tf.reshape(x, [3, 2]).arraySync(), [
        [1.5, 2],
        [3, 4],
        [5, -6.5],
      ]);
      assert.deepEqual(tf.reshape(x, [1, 2, 3]).arraySync(), [
        [
          [1.5, 2, 3],
          [4, 5, -6.5],
        ],
      ]);
      assert.deepEqual([...tf.cast(x, 'int32').dataSync()], [1, 2, 3, 4, 5, -6]);
      assert.deepEqual([...tf.cast(tf.tensor1d([1, 0], 'bool'), 'float32').dataSync()], [1, 0]);
    });
  });
});
