import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, BatchMoments, Parameters } from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

const shape: [number, number, number, number] = [3, 2, 2, 4];
const [channels, count] = [4, 12];
const scale = [1, 2, 0.5, -3];
const offset = [0, 1, -1, 5];

function draw(seed: number): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: channels * count }, () => random.normal() * 2 + 1);
}

/** Mean and variance of every channel, in double precision. */
function momentsOf(x: ArrayLike<number>): { mean: number[]; variance: number[] } {
  const perChannel = scale.map((_, c) => Array.from({ length: count }, (_, i) => x[i * channels + c]));
  const mean = perChannel.map((values) => values.reduce((sum, value) => sum + value, 0) / count);
  const variance = perChannel.map(
    (values, c) => values.reduce((sum, value) => sum + (value - mean[c]) ** 2, 0) / count,
  );
  return { mean, variance };
}

/** The definition of batch normalisation, in double precision. */
function byDefinition(x: ArrayLike<number>, gamma: readonly number[], beta: readonly number[]): number[] {
  const { mean, variance } = momentsOf(x);
  return Array.from(x, (value, i) => {
    const c = i % channels;
    return (gamma[c] * (value - mean[c])) / Math.sqrt(variance[c] + 1e-5) + beta[c];
  });
}

/** Derivatives of a function of numbers by central differences. */
function differences(f: (values: number[]) => number, at: ArrayLike<number>): number[] {
  const step = 1e-5;
  return Array.from(at, (value, i) => {
    const moved = (by: number): number[] => Array.from(at, (v, j) => (j === i ? value + by : v));
    return (f(moved(step)) - f(moved(-step))) / (2 * step);
  });
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const)
  describe(`batchNorm on ${backend}`, () => {
    useBackend(backend);

    let parameters: Parameters;
    let norm: ReturnType<typeof batchNorm>;
    let tensorsBefore: number;
    beforeEach(() => {
      tensorsBefore = tf.memory().numTensors;
      parameters = new Parameters(seeded(1));
      norm = batchNorm(parameters, channels);
      tf.tidy(() => {
        [scale, offset].forEach((values, i) => parameters.list[i].variable.assign(tf.tensor1d(values)));
      });
    });
    afterEach(() => {
      parameters.list.forEach(({ variable }) => variable.dispose());
      assert.equal(tf.memory().numTensors, tensorsBefore, 'a tensor was left behind');
    });

    /** Output in training, and the running statistics after it. */
    function train(x: Float32Array): { y: Float32Array; running: Float32Array[] } {
      const y = tf.tidy(() => {
        const moments = new BatchMoments();
        const result = norm(tf.tensor4d(x, shape), moments);
        moments.moveRunningStatistics();
        return result;
      });
      const values = y.dataSync<'float32'>();
      y.dispose();
      const statistics = parameters.list.filter(({ trainable }) => !trainable);
      return { y: values, running: statistics.map(({ variable }) => variable.dataSync<'float32'>()) };
    }

    it('is what its definition says', () => {
      const x = draw(2);
      assertAllClose(train(x).y, byDefinition(x, scale, offset), { rtol: 1e-4, atol: 1e-5 });
    });

    it('has the gradients of finite differences of its definition', () => {
      const [x, weights] = [draw(3), draw(4)];
      const weighted = (y: readonly number[]): number => y.reduce((sum, value, i) => sum + value * weights[i], 0);
      const gradients = tf.tidy(() => {
        const moments = new BatchMoments();
        const input = tf.variable(tf.tensor4d(x, shape));
        const variables = [input as tf.Variable, ...parameters.list.slice(0, 2).map(({ variable }) => variable)];
        const { grads } = tf.variableGrads(
          () => tf.sum(tf.mul(norm(input, moments), tf.tensor4d(weights, shape))),
          variables,
        );
        moments.moveRunningStatistics();
        const values = variables.map(({ name }) => grads[name].dataSync<'float32'>());
        input.dispose();
        return values;
      });
      [
        differences((values) => weighted(byDefinition(values, scale, offset)), x),
        differences((values) => weighted(byDefinition(x, values, offset)), scale),
        differences((values) => weighted(byDefinition(x, scale, values)), offset),
      ].forEach((expected, i) => assertAllClose(gradients[i], expected, { rtol: 1e-4, atol: 1e-4 }));
    });

    it('moves its running statistics by a tenth of the way at each step', () => {
      const [first, second] = [draw(5), draw(6)].map(momentsOf);
      const means = first.mean.map((m, c) => 0.9 * 0.1 * m + 0.1 * second.mean[c]);
      const variances = first.variance.map((v, c) => 0.9 * (0.9 + 0.1 * v) + 0.1 * second.variance[c]);
      train(draw(5));
      const { running } = train(draw(6));
      [means, variances].forEach((expected, i) => assertAllClose(running[i], expected, { rtol: 1e-5 }));
    });

    it('normalises by its running statistics outside training', () => {
      const x = draw(7);
      const { running } = train(x);
      const [mean, variance] = running;
      const y = tf.tidy(() => norm(tf.tensor4d(x, shape)).dataSync<'float32'>());
      const expected = Array.from(x, (value, i) => {
        const c = i % channels;
        return (scale[c] * (value - mean[c])) / Math.sqrt(variance[c] + 1e-5) + offset[c];
      });
      assertAllClose(y, expected, { rtol: 1e-4, atol: 1e-5 });
    });
  });
