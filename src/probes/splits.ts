import type { Problem } from '../../data-loaders/check-dataset.js';
import { loadReadable, type ReadableOptions } from '../../data-loaders/readable-frames.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import type { FeatureSource } from '../features/source.js';
import { InputError } from '../support/errors.js';

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
  return (await loadReadableSplits(dataset, ids, { signal })).samples;
}

/** The same; with `onError: 'skip'` frames that cannot be read are listed. Throws InputError when none of a split can be. */
export async function loadReadableSplits(
  dataset: SceneDataset,
  ids: Splits<readonly string[]>,
  options: ReadableOptions = {},
): Promise<{ samples: Splits<Sample[]>; skipped: Problem[] }> {
  const skipped: Problem[] = [];
  const load = async (split: keyof Splits<unknown>): Promise<Sample[]> => {
    const loaded = await loadReadable(dataset, ids[split], options);
    skipped.push(...loaded.skipped);
    if (loaded.samples.length === 0 && loaded.skipped.length > 0)
      throw new InputError(
        `None of the ${ids[split].length} ${split} frames of ${dataset.name} can be read. ${loaded.skipped[0].problem}`,
      );
    return loaded.samples;
  };
  const samples = { train: await load('train'), validation: await load('validation'), test: await load('test') };
  return { samples, skipped };
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
