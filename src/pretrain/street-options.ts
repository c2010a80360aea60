import type { PretrainOptions } from './options.js';

/**
 * What differs from a preset in streets, where things are ten times as far as in rooms, and depth is that of a laser scanner.
 *
 * A pixel of an image 160 wide is a quarter of a metre at 40 m, and what a scan measures in it lies anywhere on its surface:
 * hence the tolerances. Beyond 40 m a street has few points, and a thousand drawn from all would lie too far apart.
 */
export function streetOptions({ pointEncoder }: PretrainOptions): Partial<PretrainOptions> {
  const [near, wide] = pointEncoder.levels;
  return {
    viewTolerance: 0.4,
    pointTolerance: 0.5,
    overlap: { voxel: 0.25, radius: 0.375 },
    farthest: 40,
    anyPixel: true,
    pointEncoder: {
      ...pointEncoder,
      levels: [
        { ...near, radius: 2 },
        { ...wide, radius: 6 },
      ],
    },
  };
}
