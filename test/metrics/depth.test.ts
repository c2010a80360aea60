import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  depthSums,
  mergeDepthSums,
  noDepthSums,
  perImageDepthMetrics,
  pooledDepthMetrics,
  type DepthMetrics,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';

const depths = fc.array(
  fc.tuple(fc.double({ min: 0.1, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true })),
  {
    minLength: 1,
    maxLength: 40,
  },
);

function metricsOf(pairs: readonly (readonly [number, number])[]): DepthMetrics {
  return pooledDepthMetrics(
    depthSums(
      pairs.map(([d]) => d),
      pairs.map(([, g]) => g),
    ),
  );
}

describe('depth metrics', () => {
  it('give the values worked out by hand', () => {
    const metrics = metricsOf([
      [1, 2],
      [4, 4],
      [3, 2],
    ]);
    const e = [Math.log(0.5), 0, Math.log(1.5)];
    const meanE = (e[0] + e[2]) / 3;
    const meanSquaredE = (e[0] ** 2 + e[2] ** 2) / 3;
    assertAllClose(Object.values(metrics), [
      1 / 3,
      2 / 3, // 1.5 < 1.5625
      2 / 3, // 2 > 1.953
      (0.5 + 0.5) / 3,
      (0.5 + 0.5) / 3,
      (0.25 + 0.25) / 3,
      Math.sqrt(2 / 3),
      Math.sqrt(meanSquaredE),
      100 * Math.sqrt(meanSquaredE - meanE ** 2),
      1000 * Math.sqrt((0.25 + (1 / 6) ** 2) / 3),
      (Math.log10(2) + Math.log10(1.5)) / 3,
    ]);
  });

  it('are perfect for a perfect prediction', () => {
    fc.assert(
      fc.property(depths, (pairs) => {
        const { delta1, delta2, delta3, ...errors } = metricsOf(pairs.map(([, g]) => [g, g]));
        assert.deepEqual([delta1, delta2, delta3], [1, 1, 1]);
        assert.ok(Object.values(errors).every((error) => error === 0));
      }),
    );
  });

  it('see a common scale in everything but SILog', () => {
    const truth = [1, 2, 3, 5];
    const scaled = metricsOf(truth.map((g) => [1.5 * g, g]));
    assertAllClose([scaled.silog, scaled.absRel, scaled.rmseLog], [0, 0.5, Math.log(1.5)], { atol: 1e-5 });
  });

  it('add up: the sums of two halves are the sums of the whole', () => {
    fc.assert(
      fc.property(depths, depths, (one, two) => {
        const sums = (pairs: [number, number][]) =>
          depthSums(
            pairs.map(([d]) => d),
            pairs.map(([, g]) => g),
          );
        assertAllClose(Object.values(mergeDepthSums([sums(one), sums(two)])), Object.values(sums([...one, ...two])), {
          rtol: 1e-9,
          atol: 1e-9,
        });
      }),
    );
  });

  it('differ when pooled over pixels or averaged over images, as documented', () => {
    const large = depthSums([2, 2, 2], [1, 1, 1]);
    const small = depthSums([1], [1]);
    assert.equal(pooledDepthMetrics(mergeDepthSums([large, small])).absRel, 0.75);
    assert.equal(perImageDepthMetrics([large, small, noDepthSums()]).absRel, 0.5);
  });

  it('leave out unmeasured and capped truth and clip predictions', () => {
    const sums = depthSums([5, 5, 5, 100, -1], [0, NaN, 20, 10, 1], { max: 10 });
    assert.equal(sums.count, 2);
    assertAllClose([sums.absRel], [0 + 0.999]);
    assert.equal(depthSums([1], [Infinity]).count, 0);
  });

  it('refuse what cannot be compared', () => {
    assert.throws(() => depthSums([1], [1, 2]), InputError);
    assert.throws(() => depthSums([1], [1], { min: 0 }), InputError);
    assert.throws(() => depthSums([NaN], [1]), /pixel 0 is not a number/);
    assert.throws(() => pooledDepthMetrics(noDepthSums()), InputError);
    assert.throws(() => perImageDepthMetrics([]), InputError);
  });
});
