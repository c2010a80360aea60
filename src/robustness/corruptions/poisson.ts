/** Steps of the mean between 0 and its maximum for which tables are made; 8-bit values fall exactly on them. */
const levels = 255;

/** Parts of the unit interval from which the search in a table starts. */
const starts = 64;

interface CountTable {
  /** P(count ≤ k). */
  cumulative: Float64Array;
  /** By part of the unit interval, the least count that a number in it can mean. */
  first: Uint16Array;
}

/**
 * Poisson counts of means in 0..1 times `largest`, by inversion, from uniform numbers.
 *
 * A mean is split in the next lower of 256 tabulated ones and the rest, since Poisson counts add:
 * the rest is 0 for 8-bit values, and below largest/255 always.
 */
export class PoissonCounts {
  private readonly tables: CountTable[];

  constructor(private readonly largest: number) {
    this.tables = Array.from({ length: levels + 1 }, (_, level) => countTable((largest * level) / levels));
  }

  /** The count for mean `fraction · largest`, decided by two uniform numbers. */
  count(fraction: number, uniform: number, uniformOfRest: () => number): number {
    const position = fraction * levels;
    const level = Math.min(levels, Math.floor(position + 1e-4));
    const { cumulative, first } = this.tables[level];
    let count = first[Math.floor(uniform * starts)];
    while (uniform >= cumulative[count]) count++;
    const rest = position - level;
    return rest > 1e-4 ? count + smallCount((rest * this.largest) / levels, uniformOfRest()) : count;
  }
}

function countTable(mean: number): CountTable {
  const length = Math.ceil(mean + 10 * Math.sqrt(mean) + 10);
  const cumulative = new Float64Array(length);
  let share = Math.exp(-mean);
  for (let k = 0, sum = 0; k < length; share *= mean / ++k) cumulative[k] = sum += share;
  cumulative[length - 1] = 1;
  const first = new Uint16Array(starts);
  for (let part = 0, k = 0; part < starts; part++) {
    while (part / starts >= cumulative[k]) k++;
    first[part] = k;
  }
  return { cumulative, first };
}

function smallCount(mean: number, uniform: number): number {
  let share = Math.exp(-mean);
  let count = 0;
  for (let sum = share; uniform >= sum && share > 0; sum += share) share *= mean / ++count;
  return count;
}
