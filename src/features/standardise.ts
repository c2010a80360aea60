/** Mean and 1/σ of each feature. */
export interface FeatureStandard {
  mean: Float64Array;
  /** 0 where the feature does not vary beyond the precision of its numbers. */
  inverseDeviation: Float64Array;
}

/** Weighted mean of each column of values [rows, columns]; weights are all one when omitted. */
export function weightedMean(
  values: Float32Array,
  rows: number,
  columns: number,
  weights?: Float32Array,
): Float64Array {
  const mean = new Float64Array(columns);
  let total = 0;
  for (let n = 0; n < rows; n++) {
    const weight = weights ? weights[n] : 1;
    if (weight === 0) continue;
    total += weight;
    for (let j = 0; j < columns; j++) mean[j] += weight * values[n * columns + j];
  }
  return total > 0 ? mean.map((sum) => sum / total) : mean;
}

/** Weighted mean and deviation of each column of features [rows, columns]: what makes `z = (x − mean)/σ`. */
export function featureStandard(
  features: Float32Array,
  rows: number,
  columns: number,
  weights?: Float32Array,
): FeatureStandard {
  const mean = weightedMean(features, rows, columns, weights);
  const squares = new Float64Array(columns);
  let total = 0;
  for (let n = 0; n < rows; n++) {
    const weight = weights ? weights[n] : 1;
    total += weight;
    for (let j = 0; j < columns; j++) squares[j] += weight * (features[n * columns + j] - mean[j]) ** 2;
  }
  const inverseDeviation = squares.map((sum, j) => {
    const deviation = Math.sqrt(sum / total);
    return deviation > 1e-6 * Math.abs(mean[j]) ? 1 / deviation : 0;
  });
  return { mean, inverseDeviation };
}
