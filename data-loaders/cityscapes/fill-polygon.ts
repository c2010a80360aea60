import type { RasterSize } from '../../src/image/resample.js';

/** Corners in pixels: (x, y) is the centre of the pixel in column x and row y. */
export type Polygon = readonly (readonly [x: number, y: number])[];

/** Between two corners that lie in different rows. */
interface Edge {
  top: number;
  bottom: number;
  x: number;
  y: number;
  /** From (x, y) to its other end. */
  dx: number;
  dy: number;
}

/**
 * Sets the pixels of a polygon in a raster [height, width] to `value`. In each row the edges cross, pixels between an odd
 * crossing and the next are inside (even–odd), ends rounded to the nearest pixel, so that the pixels on the border, the last column and row
 * included, belong to it. Corners may lie outside the raster; their fractions are dropped.
 *
 * This is how the tools of Cityscapes draw, with `ImageDraw.polygon` of Pillow, whose releases differ in single pixels at
 * sharp corners. For COCO's `maskFromPolygons` whole numbers are corners of pixels, not centres: its masks lack the last
 * column and row.
 */
export function fillPolygon(raster: Uint16Array, { width, height }: RasterSize, polygon: Polygon, value: number): void {
  const corners = polygon.map(([x, y]) => [Math.trunc(x), Math.trunc(y)] as const);
  const fillRow = (row: number, from: number, to: number): void => {
    if (row < 0 || row >= height) return;
    const [begin, end] = [Math.max(0, from), Math.min(width, to + 1)];
    if (begin < end) raster.fill(value, row * width + begin, row * width + end);
  };
  const edges: Edge[] = [];
  corners.forEach(([x1, y1], i) => {
    const [x0, y0] = corners.at(i - 1)!;
    if (y0 === y1) return fillRow(y0, Math.min(x0, x1), Math.max(x0, x1));
    edges.push({ top: Math.min(y0, y1), bottom: Math.max(y0, y1), x: x0, y: y0, dx: x1 - x0, dy: y1 - y0 });
  });
  const last = edges.reduce((bottom, edge) => Math.max(bottom, edge.bottom), -1);
  const first = edges.reduce((top, edge) => Math.min(top, edge.top), last);
  for (let row = Math.max(0, first); row <= Math.min(last, height - 1); row++) {
    const crossings: number[] = [];
    for (const { top, bottom, x, y, dx, dy } of edges) {
      if (row < top || row > bottom) continue;
      const crossing = x + ((row - y) * dx) / dy;
      crossings.push(crossing);
      // Where an edge ends above the last row the next begins, or turns back: either way crossings stay in pairs.
      if (row === bottom && row < last) crossings.push(crossing);
    }
    crossings.sort((a, b) => a - b);
    for (let i = 1; i < crossings.length; i += 2) fillRow(row, roundUp(crossings[i - 1]), roundDown(crossings[i]));
  }
}

/** To the nearest, halves away from zero. */
function roundUp(x: number): number {
  return Math.sign(x) * Math.floor(Math.abs(x) + 0.5);
}

/** To the nearest, halves towards zero. */
function roundDown(x: number): number {
  return Math.sign(x) * Math.ceil(Math.abs(x) - 0.5);
}
