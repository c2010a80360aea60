import type { Sample } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';

/**
 * The frames whose labels may be used: a share of all, at least one, from as many scenes as possible.
 *
 * Scenes come in an order drawn by the seed; first one frame of each, then a second one, and so on. Smaller shares are
 * part of larger ones. Throws InputError when the share is not in (0, 1] or there are no samples.
 */
export function labelledFrames(samples: readonly Sample[], share: number, seed: number): Sample[] {
  if (!(share > 0 && share <= 1))
    throw new InputError(`The share of labels must lie in (0, 1]; ${share} was given (1 % is 0.01).`);
  if (!samples.length) throw new InputError('There are no training samples to take labels from.');
  const scenes = new Map<string, Sample[]>();
  for (const sample of samples) scenes.set(sample.scene, [...(scenes.get(sample.scene) ?? []), sample]);
  const ids = [...scenes.keys()];
  const random = seeded('labels', seed);
  const order = Array.from(random.permutation(ids.length), (i) => {
    const frames = scenes.get(ids[i])!;
    return Array.from(random.permutation(frames.length), (j) => frames[j]);
  });
  const rounds = Math.max(...order.map((frames) => frames.length));
  const ordered: Sample[] = [];
  for (let round = 0; round < rounds; round++)
    for (const frames of order) if (round < frames.length) ordered.push(frames[round]);
  return ordered.slice(0, Math.max(1, Math.round(share * samples.length)));
}
