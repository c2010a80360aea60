import type { FeatureMatrix } from './feature-matrix.js';

/** Some rows of a matrix, in the order given, without their ids. */
export function rowsOf({ columns, values }: FeatureMatrix, rows: ArrayLike<number>): FeatureMatrix {
  const taken =
    values instanceof Float32Array ? new Float32Array(rows.length * columns) : new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    taken.set(values.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
  return { rows: rows.length, columns, values: taken };
}
