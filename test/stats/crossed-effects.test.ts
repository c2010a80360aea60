import * as assert from 'node:assert/strict';
import {
  crossedEffects,
  effectSize,
  halfWidth,
  mean,
  pairedEffectSize,
  sampleAdvice,
  sampleVariance,
  tInterval,
  type CrossedDesign,
  type CrossedEffects,
} from '../../src/stats/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

function table(
  seeds: number,
  scenes: number,
  spread: { seed: number; scene: number; residual: number },
  seed = 0,
): number[][] {
  const random = seeded('crossed', seed);
  const ofScene = Array.from({ length: scenes }, () => spread.scene * random.normal());
  return Array.from({ length: seeds }, () => {
    const ofSeed = spread.seed * random.normal();
    return ofScene.map((value) => 1 + value + ofSeed + spread.residual * random.normal());
  });
}

describe('crossed effects', () => {
  it('finds the variances that were put in, on average', () => {
    const found = Array.from({ length: 200 }, (_, i) =>
      crossedEffects(table(8, 12, { seed: 1, scene: 0.7, residual: 0.5 }, i)),
    );
    const average = (of: 'seed' | 'scene' | 'residual'): number => mean(found.map(({ variance }) => variance[of]));
    assertAllClose([average('seed'), average('scene'), average('residual')], [1, 0.49, 0.25], { rtol: 0.12 });
    // The mean varies by what its standard error says.
    const observed = sampleVariance(found.map(({ mean: value }) => value));
    assertAllClose([mean(found.map(({ standardError }) => standardError ** 2))], [observed], { rtol: 0.25 });
  });

  it('is the t interval over seeds where all else is alike', () => {
    const values = [1, 2, 4, 8];
    const effects = crossedEffects(values.map((value) => [value, value, value]));
    const [low, high] = tInterval(values)!;
    assertAllClose([effects.degrees, halfWidth(effects)], [3, (high - low) / 2], { rtol: 1e-9 });
    assert.equal(effects.variance.residual, 0);
  });

  it('covers the mean about as often as it says', () => {
    const worlds = 300;
    let covered = 0;
    for (let i = 0; i < worlds; i++) {
      const effects = crossedEffects(table(5, 10, { seed: 0.3, scene: 1, residual: 0.5 }, i));
      covered += Number(Math.abs(effects.mean - 1) <= halfWidth(effects));
    }
    assert.ok(covered > 0.92 * worlds && covered < 0.995 * worlds, `${covered} of ${worlds}`);
  });

  it('refuses tables that say nothing', () => {
    assert.throws(() => crossedEffects([[1, 2]]), /1 × 2 were given/);
    assert.throws(() => crossedEffects([[1, 2], [1]]), /same 2 scenes/);
    assert.throws(() => crossedEffects([[1, 2], [1, NaN]]), /not finite/); // prettier-ignore
  });
});

/** The design of a table, for advice. */
const design = (effects: CrossedEffects): CrossedDesign => ({
  ...effects,
  halfWidth: (over) => halfWidth(effects, over),
});

describe('sample-size advice', () => {
  it('says how many scenes halve the interval, and they do', () => {
    const effects = crossedEffects(table(5, 10, { seed: 0.05, scene: 1, residual: 0.1 }));
    const { seeds, scenes } = effects;
    const { now, wished, moreScenes, text } = sampleAdvice(design(effects));
    assertAllClose([now, wished], [halfWidth(effects), halfWidth(effects) / 2], { rtol: 1e-12 });
    assert.ok(halfWidth(effects, { seeds, scenes: scenes + moreScenes! }) <= wished);
    assert.ok(halfWidth(effects, { seeds, scenes: scenes + moreScenes! - 1 }) > wished);
    assert.match(text, new RegExp(`^${moreScenes} more scenes`));
  });

  it('says when only seeds help', () => {
    const effects = crossedEffects(table(5, 10, { seed: 1, scene: 0.05, residual: 0.1 }));
    const { moreScenes, moreSeeds, text } = sampleAdvice(design(effects));
    assert.equal(moreScenes, null);
    assert.match(text, new RegExp(`^${moreSeeds} more seeds bring the interval .*; scenes alone do not\\.$`));
  });

  it('says when there is nothing to narrow', () => {
    assert.match(sampleAdvice(design(crossedEffects([[1, 1], [1, 1]]))).text, /Nothing varies/); // prettier-ignore
    assert.throws(() => sampleAdvice(design(crossedEffects([[1, 2], [2, 3]])), 2), /between 0 and 1/); // prettier-ignore
  });
});

describe('effect sizes', () => {
  it('do not depend on the unit and change sign with the sides', () => {
    const [a, b] = [[1, 2, 4, 3], [0, 1, 1]]; // prettier-ignore
    assertAllClose([effectSize(a.map((x) => 5 * x + 2), b.map((x) => 5 * x + 2)).d, effectSize(b, a).g], [effectSize(a, b).d, -effectSize(a, b).g], { rtol: 1e-12 }); // prettier-ignore
  });

  it('are refused where no standard deviation is known', () => {
    assert.throws(() => pairedEffectSize([1, 1, 1]), /do not vary/);
    assert.throws(() => effectSize([1], [2, 3]), /two values a side/);
  });
});
