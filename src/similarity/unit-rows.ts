import { InputError } from '../support/errors.js';
import type { FeatureMatrix } from './feature-matrix.js';

/** The same features with every row at length 1. Throws InputError naming a row that is all zero. */
export function unitRows({ rows, columns, values }: FeatureMatrix, name: string): FeatureMatrix {
  const unit = Float64Array.from(values);
  for (let i = 0; i < rows; i++) {
    const row = unit.subarray(i * columns, (i + 1) * columns);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const length = largest * Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
    if (largest === 0)
      throw new InputError(
        `Row ${i} of the ${name} features is all zero and has no direction: leave the sample out, or use a measure of distances (rsa-euclidean, cka).`,
      );
    for (let j = 0; j < columns; j++) row[j] /= length;
  }
  return { rows, columns, values: unit };
}
