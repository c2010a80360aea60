import * as assert from 'node:assert/strict';
import { effectiveRank } from '../../src/pretrain/effective-rank.js';
import { nullMatches } from '../../src/pretrain/null-matchers.js';
import { recallAt, similarityOfRows } from '../../src/pretrain/retrieval.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('recallAt', () => {
  it('counts the queries whose match is among the k most similar', () => {
    // Row i: similarities of query i. Ranks of the matches: first, second, third.
    const group = { similarity: new Float32Array([9, 1, 2, 5, 4, 3, 8, 7, 6]), size: 3 };
    assertAllClose(
      [1, 2, 3].map((k) => recallAt(k, group)),
      [1 / 3, 2 / 3, 1],
    );
  });

  it('gives features that do not distinguish anything exactly chance', () => {
    const group = { similarity: new Float32Array(100), size: 10 };
    assertAllClose(
      [1, 5, 10].map((k) => recallAt(k, group)),
      [0.1, 0.5, 1],
    );
  });

  it('is 1 for rows that match themselves only', () => {
    const eye = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    assert.equal(recallAt(1, similarityOfRows(eye, eye, 4)), 1);
  });
});

describe('nullMatches', () => {
  const random = seeded(1);
  const groups = (
    attribute: (u: number, v: number) => number,
  ): { positions: Float32Array; attributes: Float32Array }[] =>
    Array.from({ length: 12 }, () => {
      const positions = Float32Array.from({ length: 80 }, () => random.uniform(-1, 1));
      const attributes = Float32Array.from({ length: 40 }, (_, i) => attribute(positions[2 * i], positions[2 * i + 1]));
      return { positions, attributes };
    });
  const recall = (made: ReturnType<typeof groups>): number =>
    nullMatches(made, 1).reduce((sum, group) => sum + recallAt(1, group) / made.length, 0);

  it('finds what a quadratic in the image position determines', () => {
    assert.ok(recall(groups((u, v) => 1 + 2 * u - v + u * v + 3 * v * v)) > 0.99);
  });

  it('finds no more than chance where position says nothing', () => {
    const value = recall(groups(() => random.normal()));
    assert.ok(Math.abs(value - 1 / 40) < 0.03, `${value}`);
  });

  it('survives attributes that never change and matches on one line', () => {
    assertAllClose([recall(groups(() => 3))], [1 / 40], { atol: 1e-6 });
    const line = groups((u) => u).map(({ positions, attributes }) => ({
      positions: positions.map((value, i) => (i % 2 === 0 ? value : 0.5)),
      attributes,
    }));
    assert.ok(recall(line) > 0.9);
  });
});

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
