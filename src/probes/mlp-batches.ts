import * as tf from '@tensorflow/tfjs-core';
import type { MlpData, MlpTargetData } from './mlp.js';
import { outputLayout, type Batch, type MlpTarget } from './mlp-network.js';
import { weightedMean, type FeatureStandard } from '../features/standardise.js';

/** Scale of a target: one deviation for all its numbers, so that they keep their weight in its error. */
export interface Spread {
  mean: Float64Array;
  deviation: number;
}

/** Weighted mean and deviation of a target's values; classes are left as they are. */
export function targetSpread({ width, kind }: MlpTarget, { values, weights }: MlpTargetData): Spread {
  if (kind === 'classification') return { mean: new Float64Array(width), deviation: 1 };
  const rows = weights.length;
  const mean = weightedMean(values, rows, width, weights);
  let total = 0;
  let square = 0;
  for (let n = 0; n < rows; n++) {
    total += weights[n];
    for (let j = 0; j < width; j++) square += weights[n] * (values[n * width + j] - mean[j]) ** 2;
  }
  return { mean, deviation: Math.sqrt(square / total / width) || 1 };
}

/** Writes one row of features, standardised and followed by a one, into another array. */
export function standardiseRow(
  features: Float32Array,
  row: number,
  { mean, inverseDeviation }: FeatureStandard,
  into: Float32Array,
  intoRow: number,
): void {
  const columns = mean.length;
  const to = intoRow * (columns + 1);
  for (let j = 0; j < columns; j++) into[to + j] = (features[row * columns + j] - mean[j]) * inverseDeviation[j];
  into[to + columns] = 1;
}

/** Data as tensors in batches of nearly equal size, rows in the given order. */
export function upload(
  data: MlpData,
  columns: number,
  standard: FeatureStandard,
  targets: readonly MlpTarget[],
  spreads: readonly Spread[],
  batch: number,
  order?: Int32Array,
): Batch[] {
  const layout = outputLayout(targets);
  const totals = data.targets.map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0));
  const hasOffsets = data.targets.some(({ offsets }) => offsets);
  const count = Math.max(1, Math.ceil(data.rows / batch));
  return Array.from({ length: count }, (_, b) => {
    const begin = Math.floor((b * data.rows) / count);
    const rows = Math.floor(((b + 1) * data.rows) / count) - begin;
    const x = new Float32Array(rows * (columns + 1));
    const y = new Float32Array(rows * layout.width);
    const weights = new Float32Array(rows * layout.width);
    const offsets = new Float32Array(hasOffsets ? rows * layout.width : 0);
    for (let r = 0; r < rows; r++) {
      const n = order ? order[begin + r] : begin + r;
      standardiseRow(data.features, n, standard, x, r);
      layout.blocks.forEach(({ from, width }, t) => {
        const source = data.targets[t];
        const { mean, deviation } = spreads[t];
        for (let j = 0; j < width; j++) {
          const to = r * layout.width + from + j;
          y[to] = (source.values[n * width + j] - mean[j]) / deviation;
          weights[to] = totals[t] > 0 ? (count * source.weights[n]) / totals[t] : 0;
          if (source.offsets) offsets[to] = source.offsets[n * width + j];
        }
      });
    }
    return {
      x: tf.tensor2d(x, [rows, columns + 1]),
      y: tf.tensor2d(y, [rows, layout.width]),
      weights: tf.tensor2d(weights, [rows, layout.width]),
      offsets: hasOffsets ? tf.tensor2d(offsets, [rows, layout.width]) : undefined,
    };
  });
}

/** Disposes of what {@link upload} has made. */
export function disposeBatches(batches: readonly Batch[]): void {
  for (const { x, y, weights, offsets } of batches) tf.dispose([x, y, weights, offsets ?? []]);
}
