import { InputError } from '../support/errors.js';
import type { FeatureMap } from './feature-map.js';
import { featureStandard, type FeatureStandard } from './standardise.js';

/** A cell of a map: which of its images, and where in it. */
export interface CellPlace {
  image: number;
  row: number;
  column: number;
}

/** A cell that was found, and the cosine of its standardised features with those that were sought, −1..1. */
export interface SimilarCell extends CellPlace {
  similarity: number;
}

/** Options of {@link nearestCells}. */
export interface NearestCellsOptions {
  /** Cells found at most (5). */
  count?: number;
  /** Of each group of images only the best cell is found; each image is a group of its own unless told. */
  groupOf?: (image: number) => number | string;
}

/**
 * How similar each cell of a map is to one cell of another: cosine of the features, each channel standardised over the cells of
 * `among`, [images · height · width], −1..1; 0 where all channels are at their mean.
 *
 * Throws InputError when there is no such cell, or the maps have different channels.
 */
export function cellSimilarities(place: CellPlace, query: FeatureMap, among: FeatureMap): Float32Array {
  const { channels } = among;
  if (query.channels !== channels)
    throw new InputError(
      `Features of ${query.channels} channels cannot be compared with features of ${channels} channels: take one stage of one encoder.`,
    );
  const standard = featureStandard(among.values, among.values.length / channels, channels);
  const sought = unitVector(featuresAt(place, query), standard);
  const similarities = new Float32Array(among.values.length / channels);
  for (let cell = 0, i = 0; cell < similarities.length; cell++) {
    let [product, square] = [0, 0];
    for (let c = 0; c < channels; c++, i++) {
      const z = (among.values[i] - standard.mean[c]) * standard.inverseDeviation[c];
      product += z * sought[c];
      square += z * z;
    }
    similarities[cell] = square > 0 ? product / Math.sqrt(square) : 0;
  }
  return similarities;
}

/** Standardised features of one cell at unit length; zeros where all of them are at the mean. */
function unitVector(features: Float32Array, { mean, inverseDeviation }: FeatureStandard): Float64Array {
  const z = Float64Array.from(features, (value, c) => (value - mean[c]) * inverseDeviation[c]);
  const length = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? z.map((value) => value / length) : z;
}

/**
 * The cells of a map that are most similar to one cell of another, best first, of each image (or group of images) only the
 * best: see {@link cellSimilarities}. Throws InputError as that does.
 */
export function nearestCells(
  place: CellPlace,
  query: FeatureMap,
  among: FeatureMap,
  { count = 5, groupOf = (image) => image }: NearestCellsOptions = {},
): SimilarCell[] {
  const { height, width } = among;
  const best = new Map<number | string, SimilarCell>();
  cellSimilarities(place, query, among).forEach((similarity, cell) => {
    const image = Math.floor(cell / (height * width));
    const group = groupOf(image);
    if (similarity <= (best.get(group)?.similarity ?? -Infinity)) return;
    const inImage = cell % (height * width);
    best.set(group, { image, row: Math.floor(inImage / width), column: inImage % width, similarity });
  });
  return [...best.values()].sort((a, b) => b.similarity - a.similarity).slice(0, count);
}

function featuresAt({ image, row, column }: CellPlace, map: FeatureMap): Float32Array {
  const { count, height, width, channels, values } = map;
  const isThere = image >= 0 && image < count && row >= 0 && row < height && column >= 0 && column < width;
  if (!isThere)
    throw new InputError(
      `There is no cell (${row}, ${column}) of image ${image}: the map has ${count} images of ${height} rows and ${width} columns.`,
    );
  const at = ((image * height + row) * width + column) * channels;
  return values.subarray(at, at + channels);
}
