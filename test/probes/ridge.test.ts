import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/index.js';
import { defaultLambdas, fitLargeRidge, fitRidge, type RidgeData, type RidgeFit } from '../../src/probes/ridge.js';
import { fitRidges } from '../../src/probes/fit-read-outs.js';
import type { ProbeTarget } from '../../src/probes/target.js';
import type { TargetTruth } from '../../src/probes/truth.js';
import { InputError } from '../../src/support/errors.js';
import { choleskyFactor, choleskySolve } from '../../src/support/linear-algebra.js';
import { seeded, type Random } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const columns = 6;
const truth = [1.5, -2, 0.5, 0, 3, -1];

function draw(random: Random, rows: number, noise: number): RidgeData {
  const features = Float32Array.from({ length: rows * columns }, (_, i) => (i % columns) + random.normal());
  const target = new Float32Array(rows);
  for (let n = 0; n < rows; n++) {
    let y = 7 + noise * random.normal();
    for (let j = 0; j < columns; j++) y += truth[j] * features[n * columns + j];
    target[n] = y;
  }
  return { rows, features, targets: [target] };
}

function r2(predicted: Float32Array, actual: Float32Array): number {
  const mean = actual.reduce((a, b) => a + b, 0) / actual.length;
  let errors = 0;
  let variance = 0;
  actual.forEach((y, i) => {
    errors += (predicted[i] - y) ** 2;
    variance += (y - mean) ** 2;
  });
  return 1 - errors / variance;
}

