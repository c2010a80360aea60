import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { conceptEraser, featureMoments, randomEraser, type FeatureRowsOf } from '../../src/analysis/index.js';
import { fitRidge } from '../../src/probes/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import '../support/property-seed.js';

/** Correlated features, and values that are linear in some of them and noise. */
function world(rows: number, columns: number, width: number, seed: number): FeatureRowsOf & { values: Float32Array } {
  const random = seeded('erasure', seed);
  const mixing = Float64Array.from({ length: columns * columns }, () => random.normal());
  const weights = Float64Array.from({ length: columns * width }, () => random.normal());
  const features = new Float32Array(rows * columns);
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const white = Float64Array.from({ length: columns }, () => random.normal());
    for (let i = 0; i < columns; i++) {
      let sum = 3;
      for (let j = 0; j < columns; j++) sum += mixing[i * columns + j] * white[j];
      features[row * columns + i] = sum;
      for (let k = 0; k < width; k++) values[row * width + k] += sum * weights[i * width + k];
    }
    for (let k = 0; k < width; k++) values[row * width + k] += 2 * random.normal();
  }
  return { rows, columns, features, values };
}

/** Share of the values' variance that least squares explains of the rows it is fitted to. */
function explained({ rows, columns }: FeatureRowsOf, features: Float32Array, values: Float32Array): number {
  const data = { rows, features, targets: [values] };
  const predicted = fitRidge(data, data, columns, [1e-9])[0].predict(features, rows);
  const width = values.length / rows;
  const mean = Float64Array.from({ length: width }, (_, k) =>
    values.reduce((sum, value, i) => sum + (i % width === k ? value / rows : 0), 0),
  );
  let [error, total] = [0, 0];
  values.forEach((value, i) => {
    error += (value - predicted[i]) ** 2;
    total += (value - mean[i % width]) ** 2;
  });
  return 1 - error / total;
}

describe('concept erasure', () => {
  it('leaves nothing that least squares could use, whatever the features', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 1, max: 2 }),
        fc.nat(1000),
        (columns, width, seed) => {
          const given = world(120, columns, width, seed);
          assert.ok(explained(given, given.features, given.values) > 0.1);
          const eraser = conceptEraser(featureMoments(given), given.values);
          assert.equal(eraser.rank, width);
          const left = explained(given, eraser.apply(given.features, given.rows), given.values);
          assert.ok(Math.abs(left) < 1e-4, `R² ${left}`);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('keeps the mean, and taken twice does no more than once', () => {
    const given = world(200, 5, 2, 1);
    const eraser = conceptEraser(featureMoments(given), given.values);
    const once = eraser.apply(given.features, given.rows);
    assertAllClose(eraser.apply(once, given.rows), once, { atol: 1e-4 });
    const mean = (values: Float32Array, column: number): number =>
      values.reduce((sum, value, i) => sum + (i % 5 === column ? value / 200 : 0), 0);
    for (let i = 0; i < 5; i++) assertAllClose([mean(once, i)], [mean(given.features, i)], { atol: 1e-4 });
  });

  it('takes out one column where the values are that column, and of white features no other', () => {
    const random = seeded('white');
    const rows = 4000;
    const features = Float32Array.from({ length: rows * 3 }, () => random.normal());
    const values = Float32Array.from({ length: rows }, (_, row) => 2 * features[3 * row + 1] - 7);
    const erased = conceptEraser(featureMoments({ rows, columns: 3, features }), values).apply(features, rows);
    for (let i = 0; i < 60; i++) assertAllClose([erased[i]], [i % 3 === 1 ? 0 : features[i]], { atol: 0.15 });
  });

  it('counts a value that depends on others once', () => {
    const given = world(150, 4, 1, 2);
    const twice = Float32Array.from({ length: 300 }, (_, i) => (i % 2 ? -3 : 1) * given.values[i >> 1]);
    assert.equal(conceptEraser(featureMoments(given), twice).rank, 1);
  });

  it('by random directions takes as many, and others for another draw', () => {
    const given = world(400, 12, 1, 3);
    const random = (draw: number): Float32Array =>
      randomEraser(featureMoments(given), 2, seeded('draw', draw)).apply(given.features, given.rows);
    assert.deepEqual(random(1), random(1));
    assert.notDeepEqual(random(1), random(2));
    assert.equal(randomEraser(featureMoments(given), 2, seeded('draw', 1)).rank, 2);
    const before = explained(given, given.features, given.values);
    const lost = Array.from({ length: 40 }, (_, draw) => before - explained(given, random(draw), given.values));
    // Two of twelve directions hold a sixth of what any one direction does, on average.
    const share = lost.reduce((sum, value) => sum + value / 40, 0) / before;
    assert.ok(share > 0.08 && share < 0.28, String(share));
  });

  it('refuses what cannot be erased', () => {
    const given = world(30, 4, 1, 4);
    const few = { rows: 4, columns: 4, features: given.features.subarray(0, 16) };
    assert.throws(() => conceptEraser(featureMoments(few), given.values.subarray(0, 4)), /4 rows of 4 features/);
    assert.throws(() => conceptEraser(featureMoments(given), new Float32Array(30).fill(2)), /nothing linear to erase/);
    assert.throws(
      () => conceptEraser(featureMoments({ ...given, features: new Float32Array(120).fill(1) }), given.values),
      /do not vary/,
    );
    assert.throws(() => conceptEraser(featureMoments(given), given.values.map((value, i) => (i === 3 ? NaN : value))), /finite/); // prettier-ignore
    assert.throws(
      () => conceptEraser(featureMoments(given), given.values).apply(given.features, 29),
      /are not 29 rows of 4/,
    );
  });
});
