import type { FeatureMap } from '../features/feature-map.js';
import { valueOfSums } from '../stats/index.js';
import { sumByScene } from './measurement.js';
import { positionSpread } from './position-spread.js';
import type { CorruptionMeasure } from './under-corruption.js';

/** Cells compared per image: evenly spread, enough for a precise mean and cheap. */
const cellsCompared = 64;

/**
 * How often the corrupted feature of a cell finds its own image among the clean features of the same cell in all images.
 *
 * Cosine after subtracting the clean mean of the position and dividing each channel by its spread (see
 * {@link positionSpread}); ties share the hit. Chance is 1/count, and a source that knows position alone scores exactly
 * that: all its candidates are the same.
 *
 * @param clean [count, height, width, channels]
 * @param corrupted the same images in the same order
 * @returns recall@1 of each image over the cells compared, [count], and the number of cells compared per image
 */
export function positionMatchedRecall(
  clean: FeatureMap,
  corrupted: FeatureMap,
): { recall: Float64Array; cells: number } {
  const { count, channels } = clean;
  const positions = clean.height * clean.width;
  const { mean, inverseDeviation, varying } = positionSpread(clean);
  const compared = Array.from({ length: Math.min(cellsCompared, positions) }, (_, k) =>
    Math.floor(((k + 0.5) * positions) / Math.min(cellsCompared, positions)),
  );
  const recall = new Float64Array(count);
  const unit = (map: FeatureMap, cell: number): Float64Array => {
    const rows = new Float64Array(count * varying.length);
    for (let image = 0; image < count; image++) {
      const from = (image * positions + cell) * channels;
      const to = image * varying.length;
      let norm = 0;
      varying.forEach((channel, k) => {
        const value = (map.values[from + channel] - mean[cell * channels + channel]) * inverseDeviation[channel];
        rows[to + k] = value;
        norm += value * value;
      });
      if (norm > 0) for (let k = 0; k < varying.length; k++) rows[to + k] /= Math.sqrt(norm);
    }
    return rows;
  };
  for (const cell of compared) {
    const candidates = unit(clean, cell);
    const queries = unit(corrupted, cell);
    for (let image = 0; image < count; image++)
      recall[image] += shareOfHit(queries, candidates, image, count, varying.length) / compared.length;
  }
  return { recall, cells: compared.length };
}

/** 1 when the own candidate is alone the most similar, 1/ties when others are as similar, else 0. */
function shareOfHit(
  queries: Float64Array,
  candidates: Float64Array,
  own: number,
  count: number,
  width: number,
): number {
  const similarity = (candidate: number): number => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += queries[own * width + k] * candidates[candidate * width + k];
    return sum;
  };
  const target = similarity(own);
  let ties = 0;
  for (let candidate = 0; candidate < count; candidate++) {
    const other = candidate === own ? target : similarity(candidate);
    if (other > target + 1e-9) return 0;
    if (other >= target - 1e-9) ties++;
  }
  return 1 / ties;
}

/** Measures {@link positionMatchedRecall} of every set against the clean one. */
export function positionMatchedRetrieval({ scenes }: { scenes: readonly string[] }): CorruptionMeasure<FeatureMap> {
  return (seen, clean, { corruption, severity, samples }) => {
    const { recall, cells } = positionMatchedRecall(clean, seen);
    const ones = new Float64Array(samples.length).fill(1);
    const sums = {
      form: 'ratio' as const,
      numerator: sumByScene(samples, recall, scenes),
      denominator: sumByScene(samples, ones, scenes),
    };
    return {
      kind: 'retrieval',
      protocol: `nearest of ${samples.length} clean cells at the same position (chance ${(1 / samples.length).toFixed(3)})`,
      metric: 'recall',
      value: valueOfSums(sums),
      unit: 'recall@1',
      n: samples.length * cells,
      corruption,
      severity,
      scenes: sums,
    };
  };
}
