/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Unbiased sample variance `Σ(x − x̄)²/(n − 1)`; NaN for fewer than two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  return sumOfSquares(values) / (values.length - 1);
}

/**
 * Variance of an estimate from its delete-one values: `(n − 1)/n · Σ(θ₍ᵢ₎ − mean θ₍·₎)²`; NaN for fewer than two.
 *
 * Reference: Efron & Stein, The jackknife estimate of variance, 1981.
 */
export function jackknifeVariance(deleteOne: ArrayLike<number>): number {
  const n = deleteOne.length;
  return n < 2 ? NaN : ((n - 1) / n) * sumOfSquares(deleteOne);
}

function sumOfSquares(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return sum;
}
