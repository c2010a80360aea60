import type { SceneDataset } from './sample.js';

/** By what name and options a dataset was opened: enough to open it again in another thread. */
export interface Opening {
  name: string;
  options: Readonly<Record<string, unknown>>;
}

const openings = new WeakMap<SceneDataset, Opening>();

/** Remembers how a dataset was opened, and returns it. */
export function rememberOpening(dataset: SceneDataset, opening: Opening): SceneDataset {
  openings.set(dataset, opening);
  return dataset;
}

/** How a dataset was opened, if it was by name. */
export function openingOf(dataset: SceneDataset): Opening | undefined {
  return openings.get(dataset);
}
