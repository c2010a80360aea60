import * as assert from 'node:assert/strict';
import { effectiveRank } from '../../src/pretrain/effective-rank.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('effectiveRank', () => {
  const random = seeded(2);
  const normal = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

  it('is the number of equally strong directions', () => {
    // Columns ±1 in all combinations: three orthogonal directions of equal length, and two constant ones.
    const rows = Array.from({ length: 8 }, (_, i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1, 5, 0]);
    assertAllClose([effectiveRank(Float32Array.from(rows.flat()), 5)], [3], { rtol: 1e-6 });
  });

  it('is 1 for features on a line, 0 for constant ones, near the number of channels for white noise', () => {
    const line = Float32Array.from({ length: 300 }, (_, i) => Math.floor(i / 3) * ((i % 3) + 1));
    assertAllClose([effectiveRank(line, 3)], [1], { rtol: 1e-3 });
    assert.equal(effectiveRank(new Float32Array(60).fill(2), 6), 0);
    const value = effectiveRank(normal(8000), 8);
    assert.ok(value > 7.9 && value <= 8.0001, `${value}`);
  });

  it('does not change when features are turned, moved or scaled', () => {
    const x = normal(400).map((value, i) => value * ((i % 4) + 1));
    const y = x.slice();
    for (let i = 0; i < x.length; i += 4) {
      y[i] = 3 * (0.6 * x[i] - 0.8 * x[i + 2]) + 7;
      y[i + 1] = 3 * x[i + 1];
      y[i + 2] = 3 * (0.8 * x[i] + 0.6 * x[i + 2]);
      y[i + 3] = 3 * x[i + 3] - 2;
    }
    assertAllClose([effectiveRank(y, 4)], [effectiveRank(x, 4)], { rtol: 1e-4 });
  });
});
