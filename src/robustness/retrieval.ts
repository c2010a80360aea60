import type { FeatureMap } from '../features/feature-map.js';
import { valueOfSums } from '../stats/index.js';
import { sumByScene } from './measurement.js';
import { positionSpread, type PositionSpread } from './position-spread.js';
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
  return recallAmong(clean)(corrupted);
}

/** {@link positionMatchedRecall} of many corrupted maps among the same clean one. */
function recallAmong(clean: FeatureMap): (corrupted: FeatureMap) => { recall: Float64Array; cells: number } {
  const { count } = clean;
  const positions = clean.height * clean.width;
  const cells = Math.min(cellsCompared, positions);
  const spread = positionSpread(clean);
  const width = spread.varying.length;
  const compared = Array.from({ length: cells }, (_, k) => Math.floor(((k + 0.5) * positions) / cells));
  const candidates = compared.map((cell) => unitRows(clean, cell, spread));
  return (corrupted) => {
    const recall = new Float64Array(count);
    compared.forEach((cell, k) => {
      const queries = unitRows(corrupted, cell, spread);
      for (let image = 0; image < count; image++)
        recall[image] += shareOfHit(queries, candidates[k], image, count, width) / cells;
    });
    return { recall, cells };
  };
}

/** Features of one cell in every image, freed of their position and of unit length: [count, varying channels]. */
function unitRows(
  { count, height, width, channels, values }: FeatureMap,
  cell: number,
  { mean, inverseDeviation, varying }: PositionSpread,
): Float64Array {
  const rows = new Float64Array(count * varying.length);
  for (let image = 0; image < count; image++) {
    const from = (image * height * width + cell) * channels;
    const to = image * varying.length;
    let norm = 0;
    for (let k = 0; k < varying.length; k++) {
      const channel = varying[k];
      const value = (values[from + channel] - mean[cell * channels + channel]) * inverseDeviation[channel];
      rows[to + k] = value;
      norm += value * value;
    }
    if (norm > 0) for (let k = 0; k < varying.length; k++) rows[to + k] /= Math.sqrt(norm);
  }
  return rows;
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
  let among: { clean: FeatureMap; recall: ReturnType<typeof recallAmong> } | undefined;
  return (seen, clean, { corruption, severity, samples }) => {
    if (among?.clean !== clean) among = { clean, recall: recallAmong(clean) };
    const { recall, cells } = among.recall(seen);
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
