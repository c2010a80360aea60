import type { Row } from '../src/study/types.js';
import { remainingSkill } from '../src/robustness/index.js';
import { mean } from '../src/stats/index.js';
import { distinct, select } from './over-seeds.js';

/** Corrupted skill of one variation, as it would be had every variation the clean skill of the weakest. */
export interface MatchedSkill {
  variation: string;
  seed: number;
  /** Clean skill to which all variations of this seed were brought, `c* = max(0, min c)`. */
  clean: number;
  /** `c* · r / c`, r the mean corrupted skill that remains. */
  value: number;
}

/**
 * Compares corrupted skill at matched clean skill: within each seed every variation is weakened to the clean skill of
 * the weakest by answering trivially now and then, which scales its corrupted skill by `c* / c`.
 *
 * @param rows skill of one read-out, clean and under the corruptions that are to be averaged
 */
export function matchedSkills(rows: readonly Row[], variations: readonly string[]): MatchedSkill[] {
  return distinct(rows, 'seed').flatMap((seed) => {
    const known = variations.flatMap((variation) => {
      const own = select(rows, { seed, variation });
      const clean = select(own, { corruption: 'clean' }).map((row) => row.value);
      const corrupted = own.filter((row) => row.corruption !== 'clean').map((row) => row.value);
      return clean.length > 0 && corrupted.length > 0
        ? [{ variation, clean: mean(clean), corrupted: remainingSkill(corrupted) }]
        : [];
    });
    const matched = Math.max(0, Math.min(...known.map(({ clean }) => clean)));
    return known.map(({ variation, clean, corrupted }) => ({
      variation,
      seed,
      clean: matched,
      value: matched === 0 ? 0 : (matched * corrupted) / clean,
    }));
  });
}