describe('ridge', () => {
  it('solves the penalised normal equations, written out', () => {
    const random = seeded('normal equations');
    const train = draw(random, 50, 1);
    const lambda = 0.3;
    const [fit] = fitRidge(train, draw(random, 20, 1), columns, [lambda]);

    // [1 z] with an unpenalised first column; z standardised by population mean and deviation.
    const mean = Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let n = 0; n < 50; n++) sum += train.features[n * columns + j];
      return sum / 50;
    });
    const deviation = mean.map((m, j) => {
      let sum = 0;
      for (let n = 0; n < 50; n++) sum += (train.features[n * columns + j] - m) ** 2;
      return Math.sqrt(sum / 50);
    });
    const p = columns + 1;
    const normal = new Float64Array(p * p);
    const right = new Float64Array(p);
    for (let n = 0; n < 50; n++) {
      const row = [1, ...mean.map((m, j) => (train.features[n * columns + j] - m) / deviation[j])];
      for (let i = 0; i < p; i++) {
        right[i] += row[i] * train.targets[0][n];
        for (let j = 0; j < p; j++) normal[i * p + j] += row[i] * row[j];
      }
    }
    for (let i = 1; i < p; i++) normal[i * p + i] += lambda * 50;
    const solution = choleskySolve(choleskyFactor(normal, p), right, p, 1);
    assertAllClose(
      fit.weights,
      deviation.map((s, j) => solution[j + 1] / s),
      { rtol: 1e-9 },
    );
    assertAllClose(
      fit.intercept,
      [solution[0] - mean.reduce((sum, m, j) => sum + (m * solution[j + 1]) / deviation[j], 0)],
      { rtol: 1e-9 },
    );
  });

  it('reads a linear target exactly, R² 1 on unseen rows', () => {
    const random = seeded('linear');
    const [fit] = fitRidge(draw(random, 200, 0), draw(random, 50, 0), columns);
    const test = draw(random, 100, 0);
    assert.equal(fit.lambda, defaultLambdas[0]);
    assert.ok(r2(fit.predict(test.features, 100), test.targets[0]) > 0.999999);
    assertAllClose(fit.weights, truth, { atol: 1e-3 });
  });

  it('reads nothing from a permuted target: R² about 0', () => {
    const random = seeded('permuted');
    const permuted = (data: RidgeData): RidgeData => {
      const order = random.permutation(data.rows);
      return { ...data, targets: [Float32Array.from(order, (n) => data.targets[0][n])] };
    };
    const [fit] = fitRidge(permuted(draw(random, 400, 1)), permuted(draw(random, 200, 1)), columns);
    const test = permuted(draw(random, 400, 1));
    const value = r2(fit.predict(test.features, 400), test.targets[0]);
    assert.ok(Math.abs(value) < 0.05, `R² ${value}`);
  });

  it('does not care for the scale and shift of the features', () => {
    const random = seeded('scale');
    const train = draw(random, 80, 1);
    const validation = draw(random, 40, 1);
    const moved = (data: RidgeData): RidgeData => ({
      ...data,
      features: data.features.map((x, i) => 2 ** ((i % columns) - 3) * x + 4),
    });
    const [plain] = fitRidge(train, validation, columns);
    const [scaled] = fitRidge(moved(train), moved(validation), columns);
    assert.equal(plain.lambda, scaled.lambda);
    assertAllClose(
      plain.predict(validation.features, 40),
      scaled.predict(moved(validation).features, 40),
      // Features are single precision: the shift costs some of their last digits.
      { rtol: 1e-4, atol: 1e-4 },
    );
  });

  it('chooses the penalty with the lowest error on validation rows, the larger one when data are few and noisy', () => {
    const random = seeded('selection');
    const clean = fitRidge(draw(random, 1000, 0.1), draw(random, 200, 0.1), columns)[0];
    const noisy = fitRidge(draw(random, 9, 30), draw(random, 2000, 30), columns)[0];
    assert.ok(noisy.lambda > clean.lambda, `${noisy.lambda} > ${clean.lambda}`);
    for (const fit of [clean, noisy]) {
      const lowest = Math.min(...fit.path.map((point) => point.validationError));
      assert.equal(fit.path.find((point) => point.lambda === fit.lambda)!.validationError, lowest);
    }
  });

  it('the validation error computed from moments is the error of the predictions', () => {
    const random = seeded('moments');
    const validation = draw(random, 60, 2);
    for (const point of [1e-3, 1]) {
      const [fit] = fitRidge(draw(random, 80, 2), validation, columns, [point]);
      const predicted = fit.predict(validation.features, 60);
      let error = 0;
      validation.targets[0].forEach((y, n) => (error += (predicted[n] - y) ** 2 / 60));
      assertAllClose([fit.path[0].validationError], [error], { rtol: 1e-5 });
    }
  });

  it('many targets at once are the same as one by one, and another penalty as a new fit', () => {
    const random = seeded('together');
    const train = draw(random, 80, 1);
    const validation = draw(random, 40, 1);
    const second = (data: RidgeData): Float32Array =>
      Float32Array.from({ length: data.rows * 2 }, (_, i) => data.features[Math.floor(i / 2) * columns + (i % 2)] ** 2);
    const both = (data: RidgeData): RidgeData => ({ ...data, targets: [data.targets[0], second(data)] });
    const together = fitRidge(both(train), both(validation), columns);
    const alone = fitRidge(
      { ...train, targets: [second(train)] },
      { ...validation, targets: [second(validation)] },
      columns,
    );
    assert.equal(together[1].width, 2);
    assert.equal(together[1].lambda, alone[0].lambda);
    assertAllClose(together[1].weights, alone[0].weights, { rtol: 1e-12 });
    assertAllClose(together[0].at(5).weights, fitRidge(train, validation, columns, [5])[0].weights, { rtol: 1e-12 });
  });

  it('rows of weight 0 do not count, whatever they hold', () => {
    const random = seeded('weights');
    const train = draw(random, 60, 1);
    const validation = draw(random, 30, 1);
    const spoilt = {
      ...train,
      weights: Float32Array.from({ length: 60 }, (_, n) => (n < 40 ? 1 : 0)),
      targets: [train.targets[0].map((y, n) => (n < 40 ? y : 1e6))],
    };
    const first = {
      rows: 40,
      features: train.features.slice(0, 40 * columns),
      targets: [train.targets[0].slice(0, 40)],
    };
    assertAllClose(fitRidge(spoilt, validation, columns)[0].weights, fitRidge(first, validation, columns)[0].weights, {
      rtol: 1e-9,
    });
  });

  it('features that do not vary read out the mean', () => {
    const random = seeded('constant');
    const train = draw(random, 50, 1);
    const validation = draw(random, 50, 1);
    const [fit] = fitRidge(
      { ...train, features: train.features.map(() => 0.1) },
      { ...validation, features: validation.features.map(() => 0.1) },
      columns,
    );
    assertAllClose(fit.weights, new Float64Array(columns));
    assertAllClose(fit.intercept, [train.targets[0].reduce((a, b) => a + b, 0) / 50], { rtol: 1e-6 });
  });

  it('of many rows, multiplied in blocks by the backend, it is within 10⁻⁶ of double precision', async () => {
    await startBackend();
    const random = seeded('blocks');
    // Far from 0, drifting, of unequal spread, and one that does not vary.
    const shifted = ({ rows, features, targets }: RidgeData): RidgeData => ({
      rows,
      features: features.map((x, i) => {
        const j = i % columns;
        if (j === 3) return 0.1;
        return 2 ** (j - 3) * x + (j === 1 ? 50 : 0) + (j === 2 ? (5 * i) / features.length : 0);
      }),
      weights: Float32Array.from({ length: rows }, () => Math.max(0, random.normal())),
      targets: [targets[0].map((y) => y + 100), Float32Array.from({ length: 2 * rows }, () => random.normal())],
    });
    const [train, validation] = [20_000, 9000].map((rows) => shifted(draw(random, rows, 3)));
    const tensors = tf.memory().numTensors;
    const large = await fitLargeRidge(train, validation, columns);
    assert.equal(tf.memory().numTensors, tensors);
    fitRidge(train, validation, columns).forEach((fit, t) => {
      assert.equal(large[t].lambda, fit.lambda);
      assertAllClose(large[t].weights, fit.weights, { rtol: 1e-6, atol: 1e-6 });
      assertAllClose(large[t].intercept, fit.intercept, { rtol: 1e-6, atol: 1e-6 });
      const errors = [large[t], fit].map(({ path }) => path.map((point) => point.validationError));
      assertAllClose(errors[0], errors[1], { rtol: 1e-6 });
    });
    await assert.rejects(fitLargeRidge(train, { ...validation, rows: 0 }, columns), /0 validation rows/);
  });

  it('of targets: the backend makes the moments of very many rows, and of no fewer', async () => {
    await startBackend();
    const channels = 384;
    const random = seeded('very many');
    const known = (rows: number): TargetTruth => ({ values: new Float32Array(rows), known: new Uint8Array(rows).fill(1) }); // prettier-ignore
    const fitted = async (rows: number): Promise<{ fit: RidgeFit; multiplied: boolean }> => {
      const features = { train: new Float32Array(rows * channels), validation: new Float32Array(500 * channels) };
      const truth = { train: known(rows), validation: known(500), test: known(0) };
      for (const split of ['train', 'validation'] as const) {
        const [x, { values }] = [features[split], truth[split]];
        for (let i = 0; i < x.length; i++) x[i] = random.next();
        values.forEach((_, n) => (values[n] = 3 * x[n * channels] - x[n * channels + 300]));
      }
      const target = { name: 'two of many', width: 1, kind: 'regression' } as ProbeTarget;
      let fit: RidgeFit | undefined;
      const { kernelNames } = await tf.profile(async () => {
        [fit] = await fitRidges({ targets: [{ target, classes: 0, truth }] }, features, channels, [1e-5]);
        return [];
      });
      return { fit: fit!, multiplied: kernelNames.includes('BatchMatMul') };
    };
    const [few, many] = [await fitted(1000), await fitted(2 ** 15)];
    assert.deepEqual([few.multiplied, many.multiplied], [false, true]);
    const expected = Float64Array.from({ length: channels }, (_, i) => (i === 0 ? 3 : i === 300 ? -1 : 0));
    for (const { fit } of [few, many]) assertAllClose(fit.weights, expected, { rtol: 1e-3, atol: 1e-3 });
  });

  it('names what is missing', () => {
    const train = draw(seeded('missing'), 10, 1);
    const empty: RidgeData = { rows: 0, features: new Float32Array(0), targets: [new Float32Array(0)] };
    assert.throws(() => fitRidge(train, empty, columns), /10 training and 0 validation rows/);
    assert.throws(() => fitRidge(train, train, columns, [0]), InputError);
  });
});
