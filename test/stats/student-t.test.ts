import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { logGamma, regularisedIncompleteBeta } from '../../src/stats/incomplete-beta.js';
import { studentTCdf, studentTQuantile, studentTTail } from '../../src/stats/student-t.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('Student t', () => {
  // Computed with mpmath 1.x at 30 digits; the table values of any textbook to its printed digits.
  const known: [p: number, degrees: number, t: number][] = [
    [0.975, 1, 12.706204736174705],
    [0.995, 2, 9.9248432009182931],
    [0.9999, 3, 22.203742273204183],
    [0.975, 4, 2.7764451051977944],
    [0.9875, 4, 3.4954059325164377],
    [0.99, 4, 3.7469473879791968],
    [0.995, 4, 4.6040948713499932],
    [0.975, 9, 2.2621571627982055],
    [0.95, 10, 1.8124611228116764],
    [0.975, 30, 2.0422724563012383],
    [0.995, 120, 2.617421145106866],
    [0.6, 2.5, 0.28145951274854766],
  ];

  it('has the quantiles of the tables', () => {
    assertAllClose(
      known.map(([p, degrees]) => studentTQuantile(p, degrees)),
      known.map(([, , t]) => t),
      { rtol: 1e-11 },
    );
  });

  it('keeps its relative accuracy far out in the tail', () => {
    assertAllClose([studentTTail(10, 4), studentTTail(40, 4)], [0.00028100181135799558, 1.1670081613006343e-6], {
      rtol: 1e-12,
      atol: 0,
    });
  });

  it('is the Cauchy distribution at one degree of freedom', () => {
    for (const t of [-30, -1, -0.1, 0, 0.5, 2, 100]) {
      assertAllClose([studentTCdf(t, 1)], [0.5 + Math.atan(t) / Math.PI], { rtol: 1e-12 });
    }
  });

  it('reaches 0 and 1 at infinity', () => {
    assert.deepEqual([studentTTail(Infinity, 4), studentTTail(-Infinity, 4)], [0, 1]);
  });

  it('inverts itself and is symmetric', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.integer({ min: 1, max: 200 }), (p, df) => {
        const t = studentTQuantile(p, df);
        assertAllClose([studentTCdf(t, df)], [p], { rtol: 1e-9, atol: 0 });
        assertAllClose([studentTCdf(-t, df)], [1 - p], { rtol: 1e-9, atol: 1e-15 });
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what has no quantile', () => {
    assert.throws(() => studentTQuantile(0, 4), RangeError);
    assert.throws(() => studentTQuantile(1, 4), RangeError);
    assert.throws(() => studentTQuantile(0.5, 0), RangeError);
    assert.throws(() => studentTQuantile(NaN, 4), RangeError);
  });
});

describe('incomplete beta', () => {
  it('has known values', () => {
    assertAllClose(
      [regularisedIncompleteBeta(0.3, 2.5, 1.5), regularisedIncompleteBeta(0.4, 40, 60)],
      [0.088943723170665599, 0.50543700111559468],
      { rtol: 1e-12 },
    );
    assert.equal(regularisedIncompleteBeta(0, 2, 3), 0);
    assert.equal(regularisedIncompleteBeta(1, 2, 3), 1);
  });

  it('has the factorials in its gamma function', () => {
    assertAllClose([1, 2, 5, 11].map(logGamma), [0, 0, Math.log(24), Math.log(3628800)], { rtol: 1e-13, atol: 1e-13 });
    assertAllClose([logGamma(0.5)], [Math.log(Math.PI) / 2], { rtol: 1e-13 });
  });
});
