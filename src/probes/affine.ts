/** `xW + b` for features [rows, columns] as they come, W [columns, width] and b [width], in double precision: [rows, width]. */
export function affine(
  features: Float32Array,
  rows: number,
  columns: number,
  weights: Float64Array,
  intercept: Float64Array,
): Float32Array {
  const width = intercept.length;
  const predictions = new Float32Array(rows * width);
  const byOutput = new Float64Array(width * columns);
  for (let i = 0; i < columns; i++) for (let j = 0; j < width; j++) byOutput[j * columns + i] = weights[i * width + j];
  // Four rows at a time: their sums do not wait for each other.
  let n = 0;
  for (; n + 4 <= rows; n += 4) {
    const first = n * columns;
    for (let j = 0; j < width; j++) {
      let a = intercept[j];
      let b = a;
      let c = a;
      let d = a;
      for (let i = 0; i < columns; i++) {
        const weight = byOutput[j * columns + i];
        a += features[first + i] * weight;
        b += features[first + columns + i] * weight;
        c += features[first + 2 * columns + i] * weight;
        d += features[first + 3 * columns + i] * weight;
      }
      const at = n * width + j;
      predictions[at] = a;
      predictions[at + width] = b;
      predictions[at + 2 * width] = c;
      predictions[at + 3 * width] = d;
    }
  }
  for (; n < rows; n++)
    for (let j = 0; j < width; j++) {
      let sum = intercept[j];
      for (let i = 0; i < columns; i++) sum += features[n * columns + i] * byOutput[j * columns + i];
      predictions[n * width + j] = sum;
    }
  return predictions;
}
