import { InputError } from '../support/errors.js';

/**
 * How a prediction that lacks a scale is brought to that of the truth, image by image:
 * - `none`: not at all
 * - `median`: d · median(g)/median(d)
 * - `scale-shift`: s·d + t with the least Σ(s·d + t − g)²
 * - `scale-shift-inverse`: 1/(s/d + t) with the least Σ(s/d + t − 1/g)², for networks whose output 1/d is inverse depth up
 *   to scale and shift
 *
 * Reference: Zhou et al., CVPR 2017 (median); Ranftl et al., TPAMI 2022 (least squares).
 */
export const depthAlignments = ['none', 'median', 'scale-shift', 'scale-shift-inverse'] as const;
/** How a predicted depth is fitted to the true one before it is scored, image by image. */
export type DepthAlignment = (typeof depthAlignments)[number];

/**
 * Predicted depths [n] aligned with true ones [n], both in metres and of one image; `max` is what aligned inverse depth
 * of 0 and below becomes.
 *
 * Throws InputError, naming `name`, where there is no such alignment: a median of 0 or below, a depth of 0 to invert.
 */
export function alignDepth(
  prediction: Float64Array,
  truth: Float64Array,
  alignment: DepthAlignment,
  { max, name = 'The prediction' }: { max: number; name?: string },
): Float64Array {
  if (alignment === 'none' || truth.length === 0) return prediction;
  if (alignment === 'median') {
    const middle = median(prediction);
    if (!(middle > 0 && middle < Infinity))
      throw new InputError(`${name} has the median depth ${middle}, which cannot be scaled. Predict depth above 0.`);
    const scale = median(truth) / middle;
    return prediction.map((d) => scale * d);
  }
  if (alignment === 'scale-shift') return leastSquares(prediction, truth, name);
  if (!(max < Infinity))
    throw new InputError('Aligning inverse depth takes a largest depth. Give the protocol a finite cap.');
  const inverse = leastSquares(
    prediction.map((d) => 1 / d),
    truth.map((g) => 1 / g),
    name,
  );
  return inverse.map((value) => 1 / Math.max(value, 1 / max));
}

/** The middle value, or the mean of the two in the middle. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The line through x that is nearest to y, at x: a constant x gives the mean of y. */
function leastSquares(x: Float64Array, y: Float64Array, name: string): Float64Array {
  const meanX = mean(x);
  const meanY = mean(y);
  if (!Number.isFinite(meanX))
    throw new InputError(
      `${name} has depths that cannot be aligned (their mean is ${meanX}). Predict finite depth above 0.`,
    );
  let [covariance, variance] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    covariance += (x[i] - meanX) * (y[i] - meanY);
    variance += (x[i] - meanX) ** 2;
  }
  const scale = variance > 0 ? covariance / variance : 0;
  return x.map((value) => meanY + scale * (value - meanX));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
