import { frameIds } from '../../data-loaders/batches.js';
import { loadReadable, prepareReadable } from '../../data-loaders/readable-frames.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/encoder.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';
import { crossValidate, type CrossValidated, type CrossValidateOptions } from './cross-validate.js';
import type { Probed, ProbeDatasetOptions } from './probe-dataset.js';
import { usableSamples } from './usable-samples.js';

/** What cross-validation has found, and what it was found on. */
export interface DatasetCrossValidated extends CrossValidated, Pick<Probed, 'notes' | 'skipped'> {}

/**
 * Nested cross-validation of an encoder, or any source of features, on all scenes of a dataset, whatever its splits: see
 * {@link crossValidate}.
 *
 * Throws InputError as that does, for frames that differ in size, and where none can be read.
 */
export async function crossValidateDataset(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  {
    stages,
    frames: most = Infinity,
    onError,
    ...options
  }: CrossValidateOptions & Pick<ProbeDatasetOptions, 'stages' | 'frames' | 'onError'>,
): Promise<DatasetCrossValidated> {
  const { signal = defaultSignal() } = options;
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  await prepareReadable(dataset, { onError, signal });
  const all = frameIds(dataset);
  const ids =
    all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);
  const notes = ids.length < all.length ? [`${most} of the ${all.length} frames are used, at equal steps.`] : [];
  const { samples: loaded, skipped } = await loadReadable(dataset, ids, { onError, signal });
  if (loaded.length === 0) throw new InputError(`None of the ${ids.length} frames of ${dataset.name} can be read.`);
  const samples = usableSamples(loaded, dataset);
  const found = await crossValidate(samples, await source.extract(samples, stages), { ...options, signal });
  return { ...found, notes, skipped };
}
