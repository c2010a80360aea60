import { InputError } from '../support/errors.js';
import type { RasterSize } from './resample.js';

/**
 * A binary mask as COCO's run lengths (RLE): pixels column by column, each column from the top; first a run of zeros, which
 * may be empty, then one of ones, and so on in turn. The runs cover the image exactly.
 */
export interface RunLengthMask extends RasterSize {
  /** Pixels in each run, 0 or more. */
  counts: Int32Array;
}

/** Bounds of a mask in pixels; all 0 for an empty one. */
export interface MaskBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Runs are counted in 31 bits. */
const mostPixels = 2 ** 31 - 1;

/** Throws InputError, naming `source`, unless both sides are whole, positive and span fewer than 2³¹ pixels. */
export function checkMaskSize({ width, height }: RasterSize, source: string): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width * height <= mostPixels))
    throw new InputError(
      `${source} has the size ${width}×${height}. Expected whole positive numbers and fewer than 2^31 pixels.`,
    );
}

/**
 * The mask with these run lengths, as stored uncompressed in COCO files (`counts` a list).
 *
 * Throws InputError, naming `source`, if a run is no whole number of pixels or the runs do not add up to the image.
 */
export function maskFromCounts(counts: ArrayLike<number>, size: RasterSize, source = 'The mask'): RunLengthMask {
  checkMaskSize(size, source);
  const { width, height } = size;
  const pixels = width * height;
  const runs = new Int32Array(counts.length);
  let sum = 0;
  for (let i = 0; i < runs.length; i++) {
    const count = counts[i];
    if (!(Number.isInteger(count) && count >= 0 && count <= pixels))
      throw new InputError(
        `${source} has ${String(count)} as its run ${i}. Expected a whole number of pixels, 0 to ${pixels}.`,
      );
    runs[i] = count;
    sum += count;
  }
  if (sum !== pixels)
    throw new InputError(
      `${source} has runs of ${sum} pixels in all, its image of ${width}×${height} has ${pixels}. Make the mask again for this size (sizes are stored as [height, width]).`,
    );
  return { width, height, counts: runs };
}

/** The mask of a raster [height, width], row-major: a pixel belongs to it unless it is 0. */
export function encodeMask(raster: ArrayLike<number>, { width, height }: RasterSize): RunLengthMask {
  checkMaskSize({ width, height }, 'The mask');
  if (raster.length !== width * height)
    throw new InputError(
      `A mask of ${width}×${height} takes ${width * height} pixels, got ${raster.length}. Give one value a pixel.`,
    );
  const counts: number[] = [];
  let inside = false;
  let run = 0;
  for (let x = 0; x < width; x++)
    for (let pixel = x; pixel < raster.length; pixel += width) {
      if ((raster[pixel] !== 0) !== inside) {
        counts.push(run);
        run = 0;
        inside = !inside;
      }
      run++;
    }
  counts.push(run);
  return { width, height, counts: Int32Array.from(counts) };
}

/** The mask as a raster [height, width], row-major, of zeros and ones. */
export function decodeMask(mask: RunLengthMask): Uint8Array {
  const raster = new Uint8Array(mask.width * mask.height);
  paintMask(raster, mask, 1);
  return raster;
}

/** Sets the pixels of the mask to `value` in a raster [height, width], row-major, and leaves the others. */
export function paintMask(raster: Uint8Array | Uint16Array, { width, height, counts }: RunLengthMask, value: number) {
  let x = 0;
  let y = 0;
  for (let i = 0; i < counts.length; i++) {
    let run = counts[i];
    if ((i & 1) === 0) {
      y += run;
      if (y >= height) {
        const columns = Math.floor(y / height);
        x += columns;
        y -= columns * height;
      }
      continue;
    }
    while (run > 0) {
      const bottom = Math.min(height, y + run);
      run -= bottom - y;
      for (let pixel = y * width + x, end = bottom * width + x; pixel < end; pixel += width) raster[pixel] = value;
      y = bottom;
      if (y === height) {
        y = 0;
        x++;
      }
    }
  }
}

/** Pixels of the mask. */
export function maskArea({ counts }: RunLengthMask): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i];
  return area;
}

/** The smallest box that holds the mask. */
export function maskBox({ height, counts }: RunLengthMask): MaskBox {
  let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
  let position = 0;
  for (let i = 0; i < counts.length; i++) {
    const first = position;
    position += counts[i];
    if ((i & 1) === 0 || counts[i] === 0) continue;
    const firstColumn = Math.floor(first / height);
    const lastColumn = Math.floor((position - 1) / height);
    left = Math.min(left, firstColumn);
    right = lastColumn;
    // A run that goes on in the next column has passed the bottom of one and the top of the other.
    const spans = lastColumn > firstColumn;
    top = Math.min(top, spans ? 0 : first - firstColumn * height);
    bottom = Math.max(bottom, spans ? height - 1 : position - 1 - firstColumn * height);
  }
  return right < 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
