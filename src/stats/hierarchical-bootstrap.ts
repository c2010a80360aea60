import { InputError } from '../support/errors.js';
import { seeded, type Random } from '../support/random.js';
import { mean, sampleVariance } from './moments.js';
import { normalCdf, normalQuantile } from './normal.js';
import { quantile } from './quantile.js';

/** What a unit belongs to at one level: its seed, its scene, its image. */
export type Level<Unit> = (unit: Unit) => string | number;

/** Options of {@link hierarchicalBootstrap}. */
export interface BootstrapOptions<Unit> {
  /**
   * What is drawn with replacement, outermost first: `[row => row.seed, row => row.scene]` draws seeds and, of each seed
   * that is drawn, scenes; the units of a scene stay together. Each unit by itself when omitted.
   */
  levels?: readonly Level<Unit>[];
  resamples?: number;
  seed?: number;
  level?: number;
  /** `bca`: corrected for bias and acceleration; `percentile`: plain quantiles. */
  method?: 'bca' | 'percentile';
}

/** An estimate with its bootstrap interval. */
export interface Bootstrapped {
  estimate: number;
  standardError: number;
  interval: [number, number];
  /** Outermost groups: with few of them every bootstrap interval is too narrow (3 seeds: 81 % instead of 95 %). */
  groups: number;
}

/**
 * Bootstrap interval of any statistic of nested data: at each level groups are drawn with replacement, within those that
 * were drawn above.
 *
 * BCa takes the quantiles of the replicates at `Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z)))`, z₀ being the normal quantile of the
 * share of replicates below the estimate and a the acceleration `Σd³/(6(Σd²)^{3/2})` of the jackknife that leaves out
 * one outermost group at a time, `d = θ̄₍·₎ − θ₍ᵢ₎`. The same seed gives the same interval.
 * Throws InputError for fewer than two groups, a statistic that is not finite, and options out of range.
 * References: Efron, Better bootstrap confidence intervals, JASA 1987; Saravanan, Berman & Sober, Application of the
 * hierarchical bootstrap to multi-level data in neuroscience, 2020.
 */
export function hierarchicalBootstrap<Unit>(
  units: readonly Unit[],
  statistic: (units: readonly Unit[]) => number,
  { levels, resamples = 2000, seed = 0, level = 0.95, method = 'bca' }: BootstrapOptions<Unit> = {},
): Bootstrapped {
  if (!(level > 0 && level < 1)) throw new InputError(`The level must be between 0 and 1; ${level} was given.`);
  if (!Number.isInteger(resamples) || resamples < 50)
    throw new InputError(`A bootstrap needs at least 50 resamples; ${resamples} were given.`);
  const groups = levels ? grouped(units, levels) : units.map((unit) => ({ units: [unit] }));
  if (groups.length < 2)
    throw new InputError(`All ${units.length} units are in one group: there is nothing to resample. Give two or more.`);
  const estimate = checked(statistic(units), 'all units');
  const random = seeded('hierarchical bootstrap', seed);
  const replicates = Float64Array.from({ length: resamples }, () =>
    checked(statistic(drawn(groups, random)), 'a resample'),
  ).sort();
  const tails = [(1 - level) / 2, (1 + level) / 2];
  const at = method === 'percentile' ? tails : tails.map(bcaShare(estimate, replicates, groups, statistic));
  const [low, high] = at.map((share) => quantile(replicates, share));
  return {
    estimate,
    standardError: Math.sqrt(sampleVariance(replicates)),
    interval: [low, high],
    groups: groups.length,
  };
}

/** A group: its units, or the groups within it. */
type Group<Unit> = { units: readonly Unit[] } | { groups: readonly Group<Unit>[] };

function grouped<Unit>(units: readonly Unit[], [outer, ...inner]: readonly Level<Unit>[]): Group<Unit>[] {
  const members = new Map<string | number, Unit[]>();
  for (const unit of units) {
    const key = outer(unit);
    const known = members.get(key);
    if (known) known.push(unit);
    else members.set(key, [unit]);
  }
  return [...members.values()].map((own) => (inner.length === 0 ? { units: own } : { groups: grouped(own, inner) }));
}

function drawn<Unit>(groups: readonly Group<Unit>[], random: Random): Unit[] {
  const units: Unit[] = [];
  for (let i = 0; i < groups.length; i++) {
    const group = random.choice(groups);
    units.push(...('units' in group ? group.units : drawn(group.groups, random)));
  }
  return units;
}

function unitsOf<Unit>(group: Group<Unit>): readonly Unit[] {
  return 'units' in group ? group.units : group.groups.flatMap(unitsOf);
}

/** Where in the replicates an end of the BCa interval lies, from where it would lie without correction. */
function bcaShare<Unit>(
  estimate: number,
  replicates: Float64Array,
  groups: readonly Group<Unit>[],
  statistic: (units: readonly Unit[]) => number,
): (share: number) => number {
  const below = replicates.filter((value) => value < estimate).length;
  const equal = replicates.filter((value) => value === estimate).length;
  // Half a replicate from the ends at least: an estimate beyond all replicates has no finite quantile.
  const share = (below + equal / 2) / replicates.length;
  const least = 0.5 / replicates.length;
  const bias = normalQuantile(Math.min(1 - least, Math.max(least, share)));
  const without = groups.map((left) =>
    checked(statistic(groups.filter((group) => group !== left).flatMap(unitsOf)), 'all groups but one'),
  );
  const centre = mean(without);
  const [squares, cubes] = [2, 3].map((power) => without.reduce((sum, value) => sum + (centre - value) ** power, 0));
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  return (plain) => {
    const z = bias + normalQuantile(plain);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
}

function checked(value: number, of: string): number {
  if (Number.isFinite(value)) return value;
  throw new InputError(
    `The statistic of ${of} is ${value}: give one that is defined for every group left out or drawn twice, or larger groups.`,
  );
}
