/**
 * The debiased `‖XᵀY‖²` of centred features of n samples, `‖XᵀY‖² − n/(n−2) · Σᵢ‖xᵢ‖²‖yᵢ‖² + ‖X‖²‖Y‖²/((n−1)(n−2))`, of
 * its three terms: n(n−3) times the unbiased HSIC.
 */
export function debiasedSquare(squared: number, diagonal: number, traces: number, n: number): number {
  return squared - (n / (n - 2)) * diagonal + traces / ((n - 1) * (n - 2));
}

/** Sum of all values. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
