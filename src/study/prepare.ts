import type { SceneDataset } from '../../data-loaders/sample.js';

/** Makes the frames of every dataset of a study quick to load, before workers ask for them at the same time. */
export async function prepareDatasets(datasets: readonly SceneDataset[], signal?: AbortSignal): Promise<void> {
  for (const dataset of new Set(datasets)) await dataset.prepare?.({ signal });
}
