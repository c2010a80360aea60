import { featureStandard } from '../features/standardise.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { nearestRows, type NeighbourMetric, type RowsOfFeatures } from './nearest-rows.js';
import type { RidgeData } from './ridge.js';
import { selectRows } from './select-rows.js';

/** Options of {@link fitKnn}. */
export interface KnnOptions {
  /** How near rows are to each other, in standardised features. */
  metric?: NeighbourMetric;
  /** Numbers of neighbours tried on the validation rows; those above the number of training rows are left out. */
  neighbours?: readonly number[];
}

/** What {@link KnnOptions} are unless they are given. */
export const knnDefaults = { metric: 'cosine' as const, neighbours: [1, 3, 10, 30, 100] };

/** A read-out that says the weighted mean of the training rows nearest to a row. */
export interface KnnFit {
  readonly columns: number;
  readonly width: number;
  /** The number of neighbours of this fit. */
  readonly neighbours: number;
  /** Mean squared error on the validation rows for every number of neighbours tried. */
  readonly path: readonly { neighbours: number; validationError: number }[];
  /** Predictions [rows, width] for features [rows, columns]. */
  predict(features: Float32Array, rows: number): Promise<Float32Array>;
}

/**
 * k nearest neighbours: the mean of the k training rows nearest in standardised features, k chosen for each target on
 * validation rows; of indicators of classes it is the share of the neighbours that are of each.
 *
 * Rows of weight 0 are no neighbours, the others count by their weights. All targets share one search; of equally near
 * rows a drawn order decides, so that features which do not vary do not favour the first frames.
 *
 * Throws InputError when there are no rows to look among or to choose k on, and for k that are no whole numbers from 1.
 * Reference: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed., §13.3.
 */
export async function fitKnn(
  train: RidgeData,
  validation: RidgeData,
  columns: number,
  { metric = knnDefaults.metric, neighbours = knnDefaults.neighbours }: KnnOptions = {},
): Promise<KnnFit[]> {
  const kept = weighted(train);
  const held = weighted(validation);
  if (kept.length === 0 || held.length === 0)
    throw new InputError(
      `Nearest neighbours need rows with weight: ${kept.length} training and ${held.length} validation rows have one. Use more scenes or more cells an image.`,
    );
  if (neighbours.length === 0 || !neighbours.every((k) => Number.isInteger(k) && k >= 1))
    throw new InputError(`Numbers of neighbours must be whole numbers from 1: [${neighbours.join(', ')}] was given.`);
  const standard = featureStandard(train.features, train.rows, columns, train.weights);
  const order = Array.from(seeded('nearest neighbours', kept.length).permutation(kept.length), (i) => kept[i]);
  const candidates: RowsOfFeatures = { rows: order.length, features: selectRows(train.features, columns, order) };
  const weights = Float32Array.from(order, (row) => train.weights?.[row] ?? 1);
  const possible = [...neighbours].filter((k) => k <= order.length).sort((a, b) => a - b);
  const tried = possible.length > 0 ? possible : [order.length];
  const most = tried[tried.length - 1];
  const search = rememberedSearch((features, rows) =>
    nearestRows({ features, rows }, candidates, standard, most, metric),
  );
  const nearHeld = await search(selectRows(validation.features, columns, held), held.length);
  return train.targets.map((all, t): KnnFit => {
    const width = all.length / train.rows;
    const values = selectRows(all, width, order);
    const truth = selectRows(validation.targets[t], width, held);
    const path = tried.map((k) => {
      const said = means(nearHeld, most, k, values, weights, width);
      return { neighbours: k, validationError: meanSquare(said, truth, width, held, validation.weights) };
    });
    const best = path.reduce((a, b) => (b.validationError < a.validationError ? b : a)).neighbours;
    return {
      columns,
      width,
      neighbours: best,
      path,
      predict: async (features, rows) => means(await search(features, rows), most, best, values, weights, width),
    };
  });
}

/** Targets on the same rows ask about the same features one after another: they are searched once. */
function rememberedSearch(
  search: (features: Float32Array, rows: number) => Promise<Int32Array>,
): (features: Float32Array, rows: number) => Promise<Int32Array> {
  const found = new WeakMap<Float32Array, Promise<Int32Array>>();
  return (features, rows) => {
    const known = found.get(features) ?? search(features, rows);
    found.set(features, known);
    return known;
  };
}

/** Rows whose weight is not 0. */
function weighted({ rows, weights }: RidgeData): number[] {
  return Array.from({ length: rows }, (_, row) => row).filter((row) => !weights || weights[row] > 0);
}

/** Weighted mean of the values of the first k of each row's neighbours, of which `most` are listed. */
function means(
  nearest: Int32Array,
  most: number,
  k: number,
  values: Float32Array,
  weights: Float32Array,
  width: number,
): Float32Array {
  const rows = nearest.length / most;
  const result = new Float32Array(rows * width);
  const sum = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    sum.fill(0);
    let total = 0;
    for (let i = row * most; i < row * most + k; i++) {
      const weight = weights[nearest[i]];
      total += weight;
      for (let j = 0; j < width; j++) sum[j] += weight * values[nearest[i] * width + j];
    }
    for (let j = 0; j < width; j++) result[row * width + j] = sum[j] / total;
  }
  return result;
}

function meanSquare(
  said: Float32Array,
  truth: Float32Array,
  width: number,
  rows: readonly number[],
  weights: Float32Array | undefined,
): number {
  let sum = 0;
  let total = 0;
  rows.forEach((row, at) => {
    const weight = weights?.[row] ?? 1;
    total += weight;
    for (let i = at * width; i < (at + 1) * width; i++) sum += weight * (said[i] - truth[i]) ** 2;
  });
  return sum / total;
}
