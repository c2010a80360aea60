import * as assert from 'node:assert/strict';
import { nullMatches } from '../../src/metrics/null-matchers.js';
import { hitsAt, recallAt, similarityOfRows } from '../../src/metrics/retrieval.js';
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

describe('hitsAt', () => {
  it('is the share of all orders of equals in which a right candidate is among the first k', () => {
    const permutations = (items: readonly number[]): number[][] =>
      items.length === 0
        ? [[]]
        : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
    const random = seeded('orders');
    const orders = permutations([0, 1, 2, 3, 4]);
    for (let trial = 0; trial < 40; trial++) {
      const similarity = Float32Array.from({ length: 5 }, () => random.int(3));
      const right = Uint8Array.from({ length: 5 }, () => Number(random.chance(0.3)));
      const sorted = orders.filter((order) => order.every((j, i) => i === 0 || similarity[order[i - 1]] >= similarity[j])); // prettier-ignore
      for (const k of [1, 2, 3, 7]) {
        const found = sorted.filter((order) => order.slice(0, k).some((j) => right[j])).length;
        assertAllClose(hitsAt(k, similarity, right, 5), [found / sorted.length], { atol: 1e-12 });
      }
    }
  });

  it('is what recallAt averages where one candidate is right, those that are −Infinity included', () => {
    const random = seeded('one right');
    const similarity = Float32Array.from({ length: 144 }, () => (random.chance(0.2) ? -Infinity : random.int(5)));
    const own = Uint8Array.from({ length: 144 }, (_, i) => Number(i % 13 === 0));
    for (const k of [1, 3, 12]) {
      const mean = hitsAt(k, similarity, own, 12).reduce((sum, hit) => sum + hit / 12, 0);
      assertAllClose([mean], [recallAt(k, { similarity, size: 12 })], { rtol: 1e-12 });
    }
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
