import { InputError } from '../../support/errors.js';
import { seeded } from '../../support/random.js';

/**
 * The labelled part of training frames: `⌈share · n⌉` of them, whole scenes first, in an order that follows from the seed; a smaller
 * share is part of every larger one.
 *
 * Throws InputError unless 0 < share ≤ 1.
 */
export function labelledShare<T extends { scene: string }>(frames: readonly T[], share: number, seed: number): T[] {
  if (!(share > 0 && share <= 1))
    throw new InputError(`A share of labels lies above 0 and up to 1; ${share} was given.`);
  const scenes = [...new Set(frames.map(({ scene }) => scene))];
  const order = seeded(seed, 'labelled scenes').permutation(scenes.length);
  const ordered = [...order].flatMap((i) => frames.filter(({ scene }) => scene === scenes[i]));
  return ordered.slice(0, Math.ceil(share * frames.length));
}
