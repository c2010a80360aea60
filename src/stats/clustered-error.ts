/**
 * Standard error of the mean of values that are alike within a cluster: √(G/(G−1) · Σ_g S_g²) / n, where S_g is the sum of
 * the deviations from the mean in cluster g of G. With one value in each cluster it is the usual s/√n; values that repeat within their cluster
 * leave it as it is.
 *
 * `clusters` names the cluster of each value. Of a single cluster nothing can be said: NaN.
 *
 * Reference: Liang & Zeger, Longitudinal data analysis using generalized linear models, 1986.
 */
export function clusteredStandardError(values: readonly number[], clusters: readonly string[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sums = new Map<string, number>();
  values.forEach((value, i) => sums.set(clusters[i], (sums.get(clusters[i]) ?? 0) + value - mean));
  const squares = [...sums.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return sums.size > 1 ? Math.sqrt((sums.size / (sums.size - 1)) * squares) / values.length : NaN;
}
