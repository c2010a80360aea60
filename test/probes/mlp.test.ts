import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/index.js';
import { fitMlps, type MlpData } from '../../src/probes/mlp.js';
import type { MlpTarget } from '../../src/probes/mlp-network.js';
import { fitRidge } from '../../src/probes/ridge.js';
import { WorkError } from '../../src/support/errors.js';
import { seeded, type Random } from '../../src/support/random.js';

const columns = 3;

/** Targets of three features of which a linear read-out knows only the second. */
const targets: MlpTarget[] = [
  { name: 'product', width: 1, kind: 'regression' },
  { name: 'linear', width: 2, kind: 'regression' },
  { name: 'quadrant', width: 4, kind: 'classification' },
];

function draw(random: Random, rows: number): MlpData {
  const features = new Float32Array(rows * columns);
  const product = new Float32Array(rows);
  const linear = new Float32Array(rows * 2);
  const quadrant = new Float32Array(rows * 4);
  for (let n = 0; n < rows; n++) {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    features.set([a, 100 + 10 * b, c], n * columns);
    product[n] = 5 + 2 * a * b;
    linear.set([a + c, 3 * b - 7], 2 * n);
    quadrant[4 * n + 2 * Number(a > 0) + Number(b > 0)] = 1;
  }
  const weights = new Float32Array(rows).fill(1);
  return { rows, features, targets: [product, linear, quadrant].map((values) => ({ values, weights })) };
}

function r2(predicted: Float32Array, actual: Float32Array, width: number): number {
  const mean = new Float64Array(width);
  actual.forEach((y, i) => (mean[i % width] += (y * width) / actual.length));
  let errors = 0;
  let variance = 0;
  actual.forEach((y, i) => {
    errors += (predicted[i] - y) ** 2;
    variance += (y - mean[i % width]) ** 2;
  });
  return 1 - errors / variance;
}

describe('perceptrons', () => {
  before(() => startBackend());
  const options = { epochs: 30, batch: 128, hidden: 16 };

  it('learn what a linear read-out cannot, side by side with what it can', async () => {
    const random = seeded('perceptrons');
    const [train, validation, test] = [draw(random, 2000), draw(random, 500), draw(random, 500)];
    const fits = await fitMlps(train, validation, columns, targets, { ...options, random });
    const predicted = await Promise.all(fits.map((fit) => fit.predict(test.features, test.rows)));
    const truth = test.targets.map(({ values }) => values);
    assert.ok(r2(predicted[0], truth[0], 1) > 0.8, `product ${r2(predicted[0], truth[0], 1)}`);
    assert.ok(r2(predicted[1], truth[1], 2) > 0.97, `linear ${r2(predicted[1], truth[1], 2)}`);
    let right = 0;
    for (let n = 0; n < test.rows; n++) {
      const logits = Array.from(predicted[2].subarray(4 * n, 4 * n + 4));
      right += truth[2][4 * n + logits.indexOf(Math.max(...logits))] / test.rows;
    }
    assert.ok(right > 0.9, `quadrant ${right}`);
    const [ridge] = fitRidge(
      { ...train, targets: [train.targets[0].values] },
      { ...validation, targets: [validation.targets[0].values] },
      columns,
    );
    assert.ok(r2(ridge.predict(test.features, test.rows), truth[0], 1) < 0.05);
  });

  it('together are what each is alone, but for the draw of their weights', async () => {
    const random = seeded('alone');
    const [train, validation] = [draw(random, 1000), draw(random, 300)];
    const together = await fitMlps(train, validation, columns, targets, { ...options, random: seeded(1) });
    for (const t of [0, 1, 2]) {
      const only = (data: MlpData): MlpData => ({ ...data, targets: [data.targets[t]] });
      const [alone] = await fitMlps(only(train), only(validation), columns, [targets[t]], {
        ...options,
        random: seeded(1),
      });
      const [first, end] = [together[t].path[0], Math.min(...together[t].path)];
      assert.ok(Math.abs(alone.path[0] - first) < 1e-4);
      assert.ok(Math.abs(Math.min(...alone.path) - end) < 0.15 * first, `${targets[t].name}`);
    }
  });

  it('keep the epoch that is best on validation rows: the mean when there is nothing to learn', async () => {
    const random = seeded('nothing');
    const noise = (rows: number): MlpData => ({
      rows,
      features: Float32Array.from({ length: rows * columns }, () => random.normal()),
      targets: [
        {
          values: Float32Array.from({ length: rows }, () => 4 + random.normal()),
          weights: new Float32Array(rows).fill(1),
        },
      ],
    });
    const [fit] = await fitMlps(noise(60), noise(2000), columns, [targets[0]], { ...options, random });
    assert.equal(fit.path.length, options.epochs + 1);
    assert.equal(fit.path[fit.epoch], Math.min(...fit.path));
    assert.ok(fit.epoch < 5, `epoch ${fit.epoch}`);
    const values = await fit.predict(new Float32Array(30).fill(1), 10);
    for (const value of values) assert.ok(Math.abs(value - 4) < 0.6);
  });

  it('rows of weight 0 do not count', async () => {
    const random = seeded('weights');
    const [train, validation] = [draw(random, 400), draw(random, 200)];
    const spoilt = (by: number): MlpData => ({
      ...train,
      targets: train.targets.map(({ values }, t) => ({
        weights: Float32Array.from({ length: 400 }, (_, n) => Number(n % 2)),
        values: values.map((value, i) => (Math.floor(i / targets[t].width) % 2 ? value : by)),
      })),
    });
    const fits = (data: MlpData): ReturnType<typeof fitMlps> =>
      fitMlps(data, validation, columns, targets, { epochs: 3, batch: 100, random: seeded(3) });
    const [plain, other] = [await fits(spoilt(0)), await fits(spoilt(1e3))];
    assert.deepEqual(
      plain.map(({ path }) => path),
      other.map(({ path }) => path),
    );
  });

  it('are the same for the same seed, leave no tensor behind and say when they diverge', async () => {
    const random = seeded('same');
    const [train, validation] = [draw(random, 300), draw(random, 100)];
    const run = async (): Promise<number[]> => {
      const fits = await fitMlps(train, validation, columns, targets, { epochs: 3, random: seeded(5) });
      return [...(await fits[0].predict(validation.features, 100))];
    };
    const tensors = tf.memory().numTensors;
    assert.deepEqual(await run(), await run());
    const broken = { ...train, features: train.features.map(() => NaN) };
    await assert.rejects(fitMlps(broken, validation, columns, targets, { epochs: 1, random }), WorkError);
    assert.equal(tf.memory().numTensors, tensors);
  });
});
