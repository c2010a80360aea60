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
