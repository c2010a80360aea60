import { InputError } from '../support/errors.js';
import { checkMaskSize, type RunLengthMask } from './mask.js';
import { mergeMasks } from './mask-overlap.js';
import type { RasterSize } from './resample.js';

/** Corners are rounded to this part of a pixel before edges are drawn. */
const subpixels = 5;

/** A column's middle lies half-way between these subpixels of it, 2 and 3. */
const middle = 2;

/** Farther corners overflow in COCO's own tools. */
const farthest = 2 ** 28;

/**
 * The mask of polygons, lists `[x0, y0, x1, y1, …]` of corners in image coordinates: the union of their insides (even–odd),
 * drawn exactly as COCO's tools draw it, border pixels included. Without polygons, or of fewer than three corners each, it is empty.
 *
 * Throws InputError, naming `source`, if a polygon has an odd number of coordinates or one that is no number or beyond ±2²⁸.
 *
 * Reference: `rleFrPoly` of COCO's maskApi.c.
 */
export function maskFromPolygons(
  polygons: readonly ArrayLike<number>[],
  size: RasterSize,
  source = 'The mask',
): RunLengthMask {
  checkMaskSize(size, source);
  const parts = polygons.map((polygon, i) => {
    checkPolygon(polygon, polygons.length > 1 ? `${source}, part ${i}` : source);
    return drawPolygon(polygon, size);
  });
  const { width, height } = size;
  return parts.length === 0 ? { width, height, counts: Int32Array.of(width * height) } : mergeMasks(parts);
}

function checkPolygon(polygon: ArrayLike<number>, source: string): void {
  if (polygon.length % 2 !== 0)
    throw new InputError(`${source} is a polygon of ${polygon.length} coordinates. Expected pairs x, y.`);
  for (let i = 0; i < polygon.length; i++)
    if (!(Math.abs(polygon[i]) <= farthest))
      throw new InputError(
        `${source} is a polygon with the coordinate ${String(polygon[i])}. Expected pixels, at most ±2^28.`,
      );
}

function drawPolygon(polygon: ArrayLike<number>, { width, height }: RasterSize): RunLengthMask {
  const crossings = new Crossings(width, height);
  let x0 = toSubpixels(polygon[polygon.length - 2]);
  let y0 = toSubpixels(polygon[polygon.length - 1]);
  for (let i = 0; i < polygon.length; i += 2) {
    const x1 = toSubpixels(polygon[i]);
    const y1 = toSubpixels(polygon[i + 1]);
    crossings.addEdge(x0, y0, x1, y1);
    x0 = x1;
    y0 = y1;
  }
  return { width, height, counts: crossings.toRuns() };
}

const toSubpixels = (pixels: number): number => Math.trunc(subpixels * pixels + 0.5);

let scratch = new Int32Array(1024);

/** Where the edges of a polygon cross the middles of columns, as positions in the order of runs. */
class Crossings {
  private length = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /**
   * Adds the crossings of the edge between two corners in subpixels. The edge is the points one apart along its longer axis, the other coordinate rounded;
   * it crosses a column between the two of them that lie on either side of the column's middle.
   */
  addEdge(x0: number, y0: number, x1: number, y1: number): void {
    const firstColumn = Math.max(0, Math.ceil((Math.min(x0, x1) - middle) / subpixels));
    const lastColumn = Math.min(this.width - 1, Math.floor((Math.max(x0, x1) - middle - 1) / subpixels));
    if (lastColumn < firstColumn) return;
    const across = Math.abs(x1 - x0);
    const down = Math.abs(y1 - y0);
    // Rounding is the same for both directions because the edge is walked from its lower end along the longer axis.
    const isReversed = across >= down ? x0 > x1 : y0 > y1;
    if (isReversed) [x0, y0, x1, y1] = [x1, y1, x0, y0];
    if (across >= down) {
      const slope = (y1 - y0) / across;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const before = column * subpixels + middle - x0;
        const upper = slope < 0 ? before + 1 : before;
        this.add(column, Math.trunc(y0 + slope * upper + 0.5));
      }
    } else {
      const slope = (x1 - x0) / down;
      for (let column = firstColumn; column <= lastColumn; column++)
        this.add(column, y0 + stepAcross(x0, slope, column * subpixels + middle, down) - 1);
    }
  }

  private add(column: number, y: number): void {
    if (this.length === scratch.length) {
      const longer = new Int32Array(2 * scratch.length);
      longer.set(scratch);
      scratch = longer;
    }
    const row = Math.ceil(Math.min(this.height, Math.max(0, (y + 0.5) / subpixels - 0.5)));
    scratch[this.length++] = column * this.height + row;
  }

  /** Runs between the crossings; two at one place cancel each other. */
  toRuns(): Int32Array {
    const positions = scratch.subarray(0, this.length).sort();
    const runs = new Int32Array(this.length + 1);
    let count = 0;
    let previous = 0;
    for (let i = 0; i < positions.length; i++) {
      if (positions[i] === positions[i + 1]) {
        i++;
        continue;
      }
      runs[count++] = positions[i] - previous;
      previous = positions[i];
    }
    const rest = this.width * this.height - previous;
    if (rest > 0) runs[count++] = rest;
    return runs.slice(0, count);
  }
}

/** The first step t > 0 at which `x0 + slope·t`, rounded, is on the other side of `middle` + ½ than before. */
function stepAcross(x0: number, slope: number, subpixel: number, steps: number): number {
  const isAcross = (t: number): boolean => {
    const x = Math.trunc(x0 + slope * t + 0.5);
    return slope > 0 ? x > subpixel : x <= subpixel;
  };
  let t = Math.min(steps, Math.max(1, Math.ceil((subpixel + 0.5 - x0) / slope)));
  while (t > 1 && isAcross(t - 1)) t--;
  while (t < steps && !isAcross(t)) t++;
  return t;
}
