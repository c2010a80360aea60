import { choleskyFactor, choleskySolve, crossProduct, gramMatrix, matrixProduct } from '../support/linear-algebra.js';
import type { RetrievalGroup } from './retrieval.js';

/** Matches of one pair as a null matcher sees them: where each query is in its image, and what each candidate shows. */
export interface NullGroup {
  /** Image position of each query, [size, 2] in −1..1. */
  positions: Float32Array;
  /** What is known of each candidate, [size, attributes]: its image position, its height, its local density. */
  attributes: Float32Array;
}

/**
 * A matcher that sees nothing but positions: it predicts a candidate's attributes from the query's place in the image by a
 * quadratic, fitted over all groups, and prefers the candidates nearest to the prediction in units of the residuals'
 * spread. An encoder that finds no more matches than this has learnt where things are, not what they look like.
 *
 * The fit is made on the very matches on which it is judged, which favours the null, if anything.
 */
export function nullMatches(groups: readonly NullGroup[], attributes: number): RetrievalGroup[] {
  const { predicted, spread } = nullExpectations(groups, attributes);
  return groups.map(({ attributes: values }, g) => ({
    similarity: closeness(predicted[g], values, spread),
    size: values.length / attributes,
  }));
}

/** What a null matcher expects of the match of each query, [size, attributes], and the spread of its errors, [attributes]. */
export interface NullExpectations {
  predicted: Float64Array[];
  spread: number[];
}

/** The quadratic of {@link nullMatches}, fitted to the matches of all groups. */
export function nullExpectations(groups: readonly NullGroup[], attributes: number): NullExpectations {
  const predicted = predict(groups, attributes);
  return { predicted, spread: residualSpread(groups, predicted, attributes) };
}

/**
 * Minus the squared distance, in units of the spread, of what is expected of each query to what each candidate shows,
 * [queries, candidates]; −Infinity for candidates that show NaN, which nobody knows.
 */
export function closeness(expected: Float64Array, shown: Float32Array, spread: readonly number[]): Float32Array {
  const attributes = spread.length;
  const [queries, candidates] = [expected.length / attributes, shown.length / attributes];
  const similarity = new Float32Array(queries * candidates);
  for (let i = 0; i < queries; i++)
    for (let j = 0; j < candidates; j++) {
      let distance = 0;
      for (let c = 0; c < attributes; c++)
        distance += ((shown[j * attributes + c] - expected[i * attributes + c]) / spread[c]) ** 2;
      similarity[i * candidates + j] = Number.isNaN(distance) ? -Infinity : -distance;
    }
  return similarity;
}

/** 1, u, v, u², uv, v². */
const width = 6;

/** The terms of a quadratic for every image position, [size, 6]. */
function quadratic(positions: Float32Array): Float64Array {
  const design = new Float64Array((positions.length / 2) * width);
  for (let row = 0; row < positions.length / 2; row++) {
    const [u, v] = [positions[row * 2], positions[row * 2 + 1]];
    design.set([1, u, v, u * u, u * v, v * v], row * width);
  }
  return design;
}

/** Least-squares prediction of every attribute for every query. */
function predict(groups: readonly NullGroup[], attributes: number): Float64Array[] {
  const designs = groups.map(({ positions }) => quadratic(positions));
  const gram = new Float64Array(width * width);
  const cross = new Float64Array(width * attributes);
  groups.forEach(({ attributes: values }, g) => {
    const rows = values.length / attributes;
    gramMatrix(designs[g], rows, width).forEach((value, i) => (gram[i] += value));
    crossProduct(designs[g], values, rows, width, attributes).forEach((value, i) => (cross[i] += value));
  });
  // A trace of ridge: when all matches lie on one line of the image, the terms are linearly dependent.
  for (let i = 0; i < width; i++) gram[i * width + i] += 1e-9 * gram[0];
  const weights = choleskySolve(choleskyFactor(gram, width), cross, width, attributes);
  return designs.map((design) => matrixProduct(design, weights, design.length / width, width, attributes));
}

function residualSpread(
  groups: readonly NullGroup[],
  predicted: readonly Float64Array[],
  attributes: number,
): number[] {
  const squares = new Float64Array(attributes);
  let count = 0;
  groups.forEach(({ attributes: values }, g) => {
    for (let i = 0; i < values.length; i++) squares[i % attributes] += (values[i] - predicted[g][i]) ** 2;
    count += values.length / attributes;
  });
  return Array.from(squares, (sum) => Math.sqrt(sum / count) || 1);
}
