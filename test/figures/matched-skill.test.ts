import * as assert from 'node:assert/strict';
import { matchedSkills } from '../../figures/matched-skill.js';
import { matchedSkillDifference } from '../../src/robustness/matched-skill.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { syntheticStudy } from './synthetic-study.js';

describe('matchedSkills', () => {
  const { rows } = syntheticStudy();
  const skills = rows.filter(
    ({ kind, metric, head }) => kind === 'robustness' && metric === 'skill' && head === 'ridge',
  );
  const pair = ['cross-view', 'cross-modal'];

  it('agrees with the matched difference that the verdict uses', () => {
    const matched = matchedSkills(skills, pair);
    for (let seed = 0; seed < 5; seed++) {
      const [view, modal] = pair.map((variation) => {
        const own = skills.filter((row) => row.seed === seed && row.variation === variation);
        const corrupted = own.filter((row) => row.corruption !== 'clean').map((row) => row.value);
        return {
          clean: own.find((row) => row.corruption === 'clean')!.value,
          corrupted: corrupted.reduce((sum, value) => sum + value, 0) / corrupted.length,
        };
      });
      const value = (variation: string): number =>
        matched.find((entry) => entry.seed === seed && entry.variation === variation)!.value;
      assertAllClose([value('cross-modal') - value('cross-view')], [matchedSkillDifference(modal, view)]);
    }
  });

  it('is zero when any variation has no clean skill', () => {
    const spoilt = skills.map((row) =>
      row.variation === 'cross-view' && row.corruption === 'clean' ? { ...row, value: -0.1 } : row,
    );
    assert.ok(matchedSkills(spoilt, pair).every(({ value, clean }) => value === 0 && clean === 0));
  });
});
