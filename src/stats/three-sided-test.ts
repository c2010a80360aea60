import type { CrossedDifference } from './crossed-difference.js';
import { studentTQuantile, studentTTail } from './student-t.js';

/** The three regions one of which holds the true difference: beyond δ as claimed, beyond δ the other way, inside ±δ. */
export type Region = 'supported' | 'contradicted' | 'equivalent';

/**
 * For each region the smallest α at which the two-sided interval at level 1 − α lies wholly inside it (1 when none does).
 *
 * All three share one interval, so the decision for 'equivalent' is that of two one-sided tests at α/2 each.
 *
 * Reference: Goeman, Solari & Stijnen, Three-sided hypothesis testing, Statistics in Medicine 2010.
 *
 * @param claimedSign +1 when the claim is a positive difference, −1 when a negative one
 * @param margin δ > 0, in the unit of the difference
 */
export function threeSidedTest(
  { estimate, standardError, degrees }: CrossedDifference,
  margin: number,
  claimedSign: 1 | -1,
): Record<Region, number> {
  const smallestAlpha = (distanceInside: number): number =>
    distanceInside > 0 && degrees >= 1 && !Number.isNaN(standardError)
      ? 2 * studentTTail(distanceInside / standardError, degrees)
      : 1;
  const claimed = claimedSign * estimate;
  return {
    supported: smallestAlpha(claimed - margin),
    contradicted: smallestAlpha(-claimed - margin),
    equivalent: smallestAlpha(margin - Math.abs(claimed)),
  };
}

/**
 * The true difference that a design with this standard error would call supported with probability `power`:
 * `δ + (t(1 − α/2, ν) + t(power, ν))·SE`. Null when the standard error is not known.
 */
export function smallestDetectable(
  { standardError, degrees }: CrossedDifference,
  margin: number,
  alpha: number,
  power = 0.8,
): number | null {
  if (Number.isNaN(standardError) || degrees < 1) return null;
  return margin + (studentTQuantile(1 - alpha / 2, degrees) + studentTQuantile(power, degrees)) * standardError;
}
