/**
 * Level at which each member of a family is judged in Holm's step-down procedure.
 *
 * In ascending order of p the i-th of m members is judged at α/(m − i + 1) as long as all before it were rejected; from the first one
 * that is not, all keep that one's level. Hence `p ≤ level` holds exactly for the rejected members, and intervals at
 * 1 − level agree with the decisions.
 *
 * Reference: Holm, A simple sequentially rejective multiple test procedure, 1979.
 *
 * @param pValues [m]
 * @returns levels [m], in the order given
 */
export function holmLevels(pValues: readonly number[], alpha = 0.05): number[] {
  const ascending = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b]);
  const levels = new Array<number>(pValues.length);
  let stopped: number | undefined;
  ascending.forEach((index, rank) => {
    const level = stopped ?? alpha / (pValues.length - rank);
    if (pValues[index] > level) stopped = level;
    levels[index] = level;
  });
  return levels;
}

/**
 * p-values adjusted for their family by Holm's procedure, `max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎)`: a member is
 * rejected at α exactly if its adjusted value is at most α.
 *
 * @param pValues [m]
 * @returns adjusted values [m], in the order given
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const ascending = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let greatest = 0;
  ascending.forEach((index, rank) => {
    greatest = Math.max(greatest, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = greatest;
  });
  return adjusted;
}
