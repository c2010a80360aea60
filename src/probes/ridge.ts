import { InputError } from '../support/errors.js';
import { choleskyFactor, choleskySolve, matrixProduct } from '../support/linear-algebra.js';
import { affine } from './affine.js';
import { momentsInBlocks } from './ridge-blocks.js';
import { ridgeMoments, totalWeight, type RidgeMoments, type TargetMoments } from './ridge-moments.js';

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
  assertFittable(train, validation, lambdas);
  return chosenFits(ridgeMoments(train, validation, columns), lambdas);
}

/**
 * The same as {@link fitRidge} for millions of rows: the backend multiplies blocks of them in single precision, which are
 * summed in double precision. Start a backend before.
 */
export async function fitLargeRidge(
  train: RidgeData,
  validation: RidgeData,
  columns: number,
  lambdas: readonly number[] = defaultLambdas,
): Promise<RidgeFit[]> {
  assertFittable(train, validation, lambdas);
  return chosenFits(await momentsInBlocks(train, validation, columns), lambdas);
}

function assertFittable(train: RidgeData, validation: RidgeData, lambdas: readonly number[]): void {
  const total = totalWeight(train);
  const validationTotal = totalWeight(validation);
  if (!(total > 0) || !(validationTotal > 0))
    throw new InputError(
      `Ridge regression needs rows with weight: ${train.rows} training and ${validation.rows} validation rows were given (weights ${total} and ${validationTotal}). Use more scenes or more cells an image.`,
    );
  if (!lambdas.length || !lambdas.every((lambda) => lambda > 0))
    throw new InputError(`Penalties must be positive numbers: [${lambdas.join(', ')}] was given.`);
}

/** One fit a target, with the penalty that does best on the validation rows. */
function chosenFits(moments: RidgeMoments, lambdas: readonly number[]): RidgeFit[] {
  const { columns, gramValidation, validationTotal } = moments;
  const problems = moments.targets.map((target) => {
    const problem: Problem = { centre: target.centre, moment: target.moment, path: [] };
    return { problem, target, best: undefined as RidgeFit | undefined, lowest: Infinity };
  });
  for (const lambda of lambdas) {
    const factor = penalisedFactor(moments, lambda);
    for (const candidate of problems) {
      const { problem, target } = candidate;
      const width = target.centre.length;
      const b = choleskySolve(factor, target.moment, columns, width);
      // ‖y − ZB‖² from moments alone: yᵀy − 2 Bᵀ(Zᵀy) + Bᵀ(ZᵀZ)B.
      const gb = matrixProduct(gramValidation, b, columns, columns, width);
      let error = target.energy;
      for (let i = 0; i < b.length; i++) error += b[i] * (gb[i] - 2 * target.momentValidation[i]);
      error /= validationTotal;
      problem.path.push({ lambda, validationError: error });
      if (candidate.best && !(error < candidate.lowest)) continue;
      candidate.lowest = error;
      candidate.best = readOut(moments, problem, lambda, b);
    }
  }
  return problems.map(({ best }) => best!);
}

/** What all targets on the same rows share; what is left of the moments when the penalty is chosen. */
type System = Pick<RidgeMoments, 'columns' | 'covariance' | 'mean' | 'inverseDeviation'>;

/** What belongs to one target. */
interface Problem extends Pick<TargetMoments, 'centre' | 'moment'> {
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
