import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { matchedCleanSkill, matchedSkillDifference, remainingSkill } from '../../src/robustness/matched-skill.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const skill = fc.double({ min: 0.01, max: 1, noNaN: true });
const anySkill = fc.double({ min: -1, max: 1, noNaN: true });

/** Depths that are sums of ten independent factors, and read-outs that know some of them, clean and corrupted. */
class FactorWorld {
  private readonly random = seeded('factors');
  private readonly factors: Float64Array[];
  readonly truth: Float64Array;

  constructor(readonly items: number) {
    this.factors = Array.from({ length: 10 }, () => this.draw());
    this.truth = this.sum(this.factors);
  }

  private draw(): Float64Array {
    return Float64Array.from({ length: this.items }, () => this.random.normal() / Math.sqrt(10));
  }

  private sum(factors: readonly Float64Array[]): Float64Array {
    return new Float64Array(this.items).map((_, i) => factors.reduce((total, factor) => total + factor[i], 0));
  }

  /** Prediction from the first `known` factors; the corruption leaves a correlation of `kept` with each. */
  predict(known: number, kept = 1): Float64Array {
    return this.sum(
      this.factors.slice(0, known).map((factor) => {
        const noise = this.draw();
        return factor.map((value, i) => kept * value + Math.sqrt(1 - kept * kept) * noise[i]);
      }),
    );
  }

  skill(prediction: Float64Array): number {
    let error = 0;
    let trivial = 0;
    prediction.forEach((value, i) => {
      error += (value - this.truth[i]) ** 2;
      trivial += this.truth[i] ** 2;
    });
    return 1 - error / trivial;
  }
}

describe('skill at matched clean skill', () => {
  it('is antisymmetric and zero for equal encoders', () => {
    fc.assert(
      fc.property(skill, anySkill, skill, anySkill, (c1, r1, c2, r2) => {
        const a = { clean: c1, corrupted: r1 };
        const b = { clean: c2, corrupted: r2 };
        assertAllClose([matchedSkillDifference(a, b)], [-matchedSkillDifference(b, a)]);
        assert.equal(matchedSkillDifference(a, a), 0);
      }),
    );
  });

  it('compares at the smaller clean skill', () => {
    const strong = { clean: 0.8, corrupted: 0.4 };
    const weak = { clean: 0.4, corrupted: 0.3 };
    assert.equal(matchedCleanSkill(strong, weak), 0.4);
    // The strong one, answering half of the items trivially, keeps .2.
    assertAllClose([matchedSkillDifference(strong, weak)], [0.2 - 0.3]);
  });

  it('gives nothing to who knows no more than position, however stable', () => {
    const stable = { clean: 0, corrupted: 0 };
    const fragile = { clean: 0.5, corrupted: -0.5 };
    assert.equal(matchedSkillDifference(stable, fragile), 0);
    assert.equal(matchedSkillDifference({ clean: -0.1, corrupted: -0.1 }, fragile), 0);
  });

  it('does not let one catastrophic corruption decide', () => {
    assertAllClose([remainingSkill([0.4, 0.2, -9])], [0.2]);
    assert.equal(remainingSkill([-0.1, -9]), 0);
  });

  it('is what mixing with trivial answers gives', () => {
    const world = new FactorWorld(40000);
    const random = seeded('mixing');
    const [clean, corrupted] = [world.predict(8), world.predict(8, 0.7)];
    const share = 0.4 / world.skill(clean);
    const answered = clean.map(() => (random.chance(share) ? 1 : 0));
    assertAllClose([world.skill(clean.map((value, i) => value * answered[i]))], [0.4], { atol: 0.01 });
    assertAllClose([world.skill(corrupted.map((value, i) => value * answered[i]))], [share * world.skill(corrupted)], {
      atol: 0.01,
    });
  });

  it('finds no difference where a corruption takes the same share of what either knows; shrinking finds one', () => {
    const world = new FactorWorld(40000);
    for (const kept of [0.5, 0.75, 0.9]) {
      const strong = [world.predict(8), world.predict(8, kept)];
      const weak = [world.predict(4), world.predict(4, kept)];
      const [a, b] = [strong, weak].map(([clean, corrupted]) => ({
        clean: world.skill(clean),
        corrupted: world.skill(corrupted),
      }));
      assert.ok(Math.abs(matchedSkillDifference(a, b)) < 0.015, `mixing: ${matchedSkillDifference(a, b)}`);

      // Predictions shrunk until 2s − s² = c*/c: the bias that docs/method.md tells of.
      const s = 1 - Math.sqrt(1 - b.clean / a.clean);
      const shrunk = world.skill(strong[1].map((value) => s * value));
      assert.ok(Math.abs(world.skill(strong[0].map((value) => s * value)) - b.clean) < 0.01);
      const expected = 0.8 * (2 * s * kept - s * s) - 0.4 * (2 * kept - 1);
      assertAllClose([shrunk - b.corrupted], [expected], { atol: 0.02, label: `shrinking at ${kept}` });
      assert.ok(expected > 0.02, 'the bias is larger than the margin');
    }
  });

  it('sees the one that a corruption harms less', () => {
    const world = new FactorWorld(40000);
    const sturdy = { clean: world.skill(world.predict(4)), corrupted: world.skill(world.predict(4, 0.9)) };
    const fragile = { clean: world.skill(world.predict(8)), corrupted: world.skill(world.predict(8, 0.6)) };
    assertAllClose([matchedSkillDifference(sturdy, fragile)], [0.4 * (0.8 - 0.2)], { atol: 0.02 });
  });
});
