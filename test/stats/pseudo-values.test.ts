import * as assert from 'node:assert/strict';
import { jackknifeVariance, mean, pseudoValues, sampleVariance, valueOfSums } from '../../src/stats/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('pseudo-values', () => {
  it('of a mean over equally large scenes are the values of the scenes', () => {
    const numerator = [3, 8, 1, 6];
    const sums = { form: 'ratio' as const, numerator, denominator: [10, 10, 10, 10] };
    assertAllClose(pseudoValues(sums), [0.3, 0.8, 0.1, 0.6], { rtol: 1e-12 });
  });

  it('have the jackknife variance of any measure, and its value but for a bias of order 1/S', () => {
    const numerator = Array.from({ length: 40 }, (_, i) => 2 + Math.sin(i));
    const denominator = Array.from({ length: 40 }, (_, i) => 5 + Math.cos(3 * i));
    for (const form of ['ratio', 'one-minus-ratio', 'root-ratio'] as const) {
      const sums = { form, numerator, denominator };
      const values = pseudoValues(sums);
      const without = numerator.map((_, scene) => valueOfSums(sums, scene));
      assertAllClose([sampleVariance(values) / 40], [jackknifeVariance(without)], { rtol: 1e-9 });
      assertAllClose([mean(values)], [valueOfSums(sums)], { rtol: 0, atol: 0.005 });
    }
    const leftOut = { form: 'leave-one-out' as const, value: 0.5, without: [0.4, 0.5, 0.6] };
    assertAllClose(pseudoValues(leftOut), [0.7, 0.5, 0.3], { rtol: 1e-12 });
  });

  it('name what leaves them undefined', () => {
    const refuses = (sums: Parameters<typeof pseudoValues>[0], says: RegExp): void =>
      assert.throws(
        () => pseudoValues(sums),
        (error) => error instanceof InputError && says.test(error.message),
      );
    refuses({ form: 'ratio', numerator: [1], denominator: [2] }, /two scenes or more; 1/);
    refuses({ form: 'ratio', numerator: [1, 0], denominator: [2, 0] }, /Without scene 0 the measure is NaN/);
  });
});
