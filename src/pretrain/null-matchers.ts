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
  const predicted = predict(groups, attributes);
  const spread = residualSpread(groups, predicted, attributes);
  return groups.map(({ attributes: values }, g) => {
    const size = values.length / attributes;
    const similarity = new Float32Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let distance = 0;
        for (let c = 0; c < attributes; c++)
          distance += ((values[j * attributes + c] - predicted[g][i * attributes + c]) / spread[c]) ** 2;
        similarity[i * size + j] = -distance;
      }
    return { similarity, size };
  });
}

/** 1, u, v, u², uv, v² of an image position. */
function terms(positions: Float32Array, row: number): number[] {
  const [u, v] = [positions[row * 2], positions[row * 2 + 1]];
  return [1, u, v, u * u, u * v, v * v];
}

/** Least-squares prediction of every attribute for every query. */
function predict(groups: readonly NullGroup[], attributes: number): Float64Array[] {
  const width = terms(new Float32Array(2), 0).length;
  const gram = Array.from({ length: width }, () => new Float64Array(width + attributes));
  for (const { positions, attributes: values } of groups)
    for (let row = 0; row < positions.length / 2; row++) {
      const x = terms(positions, row);
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) gram[i][j] += x[i] * x[j];
        for (let c = 0; c < attributes; c++) gram[i][width + c] += x[i] * values[row * attributes + c];
      }
    }
  // A trace of ridge: images in which all matches lie on a line would make the normal equations singular.
  for (let i = 0; i < width; i++) gram[i][i] += 1e-9 * gram[0][0] + 1e-12;
  const weights = eliminate(gram, width);
  return groups.map(({ positions }) => {
    const result = new Float64Array((positions.length / 2) * attributes);
    for (let row = 0; row < positions.length / 2; row++)
      terms(positions, row).forEach((x, i) => {
        for (let c = 0; c < attributes; c++) result[row * attributes + c] += x * weights[i][width + c];
      });
    return result;
  });
}

/** Gauss–Jordan elimination of the augmented rows: the solutions stand behind the first `width` columns. */
function eliminate(rows: Float64Array[], width: number): Float64Array[] {
  for (let i = 0; i < width; i++) {
    let pivot = i;
    for (let r = i + 1; r < width; r++) if (Math.abs(rows[r][i]) > Math.abs(rows[pivot][i])) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    const inverse = 1 / rows[i][i];
    rows[i] = rows[i].map((value) => value * inverse);
    for (let r = 0; r < width; r++) {
      if (r === i) continue;
      const factor = rows[r][i];
      rows[r] = rows[r].map((value, column) => value - factor * rows[i][column]);
    }
  }
  return rows;
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
