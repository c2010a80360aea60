import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startBackend } from '../../src/backend/index.js';
import { fitKnn } from '../../src/probes/knn.js';
import { fitLinear, type LinearOptions } from '../../src/probes/linear.js';
import type { NeighbourMetric } from '../../src/probes/nearest-rows.js';
import { fitRidge } from '../../src/probes/ridge.js';
import { seeded } from '../../src/support/random.js';

interface Reference {
  train: number;
  features: number[][];
  values: number[][];
  labels: number[];
  ridge: { lambda: number; weights: number[][]; intercept: number[] }[];
  leastSquares: { weights: number[][]; intercept: number[] };
  logistic: { coefficients: number[][]; intercept: number[]; probabilities: number[][] };
  neighbours: { k: number; metric: NeighbourMetric; predictions: number[][] }[];
}

const file = path.join(import.meta.dirname, '../../../test/reference/probe-heads.json');
const reference = JSON.parse(fs.readFileSync(file, 'utf8')) as Reference;
const { train: rows, features: all, values, labels } = reference;
const columns = all[0].length;
const flat = (matrix: readonly number[][]): Float32Array => Float32Array.from(matrix.flat());
const features = flat(all.slice(0, rows));
const unseen = flat(all.slice(rows));
const train = { rows, features, targets: [flat(values.slice(0, rows))] };
const weights = new Float32Array(rows).fill(1);
const classes = 3;

function assertNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) <= tolerance * Math.max(1, Math.abs(value)), `${i}: ${actual[i]}, ${value}`),
  );
}

/** Mean and deviation of each column of the training features. */
const standard = Array.from({ length: columns }, (_, j) => {
  const column = all.slice(0, rows).map((row) => row[j]);
  const mean = column.reduce((sum, x) => sum + x, 0) / rows;
  return { mean, deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows) };
});

describe('heads of probes, beside scikit-learn', () => {
  before(() => startBackend());

  it('ridge has the same weights and intercept', () => {
    for (const { lambda, weights: expected, intercept } of reference.ridge) {
      const [fit] = fitRidge(train, train, columns, [lambda]);
      assertNear(fit.weights, expected.flat(), 1e-9);
      assertNear(fit.intercept, intercept, 1e-9);
    }
  });

  const untilItConverges: Omit<LinearOptions, 'random'> = { epochs: 600, batch: rows, weightDecay: 0 };
  for (const [optimiser, learningRate] of [
    ['sgd', 0.5],
    ['adamw', 0.05],
  ] as const) {
    const options = { ...untilItConverges, optimiser, learningRate };

    it(`logistic regression by ${optimiser} has the same coefficients at convergence`, async () => {
      const oneHot = new Float32Array(rows * classes);
      for (let row = 0; row < rows; row++) oneHot[row * classes + labels[row]] = 1;
      const data = { rows, features, targets: [{ values: oneHot, weights }] };
      const kinds = [{ name: 'labels', width: classes, kind: 'classification' as const }];
      const random = seeded('parity');
      const [fit] = await fitLinear(data, undefined, columns, kinds, { ...options, random });
      const { coefficients, intercept, probabilities } = reference.logistic;
      // For standardised features, and less what all classes share, which changes no probability.
      const own = standard.map(({ deviation }, i) =>
        centred(Array.from(fit.weights.subarray(i * classes, (i + 1) * classes), (w) => w * deviation)),
      );
      assertNear(own.flat(), coefficients.flat(), 2e-4);
      const shifted = Array.from(fit.intercept, (b, j) =>
        standard.reduce((sum, { mean }, i) => sum + mean * fit.weights[i * classes + j], b),
      );
      assertNear(centred(shifted), intercept, 2e-4);
      const logits = fit.predict(unseen, all.length - rows);
      assertNear(softmax(logits, classes), probabilities.flat(), 1e-4);
    });

    it(`least squares by ${optimiser} have the same weights at convergence`, async () => {
      const data = { rows, features, targets: [{ values: train.targets[0], weights }] };
      const kinds = [{ name: 'values', width: 2, kind: 'regression' as const }];
      const random = seeded('parity');
      const [fit] = await fitLinear(data, undefined, columns, kinds, { ...options, random });
      assertNear(fit.weights, reference.leastSquares.weights.flat(), 2e-4);
      assertNear(fit.intercept, reference.leastSquares.intercept, 2e-4);
    });
  }

  it('k nearest neighbours predict the same', async () => {
    for (const { k, metric, predictions } of reference.neighbours) {
      const [fit] = await fitKnn(train, train, columns, { metric, neighbours: [k] });
      assertNear(await fit.predict(unseen, all.length - rows), predictions.flat(), 1e-6);
    }
  });
});

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function softmax(logits: Float32Array, width: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < logits.length; at += width) {
    const exponentials = Array.from(logits.subarray(at, at + width), Math.exp);
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    result.push(...exponentials.map((value) => value / total));
  }
  return result;
}
