import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { corruptedMetric, skillOfMetric, underCorruption, type CorruptedSet } from '../../src/robustness/index.js';
import { valueOfSums, type LeaveOneOut, type SceneSums } from '../../src/stats/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const scenes = 6;
const random = seeded('metric skill');
const numbers = (low: number, high: number): number[] =>
  Array.from({ length: scenes }, () => random.uniform(low, high));

const errors: SceneSums = { form: 'ratio', numerator: numbers(1, 3), denominator: numbers(40, 60) };
const trivialErrors: SceneSums = { ...errors, numerator: numbers(8, 12) };
/** A measure that no sums tell. */
const leaveOneOut = (value: number): LeaveOneOut => ({
  form: 'leave-one-out',
  value,
  without: numbers(value - 0.05, value + 0.05),
});

describe('skill of a metric', () => {
  it('is 0 for what is trivial and 1 for perfection, whatever scene is left out', () => {
    const trivial = leaveOneOut(0.3);
    const perfect: LeaveOneOut = { form: 'leave-one-out', value: 1, without: new Array<number>(scenes).fill(1) };
    for (const [own, skill] of [
      [trivial, 0],
      [perfect, 1],
    ] as const)
      // prettier-ignore
      assert.deepEqual(skillOfMetric(own, trivial, 1), {
        form: 'leave-one-out',
        value: skill,
        without: new Array<number>(scenes).fill(skill),
      });
  });

  it('is 1 − E/E₀ where the metric is an error', () => {
    const skill = skillOfMetric(errors, trivialErrors, 0);
    const expected: SceneSums = {
      form: 'one-minus-ratio',
      numerator: errors.numerator,
      denominator: trivialErrors.numerator,
    };
    assertAllClose([skill.value], [valueOfSums(expected)], { atol: 1e-12 });
    assertAllClose(
      skill.without,
      skill.without.map((_, scene) => valueOfSums(expected, scene)),
      { atol: 1e-12 },
    );
  });

  it('takes both metrics without the same scene', () => {
    const [own, trivial] = [leaveOneOut(0.6), leaveOneOut(0.2)];
    const { value, without } = skillOfMetric(own, trivial, 1);
    assertAllClose([value], [0.5], { atol: 1e-12 });
    assertAllClose(
      without,
      own.without.map((m, scene) => (m - trivial.without[scene]) / (1 - trivial.without[scene])),
      { atol: 1e-12 },
    );
  });

  it('has no value where there is nothing to gain', () => {
    const nothing: LeaveOneOut = { form: 'leave-one-out', value: 1, without: [1, 0.5] };
    const { value, without } = skillOfMetric({ form: 'leave-one-out', value: 1, without: [1, 1] }, nothing, 1);
    assert.deepEqual([value, ...without], [NaN, NaN, 1]);
  });

  it('is measured of every set', async () => {
    const trivial = leaveOneOut(0.2);
    const seen = { clean: leaveOneOut(0.6), hue: leaveOneOut(0.4) };
    const set = (corruption: 'clean' | 'hue', severity: 0 | 2): CorruptedSet => ({ corruption, severity, samples: [] });
    const sets = [set('clean', 0), set('hue', 2)];
    const measure = corruptedMetric<'clean' | 'hue'>({
      score: (name) => ({ scenes: seen[name], n: 7 }),
      trivial,
      perfect: 1,
      unit: 'mean IoU',
      protocol: 'made up',
    });
    const observe = (samples: readonly Sample[]): Promise<'clean' | 'hue'> =>
      Promise.resolve(samples === sets[0].samples ? 'clean' : 'hue');
    const measured = await underCorruption<'clean' | 'hue', LeaveOneOut>(sets, observe, [measure]);
    assert.deepEqual(
      measured.map(({ kind, metric, corruption, severity, n, value }) => [
        kind,
        metric,
        corruption,
        severity,
        n,
        value,
      ]),
      [
        ['robustness', 'skill', 'clean', 0, 7, skillOfMetric(seen.clean, trivial, 1).value],
        ['robustness', 'skill', 'hue', 2, 7, skillOfMetric(seen.hue, trivial, 1).value],
      ],
    );
    assert.deepEqual(measured[1].scenes, skillOfMetric(seen.hue, trivial, 1));
  });
});
