import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  independentGaussians,
  measures,
  transformations,
  type FeatureMatrix,
  type Invariance,
  type SimilarityMeasure,
} from '../../src/similarity/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import '../support/property-seed.js';
import { gaussian, product, related, type Features } from './gaussian.js';

const options = { neighbours: 5 };

/** The value, or what keeps it from being defined. */
function outcome(measure: SimilarityMeasure, x: FeatureMatrix, y: FeatureMatrix): number | string {
  try {
    return measure.compute(x, y, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(/-?[\d.]+(e-\d+)?/g, '#');
  }
}

function assertSame(actual: number | string, expected: number | string, label: string): void {
  if (typeof actual === 'string' || typeof expected === 'string') return assert.equal(actual, expected, label);
  assertAllClose([actual], [expected], { rtol: 1e-8, atol: 1e-8, label });
}

const pairs = fc
  .record({
    n: fc.integer({ min: 16, max: 30 }),
    p: fc.integer({ min: 2, max: 7 }),
    q: fc.integer({ min: 2, max: 7 }),
    seed: fc.nat({ max: 1e6 }),
  })
  .map(({ n, p, q, seed }) => {
    const x = gaussian(n, p, seed);
    return { x, y: related(x, q, 0.6, seed), seed };
  });

describe('measures of similarity', () => {
  for (const measure of Object.values(measures)) {
    describe(measure.name, () => {
      for (const invariance of measure.invariances)
        it(`does not change under ${invariance} of either side`, () => {
          fc.assert(
            fc.property(pairs, ({ x, y, seed }) => {
              const value = outcome(measure, x, y);
              assertSame(outcome(measure, transformations[invariance](x, seed), y), value, 'first');
              assertSame(outcome(measure, x, transformations[invariance](y, seed)), value, 'second');
            }),
            { numRuns: 15 },
          );
        });

      const others = (Object.keys(transformations) as Invariance[]).filter((one) => !measure.invariances.includes(one));
      for (const change of others)
        it(`changes under ${change}`, () => {
          const x = gaussian(25, 5, 'sensitive');
          const y = related(x, 6, 0.7, 'sensitive');
          const value = measure.compute(x, y, options);
          assert.ok(Math.abs(measure.compute(transformations[change](x, 1), y, options) - value) > 1e-5);
        });

      it('does not depend on the order of the samples, nor on that of the sides where it says so', () => {
        fc.assert(
          fc.property(pairs, ({ x, y }) => {
            const value = outcome(measure, x, y);
            if (measure.symmetric)
              assertSame(outcome(measure, y, x), typeof value === 'number' ? value : outcome(measure, y, x), 'sides');
            // The folds are dealt by row, so that here the order does matter.
            if (!('folds' in measure.defaults))
              assertSame(outcome(measure, backwards(x), backwards(y)), value, 'samples');
            if (typeof value === 'number') assert.ok(value >= measure.range[0] && value <= measure.range[1]);
          }),
          { numRuns: 15 },
        );
        if (measure.symmetric) return;
        const x = gaussian(25, 5, 'sides');
        const y = related(x, 6, 0.7, 'sides');
        const there = measure.compute(x, y, options);
        assert.ok(Math.abs(there - measure.compute(y, x, options)) > 1e-6, 'the sides are not alike');
      });

      it('features are as alike themselves as can be, and more than others', () => {
        const x = gaussian(40, 5, 'self');
        const self = measure.compute(x, x, options);
        if (measure.identical === null) assert.ok(self > 0.999 && self < 1);
        else
          assertAllClose([self], [measure.identical], {
            rtol: 1e-12,
            atol: measure.name === 'angular-shape' ? 3e-8 : 1e-12,
          });
        const other = measure.compute(x, related(x, 5, 0.5, 'self'), options);
        assert.ok(measure.kind === 'distance' ? other > self + 0.01 : other < self - 0.01);
      });

      it('names what makes it undefined', () => {
        const x = gaussian(20, 4, 'errors');
        const bad = (change: (value: number, i: number) => number): Features => ({
          ...x,
          values: x.values.map(change),
        });
        const refuses = (a: Features, b: Features, says: RegExp): void =>
          assert.throws(
            () => measure.compute(a, b, options),
            (error) => error instanceof InputError && says.test(error.message),
          );
        refuses(gaussian(3, 4), gaussian(3, 4), /3 samples were given.*from 4 on/);
        refuses(x, gaussian(19, 4), /20 rows, the second 19/);
        refuses(
          bad((value, i) => (i === 7 ? NaN : value)),
          x,
          /first features hold NaN \(row 1, column 3\)/,
        );
        refuses(
          x,
          bad((value, i) => (i === 7 ? Infinity : value)),
          /second features hold Infinity/,
        );
        refuses(
          bad(() => 0),
          x,
          /first features are all zero/,
        );
        refuses(
          x,
          bad((_, i) => i % 4),
          /second features are the same for all 20 samples/,
        );
        const ids = Array.from({ length: 20 }, (_, i) => `image ${i}`);
        measure.compute({ ...x, ids }, { ...x, ids: [...ids] }, options);
        const swapped = ids.toSpliced(4, 2, ids[5], ids[4]);
        assert.throws(
          () => measure.compute({ ...x, ids }, { ...x, ids: swapped }, options),
          /Row 4 is sample image 4 in the first features and image 5/,
        );
        assert.throws(() => measure.compute({ ...x, ids: ['a'] }, x, options), /20 rows but 1 sample ids/);
      });
    });
  }

  it('unrelated features: what has no bias is 0 on average, what has one has the expected', () => {
    const at = (name: string, n: number, p: number, q: number): { mean: number; standardDeviation: number } =>
      independentGaussians(measures[name], { n, p, q }, { options: { neighbours: 10 } });
    for (const name of ['cka', 'rsa', 'rsa-euclidean', 'rsa-cosine']) {
      const { mean, standardDeviation } = at(name, 40, 10, 15);
      assert.ok(Math.abs(mean) < (3 * standardDeviation) / Math.sqrt(50), `${name} ${mean}`);
    }
    // Each ρ² of independent Gaussians has the mean q/(n − 1) over p variates when p ≤ q.
    assertAllClose([at('cca-r2', 60, 5, 12).mean], [12 / 59], { rtol: 0.05 });
    // A random set of k among n − 1 shares k²/(n − 1) with another on average.
    assertAllClose([at('mutual-knn', 60, 8, 8).mean], [10 / 59], { rtol: 0.05 });
    assert.ok(at('linear-predictivity', 60, 5, 5).mean < 0.01);
    assert.ok(at('procrustes', 60, 5, 5).mean > 1);
  });

  it('canonical correlations are refused where any two sides would have 1', () => {
    const wide = gaussian(20, 30, 'wide');
    for (const name of ['cca', 'cca-r2', 'pwcca'])
      assert.throws(
        () => measures[name].compute(wide, gaussian(20, 3)),
        /first features have 19 independent directions in 20 samples.*svcca.*cka/,
      );
    const value = measures.svcca.compute(wide, related(wide, 30, 0.5), { variance: 0.5 });
    assert.ok(value > 0 && value < 1);
    assert.throws(() => measures.svcca.compute(wide, wide, { variance: 1.5 }), /above 0 and at most 1; 1\.5/);
  });

  it('columns that depend on others change no canonical correlation, even rounded to single precision', () => {
    const x = gaussian(40, 4, 'rank');
    const y = related(x, 5, 0.6, 'rank');
    const more = product(x, {
      rows: 4,
      columns: 5,
      values: Float64Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0),
    });
    const rounded = { ...more, values: Float32Array.from(more.values) };
    const expected = measures.cca.compute(x, y);
    assertAllClose([measures.cca.compute(more, y)], [expected], { rtol: 1e-9 });
    assertAllClose([measures.cca.compute(rounded, y)], [expected], { rtol: 1e-5 });
  });

  it('names options and samples that leave nothing to compare', () => {
    const x = gaussian(12, 3, 'options');
    const flat = { ...x, values: x.values.map((value, i) => (i < 3 ? 2 : value)) };
    const empty = { ...x, values: x.values.map((value, i) => (i < 3 ? 0 : value)) };
    const one = gaussian(12, 1, 'options');
    const corners: Features = {
      rows: 4,
      columns: 4,
      values: Float64Array.from({ length: 16 }, (_, i) => Number(i % 5 === 0)),
    };
    const lone: Features = { ...one, values: one.values.map((_, i) => (i === 4 ? 0.3 : 0.1)) };
    const requests: [() => number, RegExp][] = [
      [() => measures['linear-predictivity'].compute(lone, x), /first features do not vary once fold \d is held out/],
      [() => measures.rsa.compute(flat, x), /Row 0 of the first features has the same value in all 3 columns/],
      [() => measures.rsa.compute(x, one), /Row 0 of the second features has the same value in its only column/],
      [() => measures['rsa-cosine'].compute(x, empty), /Row 0 of the second features is all zero/],
      [() => measures['rsa-euclidean'].compute(corners, gaussian(4, 2)), /equally dissimilar .* first/],
      [() => measures['mutual-knn'].compute(empty, x, { neighbours: 3 }), /Row 0 of the first features is all zero/],
      [() => measures['mutual-knn'].compute(x, x, { neighbours: 12 }), /from 1 to 11, as 12 samples .*; 12/],
      [() => measures.cknna.compute(x, x, { neighbours: 1 }), /from 2 to 11/],
      [() => measures['linear-predictivity'].compute(x, x, { folds: 7 }), /from 2 to 6.*; 7/],
    ];
    for (const [request, says] of requests)
      assert.throws(request, (error) => error instanceof InputError && says.test(error.message));
  });
});

function backwards(x: Features): Features {
  const values = new Float64Array(x.values.length);
  for (let i = 0; i < x.rows; i++)
    values.set(x.values.subarray(i * x.columns, (i + 1) * x.columns), (x.rows - 1 - i) * x.columns);
  return { ...x, values };
}
