import type { Modality, Sample } from '../../data-loaders/sample.js';
import type { CellGrid, CellValues } from './cells.js';
import { cellPositions, logDepth, unitNormals } from './targets/geometry.js';

/** Something known of a cell beforehand, from which a target is predicted and its residual probed. */
export interface Confound {
  description: string;
  requires: readonly Modality[];
  /** Numbers a cell. */
  width: number;
  /** Total degree of the polynomial in them with which the target is predicted. */
  degree: number;
  values(sample: Sample, grid: CellGrid): CellValues;
}

/** Confounds by the name that a target's `beyond` gives. */
export const confounds: Record<'position' | 'geometry', Confound> = {
  position: {
    description: 'a polynomial of degree 6 in the position in the image',
    requires: [],
    width: 2,
    degree: 6,
    values: (_sample, grid) => cellPositions(grid),
  },
  geometry: {
    description: 'a polynomial of degree 3 in log-depth, normal and position',
    requires: ['depth', 'normals'],
    width: 6,
    degree: 3,
    values: (sample, grid) => {
      const parts = [logDepth(sample, grid), unitNormals(sample, grid), cellPositions(grid)];
      const mask = parts[0].mask.map((known, cell) => known & parts[1].mask[cell]);
      const values = new Float32Array(mask.length * 6);
      for (let cell = 0; cell < mask.length; cell++) {
        values[6 * cell] = parts[0].values[cell];
        values.set(parts[1].values.subarray(3 * cell, 3 * cell + 3), 6 * cell + 1);
        values.set(parts[2].values.subarray(2 * cell, 2 * cell + 2), 6 * cell + 4);
      }
      return { values, mask };
    },
  },
};

/** All monomials of `width` variables from degree 1 to `degree`: [rows, width] → [rows, monomials]. */
export function monomials(
  values: Float32Array,
  width: number,
  degree: number,
): { columns: number; values: Float32Array } {
  // Each monomial is an earlier one times a variable that is not before its last.
  const from: { parent: number; variable: number; degree: number }[] = [];
  for (let variable = 0; variable < width; variable++) from.push({ parent: -1, variable, degree: 1 });
  for (let i = 0; i < from.length; i++)
    if (from[i].degree < degree)
      for (let variable = from[i].variable; variable < width; variable++)
        from.push({ parent: i, variable, degree: from[i].degree + 1 });
  const columns = from.length;
  const rows = values.length / width;
  const result = new Float32Array(rows * columns);
  for (let n = 0; n < rows; n++)
    for (let i = 0; i < columns; i++) {
      const { parent, variable } = from[i];
      result[n * columns + i] = values[n * width + variable] * (parent < 0 ? 1 : result[n * columns + parent]);
    }
  return { columns, values: result };
}
