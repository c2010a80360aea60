import type { NullName } from './types.js';

/** The nulls in words. */
export const nullDescriptions: Readonly<Record<NullName, string>> = {
  constant: 'says the same of every cell: the mean of the training cells, or their commonest class',
  position: 'knows where in the image a cell is (polynomial of degree 6)',
  height: 'knows how high in the world the surface lies that a cell shows (polynomial of degree 6)',
  density: 'knows how many points the cloud has about that surface (polynomial of degree 6)',
  rank: 'random projections of the colours about a cell, of the same effective rank as the layer (mean over draws)',
  untrained: 'an untrained encoder of the same architecture',
};
