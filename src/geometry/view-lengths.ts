import type { OverlapLengths } from './overlap.js';

/** At which lengths two views of a place are compared, in metres. */
export interface ViewLengths {
  /** By how much the depths of a point may differ between the views. */
  tolerance: number;
  overlap: OverlapLengths;
  /** Beyond this depth counts as not measured; nowhere unless given. */
  farthest?: number;
  /** For sparse depth: any measured pixel of a cell may stand for it, see `correspondences`. */
  anyPixel?: boolean;
}

/**
 * Lengths by kind of place. Streets are ten times as large as rooms and scanned sparsely: a pixel of an image 160 wide is a
 * quarter of a metre at 40 m, and what a scan measures in it lies anywhere on its surface.
 */
export const viewLengths: Record<'indoor' | 'street', ViewLengths> = {
  indoor: { tolerance: 0.08, overlap: { voxel: 0.05, radius: 0.075 } },
  street: { tolerance: 0.4, overlap: { voxel: 0.25, radius: 0.375 }, farthest: 40, anyPixel: true },
};
