import { mean, sampleVariance } from './moments.js';
import { studentTQuantile } from './student-t.js';

/**
 * Two-sided t interval `x̄ ± t(1 − α/2, n − 1)·s/√n` of the mean of independent values at level 1 − α.
 *
 * Null for fewer than two values: one value says nothing about its own spread.
 */
export function tInterval(values: ArrayLike<number>, alpha = 0.05): [number, number] | null {
  const n = values.length;
  if (n < 2) return null;
  const half = studentTQuantile(1 - alpha / 2, n - 1) * Math.sqrt(sampleVariance(values) / n);
  return [mean(values) - half, mean(values) + half];
}
