import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';

/**
 * Samples as probes take them: the classes that benchmarks leave out count as unlabelled. Throws InputError unless all are of
 * the size of `first`.
 */
export function usableSamples(
  samples: readonly Sample[],
  { trainIds }: Pick<SceneDataset, 'trainIds'>,
  first = samples[0],
): Sample[] {
  return samples.map((sample) => {
    assertSameSize(sample, first);
    if (!sample.semantics || !trainIds) return sample;
    return { ...sample, semantics: sample.semantics.map((label) => (trainIds[label] === 255 ? 0 : label)) };
  });
}

function assertSameSize({ id, width, height }: Sample, first: Sample): void {
  if (width !== first.width || height !== first.height)
    throw new InputError(
      `${first.id} is ${first.width}×${first.height}, ${id} ${width}×${height}: probes take frames of one size. Open ${first.dataset} with a width and a height.`,
    );
}
