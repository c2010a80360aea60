import { InputError } from '../support/errors.js';

/** How many more scenes or seeds would make an interval as narrow as is wished. */
export interface SampleAdvice {
  /** Half of the interval as it is. */
  now: number;
  /** Half of the interval that is wished for. */
  wished: number;
  /** More scenes that bring it about with the seeds as they are; null when no number does. */
  moreScenes: number | null;
  /** More seeds that bring it about with the scenes as they are; null when no number does. */
  moreSeeds: number | null;
  /** All that in a sentence. */
  text: string;
}

/** What was measured on, and how wide an interval of it is over so many seeds and scenes. */
export interface CrossedDesign {
  seeds: number;
  scenes: number;
  /** Half of the interval over other numbers of them; does not grow when either does. */
  halfWidth(over: { seeds: number; scenes: number }): number;
}

/** More than anybody will add. */
const most = 100_000;

/**
 * How many more scenes, or seeds, make an interval `factor` times as wide (½ by default), if variances stay as they were
 * found.
 *
 * Throws InputError unless 0 < factor < 1.
 */
export function sampleAdvice({ seeds, scenes, halfWidth }: CrossedDesign, factor = 0.5): SampleAdvice {
  if (!(factor > 0 && factor < 1))
    throw new InputError(`The factor must be between 0 and 1, ½ for half the width; ${factor} was given.`);
  const now = halfWidth({ seeds, scenes });
  const wished = factor * now;
  const moreScenes = fewestMore((more) => halfWidth({ seeds, scenes: scenes + more }) <= wished);
  const moreSeeds = fewestMore((more) => halfWidth({ seeds: seeds + more, scenes }) <= wished);
  return { now, wished, moreScenes, moreSeeds, text: sentence({ now, wished, moreScenes, moreSeeds }) };
}

/** The least number that is enough; whatever is enough stays so when there is more. */
function fewestMore(isEnough: (more: number) => boolean): number | null {
  let high = 1;
  while (!isEnough(high)) {
    if (high >= most) return null;
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function sentence({ now, wished, moreScenes, moreSeeds }: Omit<SampleAdvice, 'text'>): string {
  if (now === 0) return 'Nothing varies: the interval has no width.';
  const width = (half: number): string => `±${half.toPrecision(2)}`;
  const aim = `the interval from ${width(now)} to ${width(wished)}`;
  const of = (count: number, what: string): string => `${count} more ${what}${count === 1 ? '' : 's'}`;
  const ways = [
    ...(moreScenes === null ? [] : [of(moreScenes, 'scene')]),
    ...(moreSeeds === null ? [] : [of(moreSeeds, 'seed')]),
  ];
  if (ways.length === 0) return `Neither scenes nor seeds alone bring ${aim}: add both.`;
  const bring = ways.length === 1 && /^1 /.test(ways[0]) ? 'brings' : 'bring';
  if (ways.length === 2) return `${ways[0]}, or ${ways[1]}, bring ${aim}.`;
  return `${ways[0]} ${bring} ${aim}; ${moreScenes === null ? 'scenes' : 'seeds'} alone do not.`;
}
