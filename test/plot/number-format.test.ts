import * as assert from 'node:assert/strict';
import { decimalsFor, formatInterval, formatNumber } from '../../src/plot/number-format.js';

describe('formatNumber', () => {
  it('uses a true minus sign, and none on zero', () => {
    assert.deepEqual([formatNumber(-0.126), formatNumber(-0.001), formatNumber(0.5, 1)], ['−0.13', '0.00', '0.5']);
  });
});

describe('formatInterval', () => {
  it('writes both ends, or nothing', () => {
    assert.equal(formatInterval([-0.1, 0.25]), '[−0.10, 0.25]');
    assert.equal(formatInterval(null), '');
  });
});

describe('decimalsFor', () => {
  it('resolves the margin', () => {
    assert.deepEqual([decimalsFor(0.05), decimalsFor(0.02), decimalsFor(0.01)], [2, 3, 3]);
  });
});
