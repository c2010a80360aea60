import { InputError } from '../support/errors.js';
import { crossProduct, matrixProduct } from '../support/linear-algebra.js';
import { seeded } from '../support/random.js';
import { assertComparable, centreColumns, roundingOf, type FeatureMatrix } from './feature-matrix.js';
import { rowsOf } from './rows.js';
import { singularValues } from './singular-values.js';

/** Options of {@link linearPredictivity}. */
export interface PredictivityOptions {
  /** Parts into which the samples are dealt; each is predicted from the others. */
  folds?: number;
  /** Decides which sample is in which fold. */
  seed?: number;
}

/** Ridge penalties tried, as shares of the largest squared singular value of the training features. */
export const penaltyShares: readonly number[] = Array.from({ length: 11 }, (_, i) => 10 ** (i - 8));

/**
 * Linear predictivity: the share of the variance of Y [n, q] that ridge regression on X [n, p] predicts of samples it
 * was not fitted to, `1 − Σ‖y − ŷ‖²/Σ‖y − ȳ‖²`, ȳ being the training mean.
 *
 * Samples are dealt to the folds at random: where some belong together (pixels of an image, views of a scene), take
 * {@link heldOutVariance} with folds of one's own. Throws InputError as `cka` does, and unless 2 ≤ folds ≤ n/2.
 * Reference: Yamins et al., PNAS 2014; Schrimpf et al., Brain-Score, 2018 (which correlate, and take the median).
 */
export function linearPredictivity(
  x: FeatureMatrix,
  y: FeatureMatrix,
  { folds = 5, seed = 0 }: PredictivityOptions = {},
): number {
  assertComparable(x, y, 4);
  if (!Number.isInteger(folds) || folds < 2 || folds > x.rows / 2)
    throw new InputError(
      `Folds must be a whole number from 2 to ${Math.floor(x.rows / 2)}, half of the ${x.rows} samples; ${folds} was given.`,
    );
  const order = seeded('linear predictivity', seed).permutation(x.rows);
  const fold = new Int32Array(x.rows);
  order.forEach((sample, i) => (fold[sample] = i % folds));
  return heldOutVariance(x, y, fold);
}

/**
 * Share of variance that is predicted as in {@link linearPredictivity}, sample i being held out together with all
 * samples of the same `fold[i]`.
 *
 * In each fold the penalty is the one of {@link penaltyShares} with the least error of the training samples, each
 * predicted from the others. Throws InputError as `cka` does, when `fold` is not of n entries or leaves fewer than two
 * samples to train on, and when features do not vary over the samples of a training fold.
 */
export function heldOutVariance(x: FeatureMatrix, y: FeatureMatrix, fold: ArrayLike<number>): number {
  assertComparable(x, y, 4);
  if (fold.length !== x.rows)
    throw new InputError(`${fold.length} folds were given for ${x.rows} samples; give one each.`);
  let missed = 0;
  let total = 0;
  for (const held of new Set(Array.from(fold))) {
    const [test, train] = [true, false].map((wanted) =>
      Array.from({ length: x.rows }, (_, i) => i).filter((i) => (fold[i] === held) === wanted),
    );
    if (train.length < 2)
      throw new InputError(`Fold ${held} leaves ${train.length} samples to train on; deal them to more folds.`);
    const errors = predictionErrors(rowsOf(x, train), rowsOf(y, train), rowsOf(x, test), rowsOf(y, test), held);
    missed += errors.missed;
    total += errors.total;
  }
  return 1 - missed / total;
}

/** Squared errors on the test samples, of ridge regression and of the training mean. */
function predictionErrors(
  trainX: FeatureMatrix,
  trainY: FeatureMatrix,
  testX: FeatureMatrix,
  testY: FeatureMatrix,
  fold: number,
): { missed: number; total: number } {
  const n = trainX.rows;
  const q = trainY.columns;
  const centred = centreColumns(trainX).values;
  const targets = centreColumns(trainY).values;
  const { values, left, right, rank } = singularValues(centred, n, trainX.columns, roundingOf(trainX));
  if (rank === 0)
    throw new InputError(`The first features do not vary once fold ${fold} is held out: take fewer folds.`);
  const along = crossProduct(left, targets, n, rank, q);
  const penalty = bestPenalty(left, values, along, targets, n);
  const weights = along.map((value, i) => {
    const s = values[Math.floor(i / q)];
    return (value * s) / (s * s + penalty);
  });
  const meanX = columnMeans(trainX);
  const meanY = columnMeans(trainY);
  const apart = Float64Array.from(testX.values, (value, i) => value - meanX[i % testX.columns]);
  const scores = matrixProduct(apart, right, testX.rows, testX.columns, rank);
  const predicted = matrixProduct(scores, weights, testX.rows, rank, q);
  let missed = 0;
  let total = 0;
  testY.values.forEach((value: number, i: number) => {
    const fromMean = value - meanY[i % q];
    missed += (fromMean - predicted[i]) ** 2;
    total += fromMean ** 2;
  });
  return { missed, total };
}

/**
 * The penalty with the least leave-one-out error `Σ‖(y − ŷ)/(1 − h)‖²`, h being the leverage `1/n + Σ u²s²/(s² + λ)`.
 *
 * Reference: Hastie, Tibshirani & Friedman, The elements of statistical learning, 2nd ed., §7.10.
 */
function bestPenalty(
  left: Float64Array,
  values: Float64Array,
  along: Float64Array,
  targets: Float64Array,
  n: number,
): number {
  const rank = values.length;
  const q = targets.length / n;
  let best = 0;
  let least = Infinity;
  for (const share of penaltyShares) {
    const penalty = share * values[0] ** 2;
    const kept = values.map((s) => (s * s) / (s * s + penalty));
    const shrunk = along.map((value, i) => value * kept[Math.floor(i / q)]);
    const fitted = matrixProduct(left, shrunk, n, rank, q);
    let error = 0;
    for (let i = 0; i < n; i++) {
      let leverage = 1 / n;
      for (let k = 0; k < rank; k++) leverage += left[i * rank + k] ** 2 * kept[k];
      for (let j = 0; j < q; j++) error += ((targets[i * q + j] - fitted[i * q + j]) / (1 - leverage)) ** 2;
    }
    if (error < least) [best, least] = [penalty, error];
  }
  return best;
}

function columnMeans({ rows, columns, values }: FeatureMatrix): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) means[i % columns] += values[i] / rows;
  return means;
}
