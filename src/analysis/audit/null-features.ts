import type { Sample } from '../../../data-loaders/sample.js';
import type { FeatureMap } from '../../features/index.js';
import type { CellDraw, CellGrid } from '../../probes/index.js';

/** What a null knows of cells: it is asked only about those that are drawn. */
export interface NullFeatures {
  columns: number;
  /** [cells, columns], of cells of one sample by their index in the grid. */
  ofCells(sample: Sample, cells: Int32Array): Float32Array;
}

/** What a null knows of drawn cells, [rows, columns]. */
export function nullRows({ columns, ofCells }: NullFeatures, samples: readonly Sample[], draw: CellDraw): Float32Array {
  const rows = new Float32Array(draw.rows * columns);
  for (let begin = 0, end = 0; begin < draw.rows; begin = end) {
    const frame = draw.frames[begin];
    while (end < draw.rows && draw.frames[end] === frame) end++;
    rows.set(ofCells(samples[frame], draw.cells.subarray(begin, end)), begin * columns);
  }
  return rows;
}

/** The same as a feature map, 0 at all cells that are in none of the draws. */
export function nullMap(
  name: string,
  features: NullFeatures,
  samples: readonly Sample[],
  { height, width, stride }: CellGrid,
  draws: readonly CellDraw[],
): FeatureMap {
  const { columns } = features;
  const cells = height * width;
  const values = new Float32Array(samples.length * cells * columns);
  for (const draw of draws) {
    const rows = nullRows(features, samples, draw);
    for (let row = 0; row < draw.rows; row++)
      values.set(
        rows.subarray(row * columns, (row + 1) * columns),
        (draw.frames[row] * cells + draw.cells[row]) * columns,
      );
  }
  return { stage: name, count: samples.length, height, width, channels: columns, stride, values };
}
