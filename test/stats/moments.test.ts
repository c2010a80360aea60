import * as assert from 'node:assert/strict';
import { jackknifeVariance, mean, sampleVariance } from '../../src/stats/moments.js';
import { sceneCount, valueOfSums } from '../../src/stats/scene-sums.js';
import { tInterval } from '../../src/stats/t-interval.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('moments', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];

  it('has mean and unbiased variance', () => {
    assert.equal(mean(values), 5);
    assertAllClose([sampleVariance(values)], [32 / 7]);
    assert.ok(Number.isNaN(sampleVariance([3])));
  });

  it('gives the variance of a mean by jackknife', () => {
    const deleteOne = values.map((_, i) => mean(values.filter((__, j) => j !== i)));
    assertAllClose([jackknifeVariance(deleteOne)], [sampleVariance(values) / values.length], { rtol: 1e-12 });
    assert.ok(Number.isNaN(jackknifeVariance([1])));
  });

  it('gives the t interval of a textbook', () => {
    // n = 8, s = 2.1381, t(.975, 7) = 2.364624: half width 1.787488.
    assertAllClose(tInterval(values)!, [5 - 1.787488, 5 + 1.787488], { atol: 2e-6 });
    assert.equal(tInterval([1]), null);
  });
});

describe('sums by scene', () => {
  const sums = { numerator: [1, 2, 3], denominator: [4, 4, 12] };

  it('follow their form', () => {
    assert.equal(valueOfSums({ form: 'ratio', ...sums }), 0.3);
    assert.equal(valueOfSums({ form: 'one-minus-ratio', ...sums }), 0.7);
    assert.equal(valueOfSums({ form: 'root-ratio', ...sums }), Math.sqrt(0.3));
  });

  it('leave out one scene', () => {
    assert.equal(valueOfSums({ form: 'ratio', ...sums }, 2), 3 / 8);
    assert.equal(valueOfSums({ form: 'ratio', ...sums }, 0), 5 / 16);
  });

  it('may be replaced by the values without each scene', () => {
    const scenes = { form: 'leave-one-out', value: 0.5, without: [0.4, 0.6] } as const;
    const values = { ...scenes, without: [...scenes.without] };
    assert.deepEqual([valueOfSums(values), valueOfSums(values, 0), valueOfSums(values, 1)], [0.5, 0.4, 0.6]);
    assert.deepEqual([sceneCount(values), sceneCount({ form: 'ratio', ...sums })], [2, 3]);
  });

  it('are not a number when nothing valid is left', () => {
    assert.ok(Number.isNaN(valueOfSums({ form: 'ratio', numerator: [1, 0], denominator: [2, 0] }, 0)));
  });
});
