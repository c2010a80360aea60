import { InputError } from '../support/errors.js';
import { logGamma } from './incomplete-beta.js';
import { mean, sampleVariance } from './moments.js';

/** How large a difference is, in standard deviations. */
export interface EffectSize {
  /** Cohen's d. */
  d: number;
  /** Hedges' g: d without its bias in small samples, `d·Γ(ν/2)/(√(ν/2)·Γ((ν − 1)/2))`. */
  g: number;
  /** Degrees of freedom ν of the standard deviation. */
  degrees: number;
}

/**
 * Size of a paired difference, `d_z = mean/s` of the differences.
 *
 * Throws InputError for fewer than three differences, and where they do not vary.
 * Reference: Lakens, Calculating and reporting effect sizes, Frontiers in Psychology 2013.
 */
export function pairedEffectSize(differences: readonly number[]): EffectSize {
  return scaled(mean(differences), sampleVariance(differences), differences.length - 1);
}

/**
 * Size of the difference of two independent samples, `d = (ā − b̄)/s`, s being pooled.
 *
 * Throws InputError for fewer than two values on a side, and where neither side varies.
 * Reference: Hedges, Distribution theory for Glass's estimator of effect size, 1981.
 */
export function effectSize(a: readonly number[], b: readonly number[]): EffectSize {
  if (a.length < 2 || b.length < 2)
    throw new InputError(`An effect size needs two values a side; ${a.length} and ${b.length} were given.`);
  const degrees = a.length + b.length - 2;
  const variance = ((a.length - 1) * sampleVariance(a) + (b.length - 1) * sampleVariance(b)) / degrees;
  return scaled(mean(a) - mean(b), variance, degrees);
}

/**
 * Cliff's δ: how much more often a value of `a` is greater than one of `b` than less, in [−1, 1]; needs no unit.
 *
 * Throws InputError when a side is empty. Reference: Cliff, Dominance statistics, 1993.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) throw new InputError('Cliff’s δ compares two samples; one of them is empty.');
  let sum = 0;
  for (const one of a) for (const other of b) sum += Math.sign(one - other);
  return sum / (a.length * b.length);
}

function scaled(difference: number, variance: number, degrees: number): EffectSize {
  if (degrees < 2) throw new InputError('An effect size needs at least three values.');
  if (!(variance > 0))
    throw new InputError(
      'The values do not vary, so that no standard deviation is known: an effect size is not defined.',
    );
  const d = difference / Math.sqrt(variance);
  const half = degrees / 2;
  return { d, g: d * Math.exp(logGamma(half) - logGamma(half - 0.5) - 0.5 * Math.log(half)), degrees };
}
