import * as assert from 'node:assert/strict';
import {
  bootstrapInterval,
  independentGaussians,
  linearCka,
  measures,
  permutationNull,
} from '../../src/similarity/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { gaussian, product, type Features } from './gaussian.js';

/** y = x·diag(gains) + noise, of which the alignment of endless samples is known. */
const gains = [1.5, 1, 0.5, 0.2];
function sample(n: number, seed: number): [Features, Features] {
  const x = gaussian(n, 4, 'uncertainty', seed);
  const noise = gaussian(n, 4, 'uncertainty noise', seed);
  const y = { ...x, values: x.values.map((value, i) => gains[i % 4] * value + noise.values[i]) };
  return [x, y];
}

describe('uncertainty of similarity', () => {
  it('the interval holds the value of endless samples about as often as it says', () => {
    // Covariances: of x the identity, between g, of y g² + 1.
    const squares = (values: number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    const truth = squares(gains) ** 2 / (2 * squares(gains.map((gain) => gain ** 2 + 1)));
    const tries = 150;
    let held = 0;
    for (let seed = 0; seed < tries; seed++) {
      const [x, y] = sample(80, seed);
      const [low, high] = bootstrapInterval(measures.cka, x, y, { resamples: 60, level: 0.8, seed });
      held += Number(low <= truth && truth <= high);
    }
    // Three standard errors of 150 tries are .1.
    assert.ok(Math.abs(held / tries - 0.8) < 0.1, `held ${held / tries}`);
  });

  it('the interval takes any measure, stays in its range, and is a point for features and themselves', () => {
    const [x, y] = sample(60, 1);
    for (const measure of Object.values(measures)) {
      const options = { neighbours: 5 };
      const [low, high] = bootstrapInterval(measure, x, y, { resamples: 40, options });
      assert.ok(low < high && low >= measure.range[0] && high <= measure.range[1], measure.name);
      const value = measure.compute(x, y, options);
      assert.ok(low <= value && value <= high, `${measure.name}: ${value} in [${low}, ${high}]`);
    }
    assertAllClose(bootstrapInterval(measures.cka, x, x), [1, 1], { rtol: 1e-9 });
    assert.throws(
      () => bootstrapInterval(measures.cca, gaussian(20, 9), gaussian(20, 9)),
      /halves of the 20 samples.*9 independent directions in 10 samples/,
    );
    assert.throws(() => bootstrapInterval(measures.cka, x, y, { resamples: 1 }), /at least 2; 1/);
    assert.throws(() => bootstrapInterval(measures.cka, x, y, { level: 1 }), /between 0 and 1; 1/);
  });

  it('the same seed gives the same, another seed another', () => {
    const [x, y] = sample(40, 2);
    const taken = (seed: number): unknown => [
      bootstrapInterval(measures.cka, x, y, { resamples: 20, seed }),
      permutationNull(measures.cka, x, y, { resamples: 20, seed }),
      independentGaussians(measures.cka, { n: 20, p: 3, q: 3 }, { resamples: 20, seed }),
    ];
    assert.deepEqual(taken(1), taken(1));
    assert.notDeepEqual(taken(1), taken(2));
  });

  it('permutations: related sides are beyond all of them, those of unrelated sides are evenly spread', () => {
    const [x, y] = sample(30, 3);
    for (const name of ['cka', 'procrustes', 'rsa-euclidean'])
      assert.equal(permutationNull(measures[name], x, y, { resamples: 50 }).p, 1 / 51, name);
    const p = Array.from({ length: 100 }, (_, seed) => {
      const unrelated = gaussian(12, 2, 'unrelated', seed);
      return permutationNull(measures['rsa-euclidean'], gaussian(12, 2, 'other', seed), unrelated, { resamples: 39 }).p;
    });
    // Three standard errors of 100 uniform values are .09, of a share of .2 they are .12.
    assertAllClose([p.reduce((sum, value) => sum + value, 0) / 100], [20.5 / 40], { rtol: 0, atol: 0.09 });
    assertAllClose([p.filter((value) => value <= 0.2).length / 100], [0.2], { rtol: 0, atol: 0.12 });
  });

  it('samples of one cluster stay together: intervals then hold the truth, and are as before where each is alone', () => {
    const squares = (values: number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    const truth = squares(gains) ** 2 / (2 * squares(gains.map((gain) => gain ** 2 + 1)));
    // Every sample three times, as cells of one surface nearly are.
    const thrice = (x: Features): Features => ({
      rows: 3 * x.rows,
      columns: 4,
      values: Float64Array.from({ length: 3 * x.values.length }, (_, i) => x.values[4 * Math.floor(i / 12) + (i % 4)]),
    });
    const clusters = Array.from({ length: 120 }, (_, row) => `scene ${Math.floor(row / 3)}`);
    const tries = 120;
    const held = [0, 0];
    for (let seed = 0; seed < tries; seed++) {
      const [x, y] = sample(40, seed).map(thrice);
      for (const [i, told] of [clusters, undefined].entries()) {
        const options = { estimator: 'biased' } as const;
        const [low, high] = bootstrapInterval(measures.cka, x, y, { resamples: 60, level: 0.8, seed, clusters: told, options }); // prettier-ignore
        const debiased = linearCka(x, y) - linearCka(x, y, 'biased');
        held[i] += Number(low + debiased <= truth && truth <= high + debiased);
      }
    }
    assert.ok(Math.abs(held[0] / tries - 0.8) < 0.12, `held ${held[0] / tries}`);
    assert.ok(held[1] / tries < 0.65, `rows taken for independent hold ${held[1] / tries}`);

    const [x, y] = sample(30, 5);
    const alone = Array.from({ length: 30 }, (_, row) => row);
    for (const taken of [bootstrapInterval, permutationNull])
      assert.deepEqual(
        taken(measures.cka, x, y, { resamples: 20, clusters: alone }),
        taken(measures.cka, x, y, { resamples: 20 }),
      );
    const [three, ofThree] = [thrice(x), thrice(y)];
    const pairs = { resamples: 20, clusters: clusters.slice(0, 90) };
    const spread = permutationNull(measures.cka, three, ofThree, pairs).standardDeviation;
    assert.ok(spread > 1.3 * permutationNull(measures.cka, three, ofThree, { resamples: 20 }).standardDeviation);
    const uneven = { resamples: 20, clusters: alone.map((row) => Math.min(row, 20)) };
    assert.throws(() => permutationNull(measures.cka, x, y, uneven), /Clusters have 1 to 10 samples/);
    assert.throws(() => bootstrapInterval(measures.cka, x, y, { clusters: [1, 2] }), /2 clusters .* for 30 samples/);
    const few = { clusters: alone.map((row) => row % 3) };
    assert.throws(() => bootstrapInterval(measures.cka, x, y, few), /of 3 clusters: .* four or more/);
  });

  it('permutations keep the bias of few effective dimensions, which independent Gaussians do not have', () => {
    const thin = product(gaussian(60, 2, 'thin'), gaussian(2, 40, 'wide'));
    const options = { estimator: 'biased' } as const;
    const other = product(gaussian(60, 2, 'other thin'), gaussian(2, 40, 'other wide'));
    const permuted = permutationNull(measures.cka, thin, other, { resamples: 50, options }).mean;
    const full = independentGaussians(measures.cka, { n: 60, p: 40, q: 40 }, { resamples: 10, options }).mean;
    assert.ok(permuted < 0.1 && full > 0.3, `${permuted}, ${full}`);
    assertAllClose([full], [linearCka(gaussian(60, 40, 1), gaussian(60, 40, 2), 'biased')], { rtol: 0.1 });
  });
});
