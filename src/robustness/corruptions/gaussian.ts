import { correlate, type Border } from './correlate.js';

/** Weights exp(−½(k/σ)²) for k = −r … r with r = ⌊truncate·σ + ½⌋, their sum 1. */
export function gaussianWeights(sigma: number, truncate = 4): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    sigma > 0 ? Math.exp(-0.5 * ((k - radius) / sigma) ** 2) : 1,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Gaussian blur of values [height, width, channels] with σ along x and along y in pixels, a new array.
 *
 * As scipy's `gaussian_filter`: cut off at ±truncate·σ.
 */
export function gaussianFilter(
  values: Float32Array,
  size: { width: number; height: number; channels: number },
  [sigmaX, sigmaY]: readonly [number, number],
  border: Border,
  truncate = 4,
): Float32Array {
  return separableFilter(values, size, gaussianWeights(sigmaX, truncate), gaussianWeights(sigmaY, truncate), border);
}

/** Values filtered along y, then along x, by weights about their middle. */
export function separableFilter(
  values: Float32Array,
  size: { width: number; height: number; channels: number },
  alongX: ArrayLike<number>,
  alongY: ArrayLike<number>,
  border: Border,
): Float32Array {
  const middle = (weights: ArrayLike<number>): number => weights.length >> 1;
  const across = Array.from(alongY, (weight, k) => ({ dx: 0, dy: k - middle(alongY), weight }));
  const along = Array.from(alongX, (weight, k) => ({ dx: k - middle(alongX), dy: 0, weight }));
  return correlate(correlate(values, size, across, border), size, along, border);
}
