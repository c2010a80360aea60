import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../support/use-backend.js';

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const)
  describe(`gradient of relu on ${backend}`, () => {
    useBackend(backend);

    it('is that of the output where it is positive, and 0 at 0', () => {
      tf.tidy(() => {
        const x = tf.tensor1d([-2, -0.5, 0, 0.5, 3]);
        const dy = tf.tensor1d([1, 2, 3, 4, 5]);
        assert.deepEqual([...tf.relu(x).dataSync()], [0, 0, 0, 0.5, 3]);
        assert.deepEqual(
          [
            ...tf
              .grad((at: tf.Tensor) => tf.relu(at))(x, dy)
              .dataSync(),
          ],
          [0, 0, 0, 4, 5],
        );
      });
    });
  });
