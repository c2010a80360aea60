import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import type { FeatureSource } from '../features/source.js';

/** Three parts with scenes of their own: to fit, to choose on, to report. */
export interface Splits<T> {
  train: T;
  validation: T;
  test: T;
}

/** The three splits mapped by one function. */
export function mapSplits<T, U>(splits: Splits<T>, map: (value: T, split: keyof Splits<T>) => U): Splits<U> {
  return {
    train: map(splits.train, 'train'),
    validation: map(splits.validation, 'validation'),
    test: map(splits.test, 'test'),
  };
}

/** Loads the frames with the given ids, split by split. Throws what `dataset.load` throws. */
export async function loadSplits(
  dataset: SceneDataset,
  ids: Splits<readonly string[]>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Splits<Sample[]>> {
  return {
    train: await loadSamples(dataset, ids.train, { signal }),
    validation: await loadSamples(dataset, ids.validation, { signal }),
    test: await loadSamples(dataset, ids.test, { signal }),
  };
}

/** Features of the named stages (all when omitted) of every split, by stage. Throws what `source.extract` throws. */
export async function extractSplits(
  source: FeatureSource,
  samples: Splits<readonly Sample[]>,
  stages?: readonly string[],
): Promise<Splits<Record<string, FeatureMap>>> {
  return {
    train: await source.extract(samples.train, stages),
    validation: await source.extract(samples.validation, stages),
    test: await source.extract(samples.test, stages),
  };
}
