import { mean } from '../stats/index.js';

/** Skill of a read-out on clean and on corrupted images: 0 is trivial, 1 is perfect. */
export interface CleanAndCorrupted {
  clean: number;
  corrupted: number;
}

/**
 * Mean skill over corruptions and severities, `mean of max(0, s)`.
 *
 * Below 0 a read-out has lost all it knew and is better replaced by the trivial one: how far below does not count, or one
 * catastrophic corruption would decide the mean.
 */
export function remainingSkill(skills: readonly number[]): number {
  return mean(skills.map((skill) => Math.max(0, skill)));
}

/** The clean skill at which two read-outs are compared, `c* = max(0, min(c₁, c₂))`. */
export function matchedCleanSkill(a: CleanAndCorrupted, b: CleanAndCorrupted): number {
  return Math.max(0, Math.min(a.clean, b.clean));
}

/**
 * Corrupted skill of `a` minus that of `b` at matched clean skill, `c*·(r₁/c₁ − r₂/c₂)`.
 *
 * The better read-out is weakened by mixing: each item is answered by it with probability w = c* / c and trivially
 * otherwise. Skill is linear in items, so its clean skill becomes c* and its corrupted skill w·r, without simulation.
 * Shrinking predictions would also move the clean skill but damps what the corruption does, and so rewards
 * whoever had to be weakened.
 */
export function matchedSkillDifference(a: CleanAndCorrupted, b: CleanAndCorrupted): number {
  const matched = matchedCleanSkill(a, b);
  if (matched === 0) return 0;
  return matched * (a.corrupted / a.clean - b.corrupted / b.clean);
}
