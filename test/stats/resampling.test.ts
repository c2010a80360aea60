import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { hierarchicalBootstrap, mean, pairedPermutationTest } from '../../src/stats/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import '../support/property-seed.js';

interface Measured {
  seed: number;
  scene: number;
  value: number;
}

/** A value for each seed and scene: an effect of the seed, one of the scene, and noise. */
function nested(seeds: number, scenes: number, seed: number): Measured[] {
  const random = seeded('nested', seed);
  return Array.from({ length: seeds }, (_, s) => {
    const ofSeed = random.normal();
    return Array.from({ length: scenes }, (_, c) => ({ seed: s, scene: c, value: ofSeed + 0.5 * random.normal() }));
  }).flat();
}

const meanOf = (rows: readonly Measured[]): number => mean(rows.map(({ value }) => value));
const levels = [({ seed }: Measured) => seed, ({ scene }: Measured) => scene];

describe('hierarchical bootstrap', () => {
  it('covers the mean about as often as it says, where groups matter and plain resampling fails', function () {
    this.timeout(60_000);
    const worlds = 150;
    const covered = { hierarchical: 0, plain: 0 };
    for (let world = 0; world < worlds; world++) {
      const rows = nested(16, 6, world);
      const count = (of: typeof levels | undefined): number => {
        const [low, high] = hierarchicalBootstrap(rows, meanOf, { levels: of, resamples: 200, seed: world }).interval;
        return Number(low <= 0 && 0 <= high);
      };
      covered.hierarchical += count(levels);
      covered.plain += count(undefined);
    }
    assert.ok(covered.hierarchical > 0.87 * worlds, `${covered.hierarchical} of ${worlds}`);
    assert.ok(covered.plain < 0.75 * worlds, `${covered.plain} of ${worlds}`);
  });

  it('draws whole groups: what is constant within seeds varies as seeds do, whatever the scenes', () => {
    const values = [0, 1, 5, 2];
    const rows = values.flatMap((value, seed) => [0, 1, 2].map((scene) => ({ seed, scene, value })));
    const { standardError, groups } = hierarchicalBootstrap(rows, meanOf, { levels, resamples: 4000 });
    const population = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / values.length);
    assert.equal(groups, 4);
    assert.ok(Math.abs(standardError / population - 1) < 0.05, `${standardError} beside ${population}`);
  });

  it('gives the same interval for the same seed and another for another', () => {
    const rows = nested(6, 4, 3);
    const interval = (seed: number): number[] => hierarchicalBootstrap(rows, meanOf, { levels, seed }).interval;
    assert.deepEqual(interval(1), interval(1));
    assert.notDeepEqual(interval(1), interval(2));
  });

  it('follows scale and shift, and nests levels of confidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, scale) => {
        const rows = nested(5, 3, seed);
        const options = { levels, resamples: 100, seed };
        const [low, high] = hierarchicalBootstrap(rows, meanOf, options).interval;
        const moved = rows.map((row) => ({ ...row, value: scale * row.value + 7 }));
        const [movedLow, movedHigh] = hierarchicalBootstrap(moved, meanOf, options).interval;
        assert.ok(Math.abs(movedLow - (scale * low + 7)) < 1e-9 && Math.abs(movedHigh - (scale * high + 7)) < 1e-9);
        const [innerLow, innerHigh] = hierarchicalBootstrap(rows, meanOf, { ...options, level: 0.5 }).interval;
        assert.ok(low <= innerLow && innerHigh <= high);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what gives no interval', () => {
    const rows = nested(3, 2, 0);
    const one = rows.filter(({ seed }) => seed === 0);
    assert.throws(() => hierarchicalBootstrap(one, meanOf, { levels }), /All 2 units are in one group/);
    assert.throws(() => hierarchicalBootstrap(rows, () => NaN, { levels }), /statistic of all units is NaN/);
    assert.throws(() => hierarchicalBootstrap(rows, meanOf, { level: 95 }), InputError);
    assert.throws(() => hierarchicalBootstrap(rows, meanOf, { resamples: 10 }), /at least 50/);
  });
});

describe('paired permutation test', () => {
  it('has p below α in a share α of the cases without a difference', () => {
    const random = seeded('no difference');
    const cases = 400;
    let rejected = 0;
    for (let i = 0; i < cases; i++)
      rejected += Number(pairedPermutationTest(Array.from({ length: 8 }, () => random.normal())).p <= 0.1);
    // Two standard errors of a share of .1 in 400 cases are .03.
    assert.ok(Math.abs(rejected / cases - 0.1) < 0.04, String(rejected / cases));
  });

  it('draws patterns where there are too many, near the exact p', () => {
    const random = seeded('some difference');
    const differences = Array.from({ length: 12 }, () => 0.5 + random.normal());
    const exact = pairedPermutationTest(differences);
    const drawn = pairedPermutationTest(differences, { resamples: 4000, seed: 5 });
    assert.deepEqual([exact.exact, drawn.exact, drawn.patterns], [true, false, 4000]);
    assert.ok(Math.abs(exact.p - drawn.p) < 0.02, `${exact.p} ${drawn.p}`);
  });

  it('turns clusters as one: copies of a pair add no evidence', () => {
    const single = [1, 2, 0.5, 3, -0.2];
    const copied = single.flatMap((difference) => Array.from({ length: 4 }, () => difference));
    const clusters = copied.map((_, i) => Math.floor(i / 4));
    assert.equal(pairedPermutationTest(copied, { clusters }).p, pairedPermutationTest(single).p);
    assert.ok(pairedPermutationTest(copied).p < pairedPermutationTest(single).p / 50);
  });

  it('says p = 1 when all differences are 0', () => {
    assert.equal(pairedPermutationTest([0, 0, 0]).p, 1);
  });

  it('refuses what it cannot test', () => {
    assert.throws(() => pairedPermutationTest([]), /no differences/);
    assert.throws(() => pairedPermutationTest([1, NaN]), /Difference 1 is NaN/);
    assert.throws(() => pairedPermutationTest([1, 2], { clusters: ['a'] }), /1 clusters were given for 2/);
  });
});
