import { weightedMean } from '../features/index.js';
import { InputError } from '../support/errors.js';
import { choleskyFactor, choleskySolve, crossProduct, dot, gramMatrix } from '../support/linear-algebra.js';
import type { Random } from '../support/random.js';

/** Takes some directions out of features. */
export interface Eraser {
  readonly columns: number;
  /** Directions that are taken out. */
  readonly rank: number;
  /** Features [rows, columns] without them. */
  apply(features: Float32Array, rows: number): Float32Array;
}

/** Rows of features, [rows, columns]. */
export interface FeatureRowsOf {
  rows: number;
  columns: number;
  features: Float32Array;
}

/**
 * Least-squares concept erasure: takes out of features x what any linear read-out of values z could use, and moves x as
 * little as that allows, `x ↦ x − A(AᵀΣ⁻¹A)⁻¹AᵀΣ⁻¹(x − μ)` with Σ = cov(x), A = cov(x, z).
 *
 * On the rows it was fitted to, erased features and values are uncorrelated, so that no linear regression does better than
 * the mean. Directions of values that depend on others are left out of the rank. Throws InputError when the values do not
 * correlate with anything or are not finite.
 * Reference: Belrose et al., LEACE: perfect linear concept erasure in closed form, NeurIPS 2023.
 *
 * @param values [rows, width], of the rows that the moments are of
 */
export function conceptEraser(moments: FeatureMoments, values: Float32Array): Eraser {
  const { columns } = moments;
  const rows = moments.centred.length / columns;
  const width = values.length / rows;
  const mean = weightedMean(values, rows, width);
  const centred = Float64Array.from(values, (value, i) => value - mean[i % width]);
  if (!centred.every(Number.isFinite))
    throw new InputError('Values to erase must be finite: leave out rows of which the value is not known.');
  for (let k = 0; k < width; k++)
    if (!varies(centred, k, mean)) for (let i = k; i < centred.length; i += width) centred[i] = 0;
  const along = crossProduct(moments.centred, centred, rows, columns, width).map((sum) => sum / rows);
  const eraser = eraserOf(moments, along, width);
  if (eraser.rank === 0)
    throw new InputError('The values do not vary together with any feature: there is nothing linear to erase.');
  return eraser;
}

/**
 * Takes random directions out of features, as many as another eraser does: what erasing as much of nothing in particular
 * does. Directions are drawn evenly where features are white (uncorrelated, of variance 1).
 */
export function randomEraser(moments: FeatureMoments, rank: number, random: Random): Eraser {
  const { columns, factor } = moments;
  // L g has covariance Σ: white features in random directions.
  const along = new Float64Array(columns * rank);
  for (let k = 0; k < rank; k++) {
    const white = Float64Array.from({ length: columns }, () => random.normal());
    for (let i = 0; i < columns; i++)
      for (let j = 0; j <= i; j++) along[i * rank + k] += factor[i * columns + j] * white[j];
  }
  return eraserOf(moments, along, rank);
}

/** Mean and covariance of features, to which erasures are fitted. */
export interface FeatureMoments {
  columns: number;
  mean: Float64Array;
  /** [rows, columns], without the mean. */
  centred: Float64Array;
  /** Cholesky factor of Σ. */
  factor: Float64Array;
}

/** Share of the mean variance that is added to every column's, so that columns may depend on each other. */
const jitter = 1e-7;

/** Throws InputError when there are fewer rows than columns, features do not vary or are not finite. */
export function featureMoments({ rows, columns, features }: FeatureRowsOf): FeatureMoments {
  if (rows <= columns)
    throw new InputError(
      `${rows} rows of ${columns} features were given: erasure is fitted to more rows than features. Use more frames or cells.`,
    );
  const mean = weightedMean(features, rows, columns);
  if (!mean.every(Number.isFinite)) throw new InputError('Features to erase from must be finite.');
  const centred = Float64Array.from(features, (value, i) => value - mean[i % columns]);
  const covariance = gramMatrix(centred, rows, columns).map((sum) => sum / rows);
  let trace = 0;
  for (let i = 0; i < columns; i++) trace += covariance[i * columns + i];
  if (!(trace > 1e-12 * dot(mean, mean)))
    throw new InputError('The features do not vary: there is nothing to erase. Was the right stage given?');
  for (let i = 0; i < columns; i++) covariance[i * columns + i] += (jitter * trace) / columns;
  return { columns, mean, centred, factor: choleskyFactor(covariance, columns) };
}

/** Takes out the directions of `along`, [columns, width], those that depend on others aside. */
function eraserOf({ columns, mean, factor }: FeatureMoments, along: Float64Array, width: number): Eraser {
  const solved = choleskySolve(factor, along, columns, width);
  const column = (matrix: Float64Array, k: number): Float64Array =>
    Float64Array.from({ length: columns }, (_, i) => matrix[i * width + k]);
  const written: Float64Array[] = [];
  const read: Float64Array[] = [];
  // Gram–Schmidt in the metric Σ⁻¹: afterwards read[i]ᵀ written[j] is 1 where i = j, otherwise 0.
  for (let k = 0; k < width; k++) {
    const a = column(along, k);
    const b = column(solved, k);
    const before = dot(a, b);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < written.length; j++) {
        const share = dot(read[j], a);
        subtract(a, written[j], share);
        subtract(b, read[j], share);
      }
    const squared = dot(a, b);
    if (!(squared > 1e-10 * before) || !(before > 0)) continue;
    const scale = 1 / Math.sqrt(squared);
    written.push(a.map((value) => value * scale));
    read.push(b.map((value) => value * scale));
  }
  return {
    columns,
    rank: written.length,
    apply(features, rows) {
      if (features.length !== rows * columns)
        throw new InputError(
          `${features.length} numbers are not ${rows} rows of ${columns} features, to which the erasure was fitted.`,
        );
      const erased = Float32Array.from(features);
      for (let row = 0; row < rows; row++) {
        const from = row * columns;
        for (let k = 0; k < written.length; k++) {
          let share = 0;
          for (let i = 0; i < columns; i++) share += (features[from + i] - mean[i]) * read[k][i];
          for (let i = 0; i < columns; i++) erased[from + i] -= share * written[k][i];
        }
      }
      return erased;
    },
  };
}

/** Whether a column of centred values varies by more than the rounding of its mean. */
function varies(centred: Float64Array, column: number, mean: Float64Array): boolean {
  let squares = 0;
  for (let i = column; i < centred.length; i += mean.length) squares += centred[i] ** 2;
  return squares / (centred.length / mean.length) > 1e-12 * mean[column] ** 2;
}

function subtract(a: Float64Array, b: Float64Array, share: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= share * b[i];
}
