import * as assert from 'node:assert/strict';
import type { ProbeResult } from '../../src/probes/index.js';
import { probeRows } from '../../src/study/probe-rows.js';

describe('probeRows', () => {
  const result: ProbeResult = {
    stage: 'out',
    target: 'albedo',
    head: 'ridge',
    metric: 'r2',
    value: 0.5,
    unit: 'R²',
    n: 100,
    scenes: { form: 'one-minus-ratio', numerator: [1], denominator: [2] },
  };

  it('says of each result what it measures and where it comes from', () => {
    const origin = { variation: 'cross-view', seed: 3, dataset: 'rooms' };
    const [row, ...more] = probeRows({ results: [{ ...result, head: 'trivial' }, result] }, origin);
    assert.equal(more.length, 0, 'the trivial read-out is no measurement');
    const { commit, backend, protocol, ...rest } = row;
    assert.deepEqual(rest, { ...result, ...origin, kind: 'probe', split: 'test', run: 'cross-view, seed 3' });
    assert.match(protocol, /^ridge/);
    assert.ok([commit, backend].every((text) => typeof text === 'string'));
  });
});
