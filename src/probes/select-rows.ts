/** The given rows of a matrix [rows, width], in the given order. */
export function selectRows(matrix: Float32Array, width: number, rows: readonly number[]): Float32Array {
  const part = new Float32Array(rows.length * width);
  rows.forEach((row, to) => part.set(matrix.subarray(row * width, (row + 1) * width), to * width));
  return part;
}
