import { cellOfPixel, correspondences, type PosedDepth } from '../geometry/index.js';
import type { PointGrid } from '../nn/index.js';
import type { PretrainOptions } from './options.js';

/** Feature cells (row · columns + column) of two frames that see one point of a cloud, match by match. */
export interface CellMatches {
  cellsA: Int32Array;
  cellsB: Int32Array;
  /** Indices of the cloud's points. */
  points: Int32Array;
}

/** A view whose cells are matched, with the world position of every pixel, [height · width, 3]. */
export interface MatchedView {
  view: PosedDepth;
  world: Float32Array;
}

/** Cells of a and b that see one point of the cloud; each cell and each point at most once if `distinct`. */
export function matchCells(
  { view: a, world }: MatchedView,
  { view: b }: Pick<MatchedView, 'view'>,
  grid: PointGrid,
  stride: number,
  { viewTolerance, pointTolerance, distinct, anyPixel }: PretrainOptions,
): CellMatches {
  const sampling = distinct ? { stride, anyPixel } : { stride: 1 };
  const seen = correspondences(a, b, { tolerance: viewTolerance, ...sampling });
  const [widthA, widthB] = [a.camera.width, b.camera.width];
  const usedCells = new Uint8Array(Math.ceil(widthB / stride) * Math.ceil(b.camera.height / stride));
  const usedPoints = new Uint8Array(grid.count);
  const cellsA = new Int32Array(seen.a.length);
  const cellsB = new Int32Array(seen.a.length);
  const points = new Int32Array(seen.a.length);
  let count = 0;
  for (let i = 0; i < seen.a.length; i++) {
    const cellB = cellOfPixel(seen.b[i], widthB, stride);
    if (distinct && usedCells[cellB]) continue;
    const at = seen.a[i] * 3;
    const point = grid.nearest(world[at], world[at + 1], world[at + 2], pointTolerance);
    if (point < 0 || (distinct && usedPoints[point])) continue;
    usedCells[cellB] = 1;
    usedPoints[point] = 1;
    cellsA[count] = cellOfPixel(seen.a[i], widthA, stride);
    cellsB[count] = cellB;
    points[count++] = point;
  }
  return { cellsA: cellsA.slice(0, count), cellsB: cellsB.slice(0, count), points: points.slice(0, count) };
}
