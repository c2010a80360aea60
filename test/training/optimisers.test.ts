import * as tf from '@tensorflow/tfjs-core';
import { adam, sgd, type Optimiser, type OptimiserState } from '../../src/training/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

/** Parameters after each of some steps on given gradients, at rate .1. */
function trace(optimiser: Optimiser, start: number[], gradients: number[][]): number[][] {
  return tf.tidy(() => {
    let parameters = tf.tensor1d(start);
    let state: OptimiserState = Object.fromEntries(optimiser.memory.map((name) => [name, tf.zerosLike(parameters)]));
    return gradients.map((gradient, step) => {
      ({ parameters, state } = optimiser.update(parameters, tf.tensor1d(gradient), state, step, 0.1));
      return [...parameters.dataSync()];
    });
  });
}

describe('optimisers', () => {
  useBackend('cpu');

  it('Adam follows its definition, written out in double precision', () => {
    const gradients = [
      [1, -2],
      [0.5, 0.1],
      [-3, 4],
    ];
    const expected: number[][] = [];
    const theta = [1, 1];
    const [m, v] = [
      [0, 0],
      [0, 0],
    ];
    gradients.forEach((gradient, t) => {
      gradient.forEach((g, i) => {
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        const [mean, variance] = [m[i] / (1 - 0.9 ** (t + 1)), v[i] / (1 - 0.999 ** (t + 1))];
        theta[i] -= 0.1 * 0.01 * theta[i] + (0.1 * mean) / (Math.sqrt(variance) + 1e-8);
      });
      expected.push([...theta]);
    });
    const actual = trace(adam({ weightDecay: 0.01 }), [1, 1], gradients);
    actual.forEach((values, step) => assertAllClose(values, expected[step], { rtol: 1e-5 }));
  });

  it('SGD dampens every gradient but the first', () => {
    // b = 1, then .9·1 + .9·1 = 1.8, then .9·1.8 + .9·1 = 2.52.
    const actual = trace(sgd({ momentum: 0.9, dampening: 0.1 }), [0], [[1], [1], [1]]);
    assertAllClose(actual.flat(), [-0.1, -0.28, -0.532], { rtol: 1e-5 });
    assertAllClose(trace(sgd(), [0], [[1], [1]]).flat(), [-0.1, -0.2], { rtol: 1e-5 });
  });
});
