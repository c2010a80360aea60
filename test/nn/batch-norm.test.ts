import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, Parameters } from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

describe('batchNorm', () => {
  useBackend('cpu');

  const shape: [number, number, number, number] = [3, 2, 2, 4];
  const draw = (seed: number, length: number): Float32Array => {
    const random = seeded(seed);
    return Float32Array.from({ length }, () => random.normal() * 2 + 1);
  };

  it('gives every channel of a training batch mean β and deviation γ', () => {
    const parameters = new Parameters(seeded(1));
    const norm = batchNorm(parameters, 4);
    const [scale, offset] = parameters.list.map(({ variable }) => variable);
    tf.tidy(() => {
      scale.assign(tf.tensor1d([1, 2, 0.5, 3]));
      offset.assign(tf.tensor1d([0, 1, -1, 5]));
      const y = norm(tf.tensor4d(draw(2, 48), shape), true);
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      assertAllClose(mean.dataSync(), [0, 1, -1, 5], { atol: 1e-5 });
      assertAllClose(tf.sqrt(variance).dataSync(), [1, 2, 0.5, 3], { rtol: 1e-4 });
    });
    parameters.list.forEach(({ variable }) => variable.dispose());
  });

  it('has the gradient that composing it of elementary operations has', () => {
    const parameters = new Parameters(seeded(1));
    const norm = batchNorm(parameters, 4);
    const [scale, offset] = parameters.list.map(({ variable }) => variable);
    tf.tidy(() => {
      scale.assign(tf.tensor1d([1, 2, 0.5, 3]));
      const x = tf.tensor4d(draw(3, 48), shape);
      const weights = tf.tensor4d(draw(4, 48), shape);
      const composed = (input: tf.Tensor4D): tf.Tensor4D => {
        const { mean, variance } = tf.moments(input, [0, 1, 2]);
        const unit = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-5)));
        return tf.add(tf.mul(unit, scale), offset);
      };
      const gradients = (f: (input: tf.Tensor4D) => tf.Tensor4D): Float32Array[] => {
        const loss = (input: tf.Tensor): tf.Scalar => tf.sum(tf.mul(f(input as tf.Tensor4D), weights));
        const { grads } = tf.variableGrads(() => loss(x), [scale, offset] as tf.Variable[]);
        return [tf.grad(loss)(x), grads[scale.name], grads[offset.name]].map((g) => g.dataSync() as Float32Array);
      };
      const ours = gradients((input) => norm(input, true));
      gradients(composed).forEach((expected, i) => assertAllClose(ours[i], expected, { rtol: 1e-3, atol: 1e-4 }));
    });
    parameters.list.forEach(({ variable }) => variable.dispose());
  });

  it('moves its running statistics by a tenth of the way at each step', () => {
    const parameters = new Parameters(seeded(1));
    const norm = batchNorm(parameters, 4);
    const x = tf.tensor4d(draw(5, 48), shape);
    const { mean, variance } = tf.tidy(() => tf.moments(x, [0, 1, 2]));
    norm(x, true).dispose();
    const statistics = parameters.list.filter(({ trainable }) => !trainable).map(({ variable }) => variable.dataSync());
    assertAllClose(
      statistics[0],
      [...mean.dataSync()].map((m) => 0.1 * m),
      { rtol: 1e-5 },
    );
    assertAllClose(
      statistics[1],
      [...variance.dataSync()].map((v) => 0.9 + 0.1 * v),
      { rtol: 1e-5 },
    );
    tf.dispose([x, mean, variance]);
    parameters.list.forEach(({ variable }) => variable.dispose());
  });
});
