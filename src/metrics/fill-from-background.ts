import type { RasterSize } from '../image/resample.js';

/**
 * Fills what a map of disparity or depth leaves open (0), as KITTI's devkits do before they compare: within a row a gap
 * takes the smaller of its two neighbours, at the ends of a row the value next to it; rows above the first and below the
 * last that has a value take that row's. Rows without any value between others stay open.
 *
 * Reference: `interpolateBackground` of the devkits of KITTI stereo 2015 and depth.
 */
export function fillFromBackground(values: ArrayLike<number>, { width, height }: RasterSize): Float64Array {
  const filled = Float64Array.from(values);
  for (let row = 0; row < height; row++) fillRow(filled.subarray(row * width, (row + 1) * width));
  const isOpen = (row: number): boolean => filled[row * width] === 0;
  let first = 0;
  while (first < height && isOpen(first)) first++;
  if (first === height) return filled;
  let last = height - 1;
  while (isOpen(last)) last--;
  for (let row = 0; row < first; row++) filled.copyWithin(row * width, first * width, (first + 1) * width);
  for (let row = last + 1; row < height; row++) filled.copyWithin(row * width, last * width, (last + 1) * width);
  return filled;
}

function fillRow(row: Float64Array): void {
  let before = -1;
  for (let column = 0; column < row.length; column++) {
    if (row[column] === 0) continue;
    if (before < 0) row.fill(row[column], 0, column);
    else row.fill(Math.min(row[before], row[column]), before + 1, column);
    before = column;
  }
  if (before >= 0) row.fill(row[before], before + 1);
}
