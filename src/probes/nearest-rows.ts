import * as tf from '@tensorflow/tfjs-core';
import type { FeatureStandard } from '../features/standardise.js';

/** How near rows of standardised features are to each other: by angle or by distance. */
export type NeighbourMetric = 'cosine' | 'euclidean';

/** Rows of features among which neighbours are sought, [rows, columns]. */
export interface RowsOfFeatures {
  rows: number;
  features: Float32Array;
}

/** Rows whose products are held at once: 1,024 × 4,096 of them take 16 MB, whatever the numbers of rows. */
const blocks = { queries: 1024, candidates: 4096 };

/**
 * The `count` nearest candidates of each query, nearest first, [queries.rows, count]; of equally near ones the earlier.
 *
 * Features are standardised block by block; products are made on the backend and sorted out here, so that memory does not
 * grow with the product of both numbers of rows. Euclidean neighbours are those of the greatest `x·y − ‖y‖²/2`.
 */
export async function nearestRows(
  queries: RowsOfFeatures,
  candidates: RowsOfFeatures,
  standard: FeatureStandard,
  count: number,
  metric: NeighbourMetric,
): Promise<Int32Array> {
  const nearest = new Int32Array(queries.rows * count).fill(-1);
  const scores = new Float32Array(queries.rows * count).fill(-Infinity);
  for (let from = 0; from < candidates.rows; from += blocks.candidates) {
    const until = Math.min(candidates.rows, from + blocks.candidates);
    const y = blockOf(candidates, from, until, standard, metric, 'candidate');
    for (let start = 0; start < queries.rows; start += blocks.queries) {
      const end = Math.min(queries.rows, start + blocks.queries);
      const x = blockOf(queries, start, end, standard, metric, 'query');
      const product = tf.matMul(x, y, false, true);
      const found = await product.data<'float32'>();
      tf.dispose([x, product]);
      const width = until - from;
      for (let row = start; row < end; row++)
        sortIn(found.subarray((row - start) * width, (row - start + 1) * width), from, row * count, count);
    }
    y.dispose();
  }
  return nearest;

  /** Puts the candidates of one query where they belong among the nearest found so far, which lie from `at` on. */
  function sortIn(found: Float32Array, from: number, at: number, length: number): void {
    const last = at + length - 1;
    for (let i = 0; i < found.length; i++) {
      const score = found[i];
      if (!(score > scores[last])) continue;
      let to = last;
      for (; to > at && scores[to - 1] < score; to--) {
        scores[to] = scores[to - 1];
        nearest[to] = nearest[to - 1];
      }
      scores[to] = score;
      nearest[to] = from + i;
    }
  }
}

/** Standardised rows, at unit length for cosine; otherwise with the column that makes a product of a distance. */
function blockOf(
  { features }: RowsOfFeatures,
  from: number,
  until: number,
  { mean, inverseDeviation }: FeatureStandard,
  metric: NeighbourMetric,
  role: 'query' | 'candidate',
): tf.Tensor2D {
  const columns = mean.length;
  const width = metric === 'cosine' ? columns : columns + 1;
  const z = new Float32Array((until - from) * width);
  for (let row = from; row < until; row++) {
    const to = (row - from) * width;
    let square = 0;
    for (let j = 0; j < columns; j++) {
      const value = (features[row * columns + j] - mean[j]) * inverseDeviation[j];
      z[to + j] = value;
      square += value * value;
    }
    if (metric === 'euclidean') z[to + columns] = role === 'query' ? 1 : -square / 2;
    else if (square > 0) for (let j = 0; j < columns; j++) z[to + j] /= Math.sqrt(square);
  }
  return tf.tensor2d(z, [until - from, width]);
}
