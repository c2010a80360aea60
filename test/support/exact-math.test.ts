import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { exactAtan2, exactCos, exactExp, exactLog, exactPow, exactSin } from '../../src/support/exact-math.js';

describe('exact-math', () => {
  const near = (actual: number, expected: number, relative: number): void =>
    assert.ok(
      Math.abs(actual - expected) <= relative * Math.max(Math.abs(expected), 1e-3),
      `${actual} is not ${expected}`,
    );

  it('agrees with the engine to the last digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => {
        near(exactSin(x), Math.sin(x), 1e-11);
        near(exactCos(x), Math.cos(x), 1e-11);
        near(exactExp(x / 2), Math.exp(x / 2), 1e-13);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => near(exactLog(x), Math.log(x), 1e-14)),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (x, y) => near(exactPow(x, y), Math.pow(x, y), 1e-12),
      ),
    );
  });

  it('gives the angle in every quadrant', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (y, x) => {
        if (Math.abs(x) + Math.abs(y) < 1e-9) return;
        assert.ok(Math.abs(exactAtan2(y, x) - Math.atan2(y, x)) < 1e-10);
      }),
    );
    assert.equal(exactAtan2(0, 0), 0);
    assert.equal(exactAtan2(0, -1), Math.PI);
  });

  it('is exact where the answer is', () => {
    assert.equal(exactSin(0), 0);
    assert.equal(exactCos(0), 1);
    assert.equal(exactExp(0), 1);
    assert.equal(exactLog(1), 0);
    assert.equal(exactLog(2), Math.LN2);
  });
});
