import * as assert from 'node:assert/strict';
import { estimateOverScenes } from '../../src/analysis/index.js';
import type { SceneSums } from '../../src/stats/index.js';

const sums = (numerator: number[], denominator: number[]): SceneSums => ({
  form: 'one-minus-ratio',
  numerator,
  denominator,
});

describe('estimates over scenes', () => {
  const own = sums([1, 2, 3, 2, 0], [4, 4, 4, 4, 0]);

  it('hold the value of all scenes within an interval over them', () => {
    const { value, interval } = estimateOverScenes(own);
    assert.equal(value, 0.5);
    assert.ok(interval![0] < 0.5 && 0.5 < interval![1]);
    assert.ok(interval![0] >= 0.25 && interval![1] <= 0.75, 'no draw of scenes is beyond the best and the worst');
  });

  it('are differences on the scenes that both tell of', () => {
    const other = sums([2, 3, 4, 3, 0], [4, 4, 4, 4, 0]);
    assert.deepEqual(estimateOverScenes(own, other), { value: 0.25, interval: [0.25, 0.25] });
    assert.equal(estimateOverScenes(own, own).value, 0);
  });

  it('have no interval of a single scene', () => {
    assert.deepEqual(estimateOverScenes(sums([1, 0], [4, 0])), { value: 0.75, interval: null });
  });
});
