import type { Sample } from '../../../data-loaders/sample.js';
import { effectiveRank } from '../../pretrain/index.js';
import { cellMeans, type CellDraw, type CellGrid } from '../../probes/index.js';
import { rememberedOnGrid } from '../../probes/remember.js';
import type { Random } from '../../support/random.js';
import { nullRows, type NullFeatures } from './null-features.js';

/** Cells along each side of the surroundings that a rank null sees, its own in the middle. */
const surroundings = 3;

/** Mean colours of cells, sRGB in 0..255. */
const meanColours = rememberedOnGrid(
  ({ rgb }) => rgb,
  (sample, grid) => cellMeans(sample.rgb, 3, sample, grid),
);

/**
 * The colours of a cell and of the eight about it, as mean colours of quarter cells (of whole cells where the stride is odd),
 * sRGB in 0..1 row by row; at the border of the image its last cells are repeated.
 */
export function colourSurroundings(grid: CellGrid): NullFeatures {
  const perCell = grid.stride % 2 === 0 ? 2 : 1;
  const side = surroundings * perCell;
  const columns = side * side * 3;
  return {
    columns,
    ofCells(sample, cells) {
      const fine = { height: grid.height * perCell, width: grid.width * perCell, stride: grid.stride / perCell };
      const { values, mask } = meanColours(sample, fine);
      // Cells that the image's border cuts off take their neighbour's place.
      const [rows, lines] = [lastKnown(mask, fine, 'height'), lastKnown(mask, fine, 'width')];
      const colours = new Float32Array(cells.length * columns);
      let at = 0;
      for (const cell of cells) {
        const [row, column] = [Math.floor(cell / grid.width) * perCell, (cell % grid.width) * perCell];
        for (let i = row - perCell; i < row - perCell + side; i++)
          for (let j = column - perCell; j < column - perCell + side; j++) {
            const from = 3 * (clamped(i, rows) * fine.width + clamped(j, lines));
            for (let channel = 0; channel < 3; channel++) colours[at++] = values[from + channel] / 255;
          }
      }
      return colours;
    },
  };
}

/** Cells at most over which an effective rank is taken. */
const rankCells = 512;

/** Some of the cells of a draw, at equal steps: those over which effective ranks are taken. */
export function cellsOfRank({ rows, frames, cells }: CellDraw): CellDraw {
  const count = Math.min(rankCells, rows);
  const chosen = Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
  return { rows: count, frames: chosen.map((row) => frames[row]), cells: chosen.map((row) => cells[row]) };
}

/** Index of the last row or column of which the first cell is known. */
function lastKnown(mask: Uint8Array, { height, width }: CellGrid, axis: 'height' | 'width'): number {
  let last = (axis === 'height' ? height : width) - 1;
  while (last > 0 && !mask[axis === 'height' ? last * width : last]) last--;
  return last;
}

function clamped(index: number, last: number): number {
  return Math.max(0, Math.min(last, index));
}

/** A rank null: random projections of colours, as many as have an effective rank. */
export interface RankNull {
  features: NullFeatures;
  projections: number;
  effectiveRank: number;
}

/**
 * Random projections of the colours about a cell, the fewest whose effective rank over the training cells reaches `target`: as
 * many directions as the encoder has, but any. With a target of 0 nothing but a constant; where the colours have fewer
 * directions than the encoder, as many projections as there are colours.
 *
 * @param draw training cells over which ranks are taken, see {@link cellsOfRank}
 */
export function rankNull(
  colours: NullFeatures,
  target: number,
  { samples, draw, random }: { samples: readonly Sample[]; draw: CellDraw; random: Random },
): RankNull {
  const { columns } = colours;
  const directions = Float64Array.from({ length: columns * columns }, () => random.normal());
  const seen = nullRows(colours, samples, draw);
  const rankOf = (projections: number): number =>
    effectiveRank(projected(seen, columns, directions, projections), projections);
  if (target === 0) return { features: constant, projections: 0, effectiveRank: 0 };
  // The rank of the first k projections grows with k but for chance.
  let [low, high] = [1, columns];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rankOf(middle) >= target) high = middle;
    else low = middle + 1;
  }
  return {
    projections: low,
    effectiveRank: rankOf(low),
    features: {
      columns: low,
      ofCells: (sample, cells) => projected(colours.ofCells(sample, cells), columns, directions, low),
    },
  };
}

const constant: NullFeatures = { columns: 1, ofCells: (_sample, cells) => new Float32Array(cells.length).fill(1) };

/** The first projections of rows [rows, columns], [rows, projections]; direction k is row k of `directions`. */
function projected(rows: Float32Array, columns: number, directions: Float64Array, projections: number): Float32Array {
  const count = rows.length / columns;
  const result = new Float32Array(count * projections);
  for (let row = 0; row < count; row++)
    for (let k = 0; k < projections; k++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) sum += rows[row * columns + i] * directions[k * columns + i];
      result[row * projections + k] = sum;
    }
  return result;
}
