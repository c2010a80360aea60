/** Candidates among which an audit searches, at most: an image has only so many cells that another one sees too. */
export const mostCandidates = 96;

/** Matched queries and candidates of one group: query i belongs to candidate i. */
export interface RetrievalGroup {
  /** Similarity of query i and candidate j, [size, size], row-major. */
  similarity: Float32Array;
  size: number;
}

/**
 * Share of queries whose own candidate is among the `k` most similar of its group. Ties are resolved by chance, in
 * expectation, so that features without information score k/size.
 */
export function recallAt(k: number, { similarity, size }: RetrievalGroup): number {
  let found = 0;
  for (let i = 0; i < size; i++) {
    const own = similarity[i * size + i];
    let greater = 0;
    let equal = 0;
    for (let j = 0; j < size; j++) {
      if (similarity[i * size + j] > own) greater++;
      else if (similarity[i * size + j] === own) equal++;
    }
    found += Math.max(0, Math.min(1, (k - greater) / Math.max(1, equal)));
  }
  return found / size;
}

/**
 * For each query the chance that a right candidate is among its `k` most similar ones, of equally similar ones drawn: the
 * share that {@link recallAt} averages, where several candidates may be right.
 *
 * @param similarity of each query and candidate, [queries, candidates]
 * @param right 1 where a candidate is right for a query, [queries, candidates]
 */
export function hitsAt(k: number, similarity: Float32Array, right: Uint8Array, candidates: number): Float64Array {
  const hits = new Float64Array(similarity.length / candidates);
  const most = Math.min(k, candidates);
  for (let i = 0; i < hits.length; i++) {
    const row = similarity.subarray(i * candidates, (i + 1) * candidates);
    const last = nthLargest(row, most);
    let [greater, equal, rightEqual] = [0, 0, 0];
    for (let j = 0; j < candidates; j++) {
      const isRight = right[i * candidates + j];
      if (row[j] > last) {
        greater++;
        if (isRight) hits[i] = 1;
      } else if (row[j] === last) {
        equal++;
        rightEqual += isRight;
      }
    }
    // That none of the equal ones drawn is right: (e − w)(e − w − 1)…/(e (e − 1)…).
    let missed = 1 - hits[i];
    for (let drawn = 0; drawn < most - greater; drawn++)
      missed *= Math.max(0, equal - rightEqual - drawn) / (equal - drawn);
    hits[i] = 1 - missed;
  }
  return hits;
}

/** The n-th of the values from the largest on, equal ones counted each. */
function nthLargest(values: Float32Array, n: number): number {
  const largest = new Float32Array(n).fill(-Infinity);
  for (const value of values) {
    if (value <= largest[n - 1]) continue;
    let place = n - 1;
    for (; place > 0 && value > largest[place - 1]; place--) largest[place] = largest[place - 1];
    largest[place] = value;
  }
  return largest[n - 1];
}

/** Products of the rows of a and b, [size, channels] each, as a group to be searched. */
export function similarityOfRows(a: Float32Array, b: Float32Array, channels: number): RetrievalGroup {
  const size = a.length / channels;
  const similarity = new Float32Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += a[i * channels + c] * b[j * channels + c];
      similarity[i * size + j] = sum;
    }
  return { similarity, size };
}
