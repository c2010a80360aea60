import * as assert from 'node:assert/strict';
import { clusteredStandardError } from '../../src/stats/clustered-error.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('clusteredStandardError', () => {
  it('is s/√n where every value has a cluster of its own', () => {
    // Mean 4, squared deviations 4 + 0 + 1 + 9 = 14, s² = 14/3.
    assertAllClose([clusteredStandardError([2, 4, 3, 7], ['a', 'b', 'c', 'd'])], [Math.sqrt(14 / 3 / 4)]);
  });

  it('adds deviations up within a cluster', () => {
    // Mean 4; sums of deviations −2 and 2: √(2/1 · 8)/4 = 1.
    assertAllClose([clusteredStandardError([2, 4, 3, 7], ['a', 'a', 'b', 'b'])], [Math.sqrt(2 * 8) / 4]);
  });

  it('does not shrink when values are repeated in their cluster', () => {
    const [values, clusters] = [
      [2, 4, 3, 7],
      ['a', 'b', 'c', 'd'],
    ];
    assertAllClose(
      [clusteredStandardError([...values, ...values], [...clusters, ...clusters])],
      [clusteredStandardError(values, clusters)],
    );
  });

  it('is the spread of the mean over worlds in which the values of a cluster share something', () => {
    const worlds = 2000;
    const clusters = Array.from({ length: 60 }, (_, i) => String(i % 12));
    const [means, variances]: [number[], number[]] = [[], []];
    for (let world = 0; world < worlds; world++) {
      const random = seeded('worlds', world);
      const shared = Array.from({ length: 12 }, () => random.normal());
      const values = clusters.map((cluster) => shared[Number(cluster)] + 0.5 * random.normal());
      means.push(values.reduce((sum, value) => sum + value / values.length, 0));
      variances.push(clusteredStandardError(values, clusters) ** 2);
    }
    const average = (values: number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);
    const spread = average(means.map((value) => value ** 2));
    const truth = 1 / 12 + 0.25 / 60;
    // 2000 worlds: either estimate has a standard error of about 3 % of the truth, or less.
    assertAllClose([spread, average(variances)], [truth, truth], { rtol: 0.12 });
  });

  it('cannot be told from a single cluster', () => {
    assert.ok(Number.isNaN(clusteredStandardError([1, 2, 3], ['a', 'a', 'a'])));
  });
});
