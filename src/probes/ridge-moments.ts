import { featureStandard, weightedMean } from '../features/standardise.js';
import { crossProduct, gramMatrix } from '../support/linear-algebra.js';
import type { RidgeData } from './ridge.js';

/** All that ridge regression needs to know of its rows, under any penalty: second moments of the features z, standardised by training rows. */
export interface RidgeMoments {
  columns: number;
  /** Of the training rows. */
  mean: Float64Array;
  /** 1/σ of the training rows; 0 where a feature does not vary. */
  inverseDeviation: Float64Array;
  /** `Σ w zzᵀ/Σ w` of the training rows, [columns, columns]. */
  covariance: Float64Array;
  /** `Σ w zzᵀ` of the validation rows. */
  gramValidation: Float64Array;
  /** `Σ w` of the validation rows. */
  validationTotal: number;
  targets: TargetMoments[];
}

/** What belongs to one target, y being its values less their mean on the training rows. */
export interface TargetMoments {
  /** Mean of the training values, [width]. */
  centre: Float64Array;
  /** `Σ w zyᵀ/Σ w` of the training rows, [columns, width]. */
  moment: Float64Array;
  /** `Σ w zyᵀ` of the validation rows. */
  momentValidation: Float64Array;
  /** `Σ w‖y‖²` of the validation rows. */
  energy: number;
}

/** The moments in double precision. */
export function ridgeMoments(train: RidgeData, validation: RidgeData, columns: number): RidgeMoments {
  const total = totalWeight(train);
  const { mean, inverseDeviation } = featureStandard(train.features, train.rows, columns, train.weights);
  const z = standardise(train.features, train.rows, mean, inverseDeviation);
  const zValidation = standardise(validation.features, validation.rows, mean, inverseDeviation);
  const { rows, weights } = validation;
  return {
    columns,
    mean,
    inverseDeviation,
    covariance: gramMatrix(z, train.rows, columns, train.weights).map((value) => value / total),
    gramValidation: gramMatrix(zValidation, rows, columns, weights),
    validationTotal: totalWeight(validation),
    targets: train.targets.map((values, t) => {
      const width = values.length / train.rows;
      const centre = weightedMean(values, train.rows, width, train.weights);
      const y = centred(values, train.rows, centre);
      const yValidation = centred(validation.targets[t], rows, centre);
      return {
        centre,
        moment: crossProduct(z, y, train.rows, columns, width, train.weights).map((value) => value / total),
        momentValidation: crossProduct(zValidation, yValidation, rows, columns, width, weights),
        energy: sumOfSquares(yValidation, rows, width, weights),
      };
    }),
  };
}

/** Sum of the weights of all rows. */
export function totalWeight(data: RidgeData): number {
  if (!data.weights) return data.rows;
  let total = 0;
  for (let n = 0; n < data.rows; n++) total += data.weights[n];
  return total;
}

function standardise(
  features: Float32Array,
  rows: number,
  mean: Float64Array,
  inverseDeviation: Float64Array,
): Float64Array {
  const columns = mean.length;
  const z = new Float64Array(rows * columns);
  for (let n = 0, at = 0; n < rows; n++)
    for (let j = 0; j < columns; j++, at++) z[at] = (features[at] - mean[j]) * inverseDeviation[j];
  return z;
}

function centred(values: Float32Array, rows: number, centre: Float64Array): Float64Array {
  const width = centre.length;
  const result = new Float64Array(rows * width);
  for (let n = 0, at = 0; n < rows; n++) for (let j = 0; j < width; j++, at++) result[at] = values[at] - centre[j];
  return result;
}

/** `Σ wᵢ‖yᵢ‖²`, column by column. */
function sumOfSquares(y: Float64Array, rows: number, width: number, weights?: Float32Array): number {
  const ofColumn = new Float64Array(width);
  for (let n = 0, at = 0; n < rows; n++) {
    const weight = weights ? weights[n] : 1;
    for (let j = 0; j < width; j++, at++) ofColumn[j] += y[at] * (weight * y[at]);
  }
  return ofColumn.reduce((sum, value) => sum + value, 0);
}
