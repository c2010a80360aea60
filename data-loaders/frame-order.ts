import { InputError } from '../src/support/errors.js';
import { seeded, type SeedPart } from '../src/support/random.js';
import { frameIds } from './batches.js';
import type { SceneDataset, Split } from './sample.js';

/** Which frames of a dataset to take, and in what order. */
export interface FrameChoice {
  /** All splits when left out. */
  split?: Split;
  /** Decides subset and order (0). */
  seed?: SeedPart;
  /** Whether frames come in an order that the seed decides (false: that of scenes and frames). */
  shuffle?: boolean;
  /** How many frames to take, chosen by the seed; of two numbers, the frames of the smaller are among those of the larger. */
  subset?: number;
}

/** Ids of the frames that were chosen, in their order. Throws InputError if `subset` is no whole number of at least 1. */
export function frameOrder(
  dataset: SceneDataset,
  { split, seed = 0, shuffle = false, subset }: FrameChoice = {},
): string[] {
  if (subset !== undefined && !(Number.isSafeInteger(subset) && subset >= 1))
    throw new InputError(`subset is ${subset}; give a whole number of frames, at least 1.`);
  const ids = frameIds(dataset, split);
  const chosen = seeded('subset', seed).permutation(ids.length).slice(0, subset).sort();
  if (!shuffle) return Array.from(chosen, (i) => ids[i]);
  return Array.from(seeded('shuffle', seed).permutation(chosen.length), (i) => ids[chosen[i]]);
}
