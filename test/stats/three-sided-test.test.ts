import * as assert from 'node:assert/strict';
import { crossedInterval, type CrossedDifference } from '../../src/stats/crossed-difference.js';
import { holmLevels } from '../../src/stats/holm.js';
import { smallestDetectable, threeSidedTest, type Region } from '../../src/stats/three-sided-test.js';
import { seeded, type Random } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const margin = 0.05;

function difference(estimate: number, standardError: number, degrees = 4): CrossedDifference {
  return { estimate, perSeed: [], seedVariance: NaN, sceneVariance: NaN, standardError, degrees };
}

describe('three-sided test', () => {
  it('decides exactly when the interval lies in a region', () => {
    const random = seeded('three-sided');
    for (let i = 0; i < 500; i++) {
      const d = difference(random.uniform(-0.2, 0.2), random.uniform(0.001, 0.03));
      const sign = random.chance(0.5) ? 1 : -1;
      const alpha = random.choice([0.05, 0.025, 0.01]);
      const [low, high] = crossedInterval(d, alpha)!;
      const p = threeSidedTest(d, margin, sign);
      assert.equal(p.equivalent <= alpha, low > -margin && high < margin);
      assert.equal(p.supported <= alpha, sign > 0 ? low > margin : high < -margin);
      assert.equal(p.contradicted <= alpha, sign > 0 ? high < -margin : low > margin);
    }
  });

  it('is certain of a difference that never varies', () => {
    assert.deepEqual(threeSidedTest(difference(0, 0), margin, 1), { supported: 1, contradicted: 1, equivalent: 0 });
    assert.deepEqual(threeSidedTest(difference(-0.3, 0), margin, -1), { supported: 0, contradicted: 1, equivalent: 1 });
    assert.deepEqual(threeSidedTest(difference(margin, 0), margin, 1), {
      supported: 1,
      contradicted: 1,
      equivalent: 1,
    });
  });

  it('decides nothing without a standard error', () => {
    assert.deepEqual(threeSidedTest(difference(9, NaN, 0), margin, 1), {
      supported: 1,
      contradicted: 1,
      equivalent: 1,
    });
    assert.equal(smallestDetectable(difference(9, NaN, 0), margin, 0.05), null);
  });

  it('names the effect that is called supported with probability .8', () => {
    // Draws as the design would make them: estimate normal about the truth, variance chi-squared with 9 degrees.
    const degrees = 9;
    const truth = smallestDetectable(difference(0, 0.02, degrees), margin, 0.05)!;
    assertAllClose([truth], [0.05 + (2.2621571628 + 0.8834038597) * 0.02], { rtol: 1e-9 });
    const random = seeded('power');
    let supported = 0;
    for (let i = 0; i < 4000; i++) {
      if (threeSidedTest(drawn(random, truth, 0.02, degrees), margin, 1).supported <= 0.05) supported++;
    }
    assert.ok(Math.abs(supported / 4000 - 0.8) < 0.03, `power ${supported / 4000}`);
  });
});

describe('Holm levels', () => {
  it('step down as long as all before were rejected', () => {
    assertAllClose(holmLevels([0.001, 0.012, 0.02, 0.9]), [0.0125, 0.05 / 3, 0.025, 0.05]);
    assertAllClose(holmLevels([0.9, 0.02, 0.001]), [0.05, 0.025, 0.05 / 3], { label: 'in any order' });
  });

  it('stay at the level of the first one that is not rejected', () => {
    assertAllClose(holmLevels([0.04, 0.03, 0.001]), [0.025, 0.025, 0.05 / 3]);
    assertAllClose(holmLevels([0.02, 0.03, 0.04]), [0.05 / 3, 0.05 / 3, 0.05 / 3]);
  });

  it('of a family of one are α', () => {
    assert.deepEqual(holmLevels([0.3]), [0.05]);
    assert.deepEqual(holmLevels([]), []);
  });

  it('agree with the decisions', () => {
    const random = seeded('holm');
    for (let i = 0; i < 300; i++) {
      const p = Array.from({ length: 5 }, () => 0.06 * random.next());
      const ascending = [...p].sort((a, b) => a - b);
      const stop = ascending.findIndex((value, rank) => value > 0.05 / (5 - rank));
      const rejected = stop < 0 ? ascending : ascending.slice(0, stop);
      assert.deepEqual(
        holmLevels(p).map((level, k) => p[k] <= level),
        p.map((value) => rejected.includes(value)),
      );
    }
  });

  // Directional claims fall outside Holm's own proof, so their family-wise error is simulated where it is largest: at the margins.
  for (const correlation of [0, 0.8]) {
    it(`keep false claims of the family below 5 % at correlation ${correlation}`, () => {
      const random = seeded('family', correlation);
      const truths = [0.0499, -0.0499, 0.0499, 0.0501, 0.5];
      const standardError = 0.012;
      const regionOf = (truth: number): Region =>
        Math.abs(truth) < margin ? 'equivalent' : truth > 0 ? 'supported' : 'contradicted';
      const repetitions = 4000;
      let wrong = 0;
      for (let i = 0; i < repetitions; i++) {
        const shared = random.normal();
        const tests = truths.map((truth) => {
          const common = truth + standardError * Math.sqrt(correlation) * shared;
          return threeSidedTest(
            drawn(random, common, standardError * Math.sqrt(1 - correlation), 4, standardError),
            margin,
            1,
          );
        });
        const levels = holmLevels(tests.map((p) => Math.min(p.supported, p.contradicted, p.equivalent)));
        const falseClaim = tests.some((p, k) =>
          (Object.keys(p) as Region[]).some((region) => p[region] <= levels[k] && region !== regionOf(truths[k])),
        );
        if (falseClaim) wrong++;
      }
      assert.ok(wrong / repetitions < 0.05, `false claims in ${wrong / repetitions} of the families`);
    });
  }
});

/** A difference as a design would draw it: normal about the truth, its variance estimated with `degrees` degrees. */
function drawn(random: Random, truth: number, spread: number, degrees: number, total = spread): CrossedDifference {
  let chiSquared = 0;
  for (let k = 0; k < degrees; k++) chiSquared += random.normal() ** 2;
  return difference(truth + spread * random.normal(), total * Math.sqrt(chiSquared / degrees), degrees);
}
