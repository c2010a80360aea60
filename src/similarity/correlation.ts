/** How two lists of numbers are compared. */
export type Correlation = 'pearson' | 'spearman' | 'kendall';

/** Correlation of two lists of the same length, in [−1, 1]; NaN where one of them does not vary. */
export const correlations: Record<Correlation, (a: Float64Array, b: Float64Array) => number> = {
  pearson,
  spearman: (a, b) => pearson(ranks(a), ranks(b)),
  kendall,
};

/** Product-moment correlation `Σ(a − ā)(b − b̄)/√(Σ(a − ā)² Σ(b − b̄)²)`. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < a.length; i++) {
    meanA += a[i] / a.length;
    meanB += b[i] / a.length;
  }
  let between = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i++) {
    between += (a[i] - meanA) * (b[i] - meanB);
    ofA += (a[i] - meanA) ** 2;
    ofB += (b[i] - meanB) ** 2;
  }
  return Math.max(-1, Math.min(1, between / Math.sqrt(ofA) / Math.sqrt(ofB)));
}

/** Ranks from 1 on; equal values share the mean of theirs. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranked = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranked[order[i]] = (start + end + 1) / 2;
    start = end;
  }
  return ranked;
}

/**
 * Kendall's τ-b, `(concordant − discordant)/√((pairs − ties in a)(pairs − ties in b))`, in n log n steps.
 *
 * Reference: Knight, A computer method for calculating Kendall's tau with ungrouped data, JASA 1966.
 */
export function kendall(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const order = Uint32Array.from(a, (_, i) => i).sort((i, j) => a[i] - a[j] || b[i] - b[j]);
  const tied = (same: (i: number, j: number) => boolean): number => {
    let pairs = 0;
    for (let start = 0, i = 1; i <= n; i++)
      if (i === n || !same(start, i)) {
        pairs += ((i - start) * (i - start - 1)) / 2;
        start = i;
      }
    return pairs;
  };
  const inA = tied((i, j) => a[order[i]] === a[order[j]]);
  const inBoth = tied((i, j) => a[order[i]] === a[order[j]] && b[order[i]] === b[order[j]]);
  const sorted = Float64Array.from(order, (i) => b[i]);
  const swaps = sortCountingSwaps(sorted);
  const inB = tied((i, j) => sorted[i] === sorted[j]);
  const pairs = (n * (n - 1)) / 2;
  const tau = (pairs - inA - inB + inBoth - 2 * swaps) / Math.sqrt(pairs - inA) / Math.sqrt(pairs - inB);
  return Math.max(-1, Math.min(1, tau));
}

/** Sorts by merging, in place; the number of pairs that stood the wrong way round. */
function sortCountingSwaps(values: Float64Array): number {
  let swaps = 0;
  const merged = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let i = start, j = middle, k = start; k < end; k++)
        if (i < middle && (j >= end || values[i] <= values[j])) merged[k] = values[i++];
        else {
          swaps += middle - i;
          merged[k] = values[j++];
        }
    }
    values.set(merged);
  }
  return swaps;
}
