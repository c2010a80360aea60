import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../../src/nn/relu.js';
import { useBackend } from '../support/use-backend.js';

describe('relu', () => {
  useBackend('cpu');

  it('has the value and the gradient of the library’s, 0 at 0', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-2, -0.5, 0, 0.5, 3]);
      const dy = tf.tensor1d([1, 2, 3, 4, 5]);
      assert.deepEqual([...relu(x).dataSync()], [0, 0, 0, 0.5, 3]);
      const gradient = (f: (x: tf.Tensor) => tf.Tensor): number[] => [...tf.grad(f)(x, dy).dataSync()];
      assert.deepEqual(
        gradient((x) => relu(x)),
        [0, 0, 0, 4, 5],
      );
      assert.deepEqual(
        gradient((x) => relu(x)),
        gradient((x) => tf.relu(x)),
      );
    });
  });
});
