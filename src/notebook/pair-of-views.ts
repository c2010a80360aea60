import { isPosed, type PosedSample } from '../../data-loaders/posed-sample.js';
import { loadSamples } from '../../data-loaders/batches.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { overlap, viewLengths } from '../geometry/index.js';

/** Which two views of one scene are taken. */
export interface ViewPairChoice {
  /** Which scene; the first with two frames unless given. */
  scene?: string;
  /** Least overlap of the two, 0..1 (.3). */
  leastOverlap?: number;
}

/** Frames of a scene that are looked at: neighbours in a recording are near duplicates. */
const framesTried = 6;

/**
 * Two frames of a scene that see enough in common and are otherwise as different as can be: of six frames spread over the scene the first,
 * and the one that overlaps least with it, but by `leastOverlap`. Undefined where frames have no depth or pose, or none overlaps.
 */
export async function pairOfViews(
  dataset: SceneDataset,
  { scene: id, leastOverlap = 0.3 }: ViewPairChoice = {},
): Promise<[PosedSample, PosedSample] | undefined> {
  const scene = dataset.scenes.find((one) => (id === undefined ? one.frames.length > 1 : one.id === id));
  if (!scene || !dataset.modalities.includes('pose')) return undefined;
  const spread = scene.frames.filter((_, i) => i % Math.ceil(scene.frames.length / framesTried) === 0);
  const [first, ...others] = (await loadSamples(dataset, spread)).filter(isPosed);
  const lengths = viewLengths[dataset.world ?? 'indoor'].overlap;
  const [second] = others
    .map((view) => ({ view, overlap: overlap(first, view, lengths) }))
    .filter((other) => other.overlap >= leastOverlap)
    .sort((one, other) => one.overlap - other.overlap);
  return second && [first, second.view];
}
