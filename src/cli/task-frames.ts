import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { probeFrames } from '../probes/probe-frames.js';
import { InputError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { Task } from '../tasks/index.js';

/**
 * Training and test frames, of each `most` at most, that have what a task requires; the others are left out with a note.
 *
 * Throws InputError when the dataset never has it, or none of the chosen frames does.
 */
export async function loadTaskFrames(
  { name, requires }: Pick<Task<unknown>, 'name' | 'requires'>,
  data: SceneDataset,
  { most, seed, signal }: { most?: number; seed: number; signal?: AbortSignal },
): Promise<{ train: Sample[]; test: Sample[] }> {
  const lacking = requires.filter((modality) => !data.modalities.includes(modality));
  if (lacking.length > 0)
    throw new InputError(
      `${data.name} has no ${lacking.join(' and no ')}, which the task ${name} is learnt from: choose another dataset or layout.`,
    );
  const { ids, notes } = await probeFrames(data, { targets: [{ requires }], frames: most, seed });
  for (const note of notes) progress().note(note);
  const load = async (split: 'train' | 'test'): Promise<Sample[]> => {
    const all = await loadSamples(data, ids[split], { signal });
    const labelled = all.filter((sample) => requires.every((modality) => sample[modality] !== undefined));
    if (labelled.length === 0)
      throw new InputError(`None of the ${all.length} ${split} frames of ${data.name} has ${requires.join(' and ')}.`);
    if (labelled.length < all.length)
      progress().note(
        `${all.length - labelled.length} ${split} frames without ${requires.join(' and ')} are left out.`,
      );
    return labelled;
  };
  return { train: await load('train'), test: await load('test') };
}
