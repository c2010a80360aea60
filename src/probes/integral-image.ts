import type { Rectangle } from './cells.js';

/** Sums over rectangles of a raster [height, width], each in four look-ups. */
export type RectangleSum = (rectangle: Rectangle) => number;

/**
 * Prepares the sums of a raster over all rectangles.
 *
 * Reference: Crow, Summed-area tables for texture mapping, SIGGRAPH 1984.
 */
export function integralImage(width: number, height: number, valueOf: (pixel: number) => number): RectangleSum {
  const columns = width + 1;
  const sums = new Float64Array(columns * (height + 1));
  for (let v = 0; v < height; v++) {
    let ofRow = 0;
    for (let u = 0; u < width; u++) {
      ofRow += valueOf(v * width + u);
      sums[(v + 1) * columns + u + 1] = sums[v * columns + u + 1] + ofRow;
    }
  }
  return ({ top, bottom, left, right }) =>
    sums[bottom * columns + right] -
    sums[top * columns + right] -
    sums[bottom * columns + left] +
    sums[top * columns + left];
}
