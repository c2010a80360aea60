import type { Sample } from '../../data-loaders/sample.js';
import { rememberedOnGrid } from './remember.js';

/** Where the cells of a feature map lie in the image: cell (r, c) covers pixel rows r·stride … (r+1)·stride − 1. */
export interface CellGrid {
  height: number;
  width: number;
  /** Image pixels per cell along each axis. */
  stride: number;
}

/** What is true of each cell of one frame. */
export interface CellValues {
  /** [cells, width], row-major over the grid. */
  values: Float32Array;
  /** 1 where the value is known, [cells]. */
  mask: Uint8Array;
}

/**
 * Mean of a raster over the pixels of each cell.
 *
 * `raster` is [height, width, channels]; pixels for which `known` is false are left out, and a cell is known when at least
 * half of its pixels are. Cells that reach beyond the image hold the pixels they have.
 */
export function cellMeans(
  raster: ArrayLike<number>,
  channels: number,
  sample: Pick<Sample, 'width' | 'height'>,
  grid: CellGrid,
  known?: (pixel: number) => boolean,
): CellValues {
  const cells = grid.height * grid.width;
  const values = new Float32Array(cells * channels);
  const mask = new Uint8Array(cells);
  const sum = new Float64Array(channels);
  for (let cell = 0; cell < cells; cell++) {
    const { top, bottom, left, right } = pixelsOfCell(cell, sample, grid);
    sum.fill(0);
    let count = 0;
    for (let row = top; row < bottom; row++)
      for (let pixel = row * sample.width + left; pixel < row * sample.width + right; pixel++) {
        if (known && !known(pixel)) continue;
        count++;
        for (let channel = 0; channel < channels; channel++) sum[channel] += raster[pixel * channels + channel];
      }
    if (count === 0 || 2 * count < (bottom - top) * (right - left)) continue;
    mask[cell] = 1;
    for (let channel = 0; channel < channels; channel++) values[cell * channels + channel] = sum[channel] / count;
  }
  return { values, mask };
}

/** Rows top … bottom − 1 and columns left … right − 1. */
export interface Rectangle {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Pixels along each side of the window in which a texture is seen. */
const windowSide = 8;

/**
 * The window of 8×8 pixels about the centre of a cell; undefined where it reaches beyond the image.
 *
 * It is the same for every stride: a texture is not to be seen in a cell of 2×2 pixels, and few cells of 32×32 lie on one
 * surface.
 */
export function windowOfCell(
  cell: number,
  { width, height }: Pick<Sample, 'width' | 'height'>,
  grid: CellGrid,
): Rectangle | undefined {
  const top = Math.floor((Math.floor(cell / grid.width) + 0.5) * grid.stride - windowSide / 2);
  const left = Math.floor(((cell % grid.width) + 0.5) * grid.stride - windowSide / 2);
  const window = { top, bottom: top + windowSide, left, right: left + windowSide };
  return top >= 0 && left >= 0 && window.bottom <= height && window.right <= width ? window : undefined;
}

/** Instance on which the window of each cell lies wholly; 0 where there is none, and throughout without instances. */
export const windowInstances = rememberedOnGrid((sample) => sample.instances ?? sample, instancesOfWindows);

function instancesOfWindows(sample: Sample, grid: CellGrid): Uint16Array {
  const instanceOfWindow = new Uint16Array(grid.height * grid.width);
  const { instances, width } = sample;
  if (!instances) return instanceOfWindow;
  for (let cell = 0; cell < instanceOfWindow.length; cell++) {
    const window = windowOfCell(cell, sample, grid);
    if (!window) continue;
    const first = instances[window.top * width + window.left];
    let single = true;
    for (let row = window.top; single && row < window.bottom; row++)
      for (let column = window.left; single && column < window.right; column++)
        single = instances[row * width + column] === first;
    if (single) instanceOfWindow[cell] = first;
  }
  return instanceOfWindow;
}

/** Pixel rows top … bottom − 1 and columns left … right − 1 of a cell, cut at the image's border. */
export function pixelsOfCell(
  cell: number,
  { width, height }: Pick<Sample, 'width' | 'height'>,
  grid: CellGrid,
): Rectangle {
  const top = Math.floor(cell / grid.width) * grid.stride;
  const left = (cell % grid.width) * grid.stride;
  return { top, bottom: Math.min(top + grid.stride, height), left, right: Math.min(left + grid.stride, width) };
}
