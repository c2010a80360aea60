import { InputError } from '../support/errors.js';
import { featureStandard, weightedMean } from '../features/standardise.js';
import { affine } from './affine.js';
import { choleskyFactor, choleskySolve, crossProduct, gramMatrix, matrixProduct } from '../support/linear-algebra.js';

/** Penalties tried when none are given: half decades from 10⁻⁵ to 10². */
export const defaultLambdas: readonly number[] = Array.from({ length: 15 }, (_, i) => 10 ** (-5 + i / 2));

/** Rows of features with the values to be read out of them. */
export interface RidgeData {
  rows: number;
  /** [rows, columns] */
  features: Float32Array;
  /** How much each row counts, [rows]; all one when omitted. */
  weights?: Float32Array;
  /** One array [rows, width] a target. */
  targets: readonly Float32Array[];
}

/** A linear read-out, `ŷ = xW + b`. */
export interface RidgeFit {
  /** The penalty of this fit. */
  readonly lambda: number;
  /** Mean squared error on the validation rows for every penalty tried. */
  readonly path: readonly { lambda: number; validationError: number }[];
  readonly columns: number;
  readonly width: number;
  /** W, [columns, width], for features as they come (not standardised). */
  readonly weights: Float64Array;
  /** b, [width]. */
  readonly intercept: Float64Array;
  /** Predictions [rows, width] for features [rows, columns]. */
  predict(features: Float32Array, rows: number): Float32Array;
  /** The same read-out under another penalty; a stronger one reads out less. */
  at(lambda: number): RidgeFit;
}

/**
 * Ridge regression of several targets on the same features, the penalty of each chosen on validation rows.
 *
 * Minimises `Σ wᵢ‖yᵢ − zᵢB − b‖²/Σ wᵢ + λ‖B‖²` in closed form, with z the features standardised by the weighted mean and
 * standard deviation of the training rows; the intercept b is not penalised. Features that do not vary are left out.
 * All targets share one Gram matrix, and one Cholesky factor a penalty.
 *
 * Throws InputError when there are no rows to fit or to choose the penalty on.
 * Reference: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed., §3.4.1.
 */
export function fitRidge(
  train: RidgeData,
  validation: RidgeData,
  columns: number,
  lambdas: readonly number[] = defaultLambdas,
): RidgeFit[] {
  const total = totalWeight(train);
  const validationTotal = totalWeight(validation);
  if (!(total > 0) || !(validationTotal > 0))
    throw new InputError(
      `Ridge regression needs rows with weight: ${train.rows} training and ${validation.rows} validation rows were given (weights ${total} and ${validationTotal}). Use more scenes or more cells an image.`,
    );
  if (!lambdas.length || !lambdas.every((lambda) => lambda > 0))
    throw new InputError(`Penalties must be positive numbers: [${lambdas.join(', ')}] was given.`);

  const { mean, inverseDeviation } = featureStandard(train.features, train.rows, columns, train.weights);
  const z = standardise(train.features, train.rows, mean, inverseDeviation);
  const zValidation = standardise(validation.features, validation.rows, mean, inverseDeviation);
  const covariance = gramMatrix(z, train.rows, columns, train.weights).map((value) => value / total);
  const gramValidation = gramMatrix(zValidation, validation.rows, columns, validation.weights);

  const system: System = { columns, covariance, mean, inverseDeviation };
  const problems = train.targets.map((values, t) => {
    const width = values.length / train.rows;
    const centre = weightedMean(values, train.rows, width, train.weights);
    const y = centred(values, train.rows, centre);
    const yValidation = centred(validation.targets[t], validation.rows, centre);
    const problem: Problem = {
      centre,
      moment: crossProduct(z, y, train.rows, columns, width, train.weights).map((value) => value / total),
      path: [],
    };
    const momentValidation = crossProduct(
      zValidation,
      yValidation,
      validation.rows,
      columns,
      width,
      validation.weights,
    );
    const energy = sumOfSquares(yValidation, validation.rows, width, validation.weights);
    return { problem, width, momentValidation, energy, best: undefined as RidgeFit | undefined, lowest: Infinity };
  });
  for (const lambda of lambdas) {
    const factor = penalisedFactor(system, lambda);
    for (const candidate of problems) {
      const { problem, width, momentValidation, energy } = candidate;
      const b = choleskySolve(factor, problem.moment, columns, width);
      // ‖y − ZB‖² from moments alone: yᵀy − 2 Bᵀ(Zᵀy) + Bᵀ(ZᵀZ)B.
      const gb = matrixProduct(gramValidation, b, columns, columns, width);
      let error = energy;
      for (let i = 0; i < b.length; i++) error += b[i] * (gb[i] - 2 * momentValidation[i]);
      error /= validationTotal;
      problem.path.push({ lambda, validationError: error });
      if (candidate.best && !(error < candidate.lowest)) continue;
      candidate.lowest = error;
      candidate.best = readOut(system, problem, lambda, b);
    }
  }
  return problems.map(({ best }) => best!);
}

/** What all targets on the same rows share: the training features' second moments, standardised. */
interface System {
  columns: number;
  covariance: Float64Array;
  mean: Float64Array;
  inverseDeviation: Float64Array;
}

/** What belongs to one target. */
interface Problem {
  /** Mean of the training values, [width]. */
  centre: Float64Array;
  /** Covariance of standardised features and values, [columns, width]. */
  moment: Float64Array;
  path: { lambda: number; validationError: number }[];
}

function penalisedFactor({ columns, covariance }: System, lambda: number): Float64Array {
  const penalised = Float64Array.from(covariance);
  for (let i = 0; i < columns; i++) penalised[i * columns + i] += lambda;
  return choleskyFactor(penalised, columns);
}

/** The read-out whose coefficients for standardised features are `b`, [columns, width]. */
function readOut(system: System, problem: Problem, lambda: number, b: Float64Array): RidgeFit {
  const { columns, mean, inverseDeviation } = system;
  const width = problem.centre.length;
  const weights = b.map((value, at) => value * inverseDeviation[Math.floor(at / width)]);
  const intercept = problem.centre.map((centre, j) => {
    for (let i = 0; i < columns; i++) centre -= mean[i] * weights[i * width + j];
    return centre;
  });
  return {
    lambda,
    path: problem.path,
    columns,
    width,
    weights,
    intercept,
    predict: (features, rows) => affine(features, rows, columns, weights, intercept),
    at: (other) =>
      readOut(system, problem, other, choleskySolve(penalisedFactor(system, other), problem.moment, columns, width)),
  };
}

function totalWeight(data: RidgeData): number {
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
