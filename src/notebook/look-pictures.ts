import type { Look } from '../analysis/index.js';
import { inColoursOf } from './feature-pictures.js';
import { mapPictures, type Raster } from './rasters.js';

/** What a look shows, cell by cell, the encoders in their order. */
export interface LookPictures {
  /** The photograph as it was seen. */
  seen: Raster;
  /** Depth by position alone; of the same colours for the same depths as that of the encoders. */
  position: Raster;
  encoders: { name: string; colour: Raster; depth: Raster; features: Raster }[];
}

/** Shares of the cells that get the first and the last colour of depth, so that single cells do not take all contrast. */
const [nearShare, farShare] = [0.02, 0.98];

/**
 * The pictures of a look. All depths have one scale, so that a flat one looks flat; principal components are those of each encoder
 * in the colours of the first with which they agree most.
 */
export function lookPictures({ photograph, position, encoders }: Look): LookPictures {
  const depths = [position, ...encoders.map(({ depth }) => depth)].flatMap(({ map }) => [...map.values]);
  depths.sort((a, b) => a - b);
  const at = (share: number): number => Math.exp(depths[Math.floor(share * (depths.length - 1))]);
  const scale = { near: at(nearShare), far: at(farShare) };
  const first = encoders[0].principal.colours;
  return {
    seen: photograph,
    position: mapPictures(position.map, scale)[0],
    encoders: encoders.map(({ name, colour, depth, principal: { colours } }) => ({
      name,
      colour: mapPictures(colour.map)[0],
      depth: mapPictures(depth.map, scale)[0],
      features: mapPictures(colours === first ? colours : inColoursOf(first, colours))[0],
    })),
  };
}
