import * as assert from 'node:assert/strict';
import { crossedDifference, crossedInterval, expectedHalfWidth } from '../../src/stats/crossed-difference.js';
import { studentTQuantile } from '../../src/stats/student-t.js';
import { seeded, type Random } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

/** A table of paired differences [seeds][scenes] with seed effects, scene effects and their interaction. */
function crossedTable(random: Random, seeds: number, scenes: number, sd: [number, number, number]): number[][] {
  const bySeed = Array.from({ length: seeds }, () => sd[0] * random.normal());
  const byScene = Array.from({ length: scenes }, () => sd[1] * random.normal());
  return bySeed.map((a) => byScene.map((b) => a + b + sd[2] * random.normal()));
}

/** Mean of a row, with one entry left out. */
function rowMean(row: readonly number[], omit?: number): number {
  let sum = 0;
  row.forEach((value, i) => (sum += i === omit ? 0 : value));
  return sum / (row.length - (omit === undefined ? 0 : 1));
}

describe('crossed difference', () => {
  it('adds seed variance and scene variance as written', () => {
    const table = [
      [1, 2, 3],
      [2, 3, 7],
    ];
    const result = crossedDifference(2, 3, (seed, omit) => rowMean(table[seed], omit));
    // Seeds 2 and 4: s²/S = 2/2. Scene averages 1.5, 2.5, 5: jackknife of a mean is their variance / 3.
    assert.deepEqual(result.perSeed, [2, 4]);
    assert.equal(result.estimate, 3);
    assertAllClose([result.seedVariance, result.sceneVariance], [1, 3.25 / 3], { rtol: 1e-12 });
    assert.equal(result.degrees, 1);
    const half = studentTQuantile(0.975, 1) * Math.sqrt(1 + 3.25 / 3);
    assertAllClose(crossedInterval(result, 0.05)!, [3 - half, 3 + half], { rtol: 1e-12 });
    const expected = (seeds: number, scenes: number): number =>
      expectedHalfWidth(result, 3, { seeds, scenes, alpha: 0.05 });
    assertAllClose([expected(2, 3)], [half], { rtol: 1e-12 });
    // Four times the seeds and scenes: half the standard error, and more degrees of freedom.
    const wide = (studentTQuantile(0.975, 7) * Math.sqrt(1 + 3.25 / 3)) / 2;
    assertAllClose([expected(8, 12)], [wide], { rtol: 1e-12 });
  });

  it('has no interval with one seed or one scene', () => {
    assert.equal(
      crossedInterval(
        crossedDifference(1, 9, (_, omit) => omit ?? 0),
        0.05,
      ),
      null,
    );
    assert.equal(
      crossedInterval(
        crossedDifference(5, 1, (seed) => seed),
        0.05,
      ),
      null,
    );
  });

  for (const { what, sd, atMost } of [
    { what: 'seeds alone vary', sd: [1, 0, 0], atMost: 0.97 },
    { what: 'scenes alone vary', sd: [0, 1, 0], atMost: 1 },
    { what: 'interaction alone varies', sd: [0, 0, 1], atMost: 1 },
    { what: 'all vary alike in the mean', sd: [Math.sqrt(5), Math.sqrt(40), Math.sqrt(200)], atMost: 1 },
  ] as { what: string; sd: [number, number, number]; atMost: number }[]) {
    it(`covers the truth when ${what}`, () => {
      const random = seeded('coverage', what);
      const repetitions = 1000;
      let covered = 0;
      for (let i = 0; i < repetitions; i++) {
        const table = crossedTable(random, 5, 40, sd);
        const interval = crossedInterval(
          crossedDifference(5, 40, (seed, omit) => rowMean(table[seed], omit)),
          0.05,
        )!;
        if (interval[0] <= 0 && 0 <= interval[1]) covered++;
      }
      const coverage = covered / repetitions;
      assert.ok(coverage >= 0.93 && coverage <= atMost, `coverage ${coverage}`);
    });
  }
});
