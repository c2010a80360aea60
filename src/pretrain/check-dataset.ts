import type { Modality, SceneDataset, Split } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';

const needed: readonly Modality[] = ['depth', 'pose', 'cloud'];

/**
 * Throws InputError unless the splits of a dataset can have frame pairs: that takes depth, poses and clouds, and in each
 * split a scene with two frames. Reads no frame.
 */
export function checkForPretraining(
  { name, modalities, scenes, notes = [] }: SceneDataset,
  splits: readonly Split[],
): void {
  const missing = needed.filter((modality) => !modalities.includes(modality));
  if (missing.length > 0)
    throw new InputError(
      `Dataset ${name} has no ${missing.join(' and no ')} here: pretraining aligns what two views of a scene and its point cloud show. ` +
        'Use recordings with depth and poses; docs/datasets.md says which have them.',
    );
  for (const split of splits) {
    const own = scenes.filter((scene) => scene.split === split);
    if (own.some(({ frames }) => frames.length > 1)) continue;
    const fault =
      own.length === 0 ? `no scene in its ${split} split` : `no scene with two frames in its ${split} split`;
    throw new InputError([`Dataset ${name} has ${fault}. Give more recordings.`, ...notes].join(' '));
  }
}
