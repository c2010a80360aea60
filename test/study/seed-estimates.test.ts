import * as assert from 'node:assert/strict';
import { tInterval } from '../../src/stats/index.js';
import { seedDifferences, seedEstimates } from '../../src/study/seed-estimates.js';
import type { Row } from '../../src/study/types.js';

const row = (variation: string, seed: number, stage: string, value: number): Row =>
  ({ kind: 'probe', variation, seed, stage, value, metric: 'r2' }) as Row;

describe('estimates over seeds', () => {
  const rows = [
    row('b', 0, 'out', 0.5),
    row('a', 0, 'out', 0.2),
    row('a', 1, 'out', 0.4),
    row('a', 1, 'out', 0.6),
    row('b', 1, 'out', 0.9),
    row('b', 2, 'out', 7),
    row('a', 0, 's4', NaN),
  ];

  it('have a t interval over seeds, each seed averaged first, in the order of the rows', () => {
    const [b, a, ...rest] = seedEstimates(rows, ['variation', 'stage']);
    assert.deepEqual(rest, [], 'what is not finite is no estimate');
    const [low, high] = tInterval([0.2, 0.5])!;
    assert.deepEqual(a, {
      variation: 'a',
      stage: 'out',
      mean: 0.35,
      low,
      high,
      seeds: 2,
      estimate: '0.35 [−1.56, 2.26]',
    });
    assert.deepEqual([b.variation, b.seeds], ['b', 3]);
  });

  it('are differences within seeds that both variations have', () => {
    const [difference] = seedDifferences(rows, ['stage'], { variation: 'b', less: 'a' });
    assert.equal(difference.stage, 'out');
    assert.equal(difference.seeds, 2);
    assert.ok(Math.abs(difference.mean - 0.35) < 1e-12);
    assert.deepEqual(seedDifferences(rows, ['stage'], { variation: 'b', less: 'unknown' }), []);
  });

  it('have no interval of a single seed', () => {
    const [only] = seedEstimates([row('a', 3, 'out', -0.001)], ['variation']);
    assert.deepEqual(only, { variation: 'a', mean: -0.001, low: null, high: null, seeds: 1, estimate: '0.00' });
  });
});
