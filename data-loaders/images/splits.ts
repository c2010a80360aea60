import type { Split } from '../sample.js';

/** Of the images in their order: training up to the first share, then validation up to the second, then test. */
const [trainUntil, valUntil] = [0.6, 0.75];

/**
 * The split of each path: that of its folder `train/`, `val/` or `test/` where all are in such; else by their order, 60 : 15 :
 * 25, so that what is next to each other by name, as shots of one thing are, falls into one split.
 */
export function splitsOf(paths: readonly string[]): Split[] {
  const folders = paths.map((path) => /^(train|val|test)\//.exec(path)?.[1] as Split | undefined);
  if (folders.every((folder) => folder !== undefined)) return folders;
  return paths.map((_, i) => byOrder(i / paths.length));
}

function byOrder(place: number): Split {
  if (place < trainUntil) return 'train';
  return place < valUntil ? 'val' : 'test';
}
