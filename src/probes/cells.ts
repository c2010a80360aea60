import type { Sample } from '../../data-loaders/sample.js';

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

/** Instance id of each cell that lies wholly on one instance, 0 for every other; all 0 without instances. */
export function singleInstances(sample: Sample, grid: CellGrid): Uint16Array {
  const instanceOfCell = new Uint16Array(grid.height * grid.width);
  const { instances } = sample;
  if (!instances) return instanceOfCell;
  for (let cell = 0; cell < instanceOfCell.length; cell++) {
    const { top, bottom, left, right } = pixelsOfCell(cell, sample, grid);
    const first = instances[top * sample.width + left];
    let single = true;
    for (let row = top; single && row < bottom; row++)
      for (let column = left; single && column < right; column++)
        single = instances[row * sample.width + column] === first;
    if (single) instanceOfCell[cell] = first;
  }
  return instanceOfCell;
}

/** Pixel rows top … bottom − 1 and columns left … right − 1 of a cell, cut at the image's border. */
export function pixelsOfCell(
  cell: number,
  { width, height }: Pick<Sample, 'width' | 'height'>,
  grid: CellGrid,
): { top: number; bottom: number; left: number; right: number } {
  const top = Math.floor(cell / grid.width) * grid.stride;
  const left = (cell % grid.width) * grid.stride;
  return { top, bottom: Math.min(top + grid.stride, height), left, right: Math.min(left + grid.stride, width) };
}
