import * as assert from 'node:assert/strict';
import { countOf, distinct, overSeeds, select } from '../../figures/over-seeds.js';
import type { Row } from '../../src/study/types.js';
import { assertAllClose } from '../support/assert-all-close.js';

function row(fields: Partial<Row>): Row {
  return {
    kind: 'probe',
    run: '',
    variation: 'none',
    seed: 0,
    dataset: '',
    split: 'test',
    protocol: '',
    metric: 'r2',
    value: 0,
    unit: '1',
    n: 10,
    commit: '',
    backend: '',
    ...fields,
  };
}

describe('overSeeds', () => {
  it('averages within a seed first, then takes a t interval over seeds', () => {
    const summary = overSeeds([row({ value: 1 }), row({ value: 3 }), row({ seed: 1, value: 4 })])!;
    assert.equal(summary.mean, 3);
    assert.equal(summary.seeds, 2);
    // t(0.975, 1 degree) = 12.706, s = √2, s/√2 = 1
    assertAllClose(summary.interval!, [3 - 12.7062047, 3 + 12.7062047], { rtol: 1e-6 });
  });

  it('gives a single seed no interval, leaves out what is not finite, and is null of nothing', () => {
    assert.deepEqual(overSeeds([row({ value: 2 }), row({ value: NaN })]), {
      mean: 2,
      interval: null,
      seeds: 1,
      n: 10,
    });
    assert.equal(overSeeds([row({ value: NaN })]), null);
  });
});

describe('select and distinct', () => {
  const rows = [row({ stage: 's1', value: 1 }), row({ stage: 'out', value: 2 }), row({ value: 3 })];

  it('find rows by all given fields', () => {
    assert.deepEqual(
      select(rows, { kind: 'probe', stage: 'out' }).map(({ value }) => value),
      [2],
    );
  });

  it('list values in order of appearance', () => {
    assert.deepEqual(distinct(rows, 'stage'), ['s1', 'out']);
  });
});

describe('countOf', () => {
  it('is one number or a range', () => {
    assert.equal(countOf([row({ n: 1920 }), row({ n: 1920 })]), '1,920');
    assert.equal(countOf([row({ n: 10 }), row({ n: 4000 })]), '10 to 4,000');
  });
});
