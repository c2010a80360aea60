import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { mean } from './moments.js';

/** Options of {@link pairedPermutationTest}. */
export interface PermutationTestOptions {
  /** What each difference belongs to, such as its scene: signs change for all of a cluster at once. */
  clusters?: readonly (string | number)[];
  /** `greater`: that the mean is above 0; `less`: below; `two-sided`: either. */
  alternative?: 'two-sided' | 'greater' | 'less';
  /** Sign patterns drawn where trying all of them would take more. */
  resamples?: number;
  seed?: number;
}

/** What a sign-flip permutation test found. */
export interface PermutationTest {
  /** Mean difference. */
  estimate: number;
  p: number;
  /** Whether all sign patterns were tried. */
  exact: boolean;
  /** Sign patterns looked at. */
  patterns: number;
}

/**
 * Paired permutation test of a mean difference of 0: under it each pair could as well have been the other way round.
 *
 * p is the share of sign patterns whose mean is as extreme as that observed; with up to `resamples` patterns all are
 * tried, otherwise patterns are drawn and p = (1 + number as extreme)/(1 + resamples). m clusters give no p below 2/2ᵐ
 * (two-sided). Throws InputError for no differences, differences that are not finite, or clusters of another number.
 * References: Fisher, The design of experiments, 1935; Phipson & Smyth, Permutation p-values should never be zero, 2010.
 */
export function pairedPermutationTest(
  differences: readonly number[],
  { clusters, alternative = 'two-sided', resamples = 9999, seed = 0 }: PermutationTestOptions = {},
): PermutationTest {
  const sums = clusterSums(differences, clusters);
  const observed = sums.reduce((total, sum) => total + sum, 0);
  const magnitude = sums.reduce((total, sum) => total + Math.abs(sum), 0);
  // Patterns with the same mean differ in rounding.
  const rounding = 1e-12 * magnitude;
  const isExtreme = (total: number): boolean => {
    if (alternative === 'greater') return total >= observed - rounding;
    if (alternative === 'less') return total <= observed + rounding;
    return Math.abs(total) >= Math.abs(observed) - rounding;
  };
  const all = 2 ** sums.length;
  const exact = all <= resamples;
  let extreme = 0;
  if (exact) for (let pattern = 0; pattern < all; pattern++) extreme += Number(isExtreme(signed(sums, pattern)));
  else {
    const random = seeded('paired permutation test', seed);
    for (let i = 0; i < resamples; i++)
      extreme += Number(isExtreme(sums.reduce((total, sum) => total + (random.chance(0.5) ? sum : -sum), 0)));
  }
  return {
    estimate: mean(differences),
    p: exact ? extreme / all : (1 + extreme) / (1 + resamples),
    exact,
    patterns: exact ? all : resamples,
  };
}

function clusterSums(differences: readonly number[], clusters: readonly (string | number)[] | undefined): number[] {
  if (differences.length === 0) throw new InputError('There are no differences to test: give one a pair.');
  const at = differences.findIndex((difference) => !Number.isFinite(difference));
  if (at >= 0)
    throw new InputError(`Difference ${at} is ${differences[at]}: leave out pairs of which a side is not known.`);
  if (!clusters) return [...differences];
  if (clusters.length !== differences.length)
    throw new InputError(
      `${clusters.length} clusters were given for ${differences.length} differences; give one each.`,
    );
  const sums = new Map<string | number, number>();
  differences.forEach((difference, i) => sums.set(clusters[i], (sums.get(clusters[i]) ?? 0) + difference));
  return [...sums.values()];
}

/** The total with those signs turned whose bit is set. */
function signed(sums: readonly number[], pattern: number): number {
  return sums.reduce((total, sum, i) => total + (Math.floor(pattern / 2 ** i) % 2 === 0 ? sum : -sum), 0);
}
