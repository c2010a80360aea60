import type { FeatureMap } from '../features/feature-map.js';

/** Features freed of what their position alone says, in units of their spread. */
export interface PositionSpread {
  /** Mean over images at each cell, [cells, channels]. */
  mean: Float64Array;
  /** 1/σ of each channel within positions, pooled over them, [channels]; 0 for channels that position decides. */
  inverseDeviation: Float64Array;
  /** Indices of the channels that vary within positions. */
  varying: number[];
}

/**
 * Mean and spread of features over images at the same cell position, `σ² = Σ(f − f̄_cell)²/(cells·(count − 1))`.
 *
 * A channel whose σ is below 10⁻⁵ of its root mean square is rounding noise on a function of position and counts as not varying.
 */
export function positionSpread({ count, height, width, channels, values }: FeatureMap): PositionSpread {
  const cells = height * width;
  const mean = new Float64Array(cells * channels);
  for (let image = 0, at = 0; image < count; image++)
    for (let i = 0; i < mean.length; i++, at++) mean[i] += values[at] / count;
  const squaredDeviation = new Float64Array(channels);
  const square = new Float64Array(channels);
  for (let image = 0, at = 0; image < count; image++)
    for (let i = 0; i < mean.length; i++, at++) {
      squaredDeviation[i % channels] += (values[at] - mean[i]) ** 2;
      square[i % channels] += values[at] ** 2;
    }
  const inverseDeviation = squaredDeviation.map((sum, channel) => {
    const deviation = Math.sqrt(sum / (cells * Math.max(1, count - 1)));
    return deviation > 1e-5 * Math.sqrt(square[channel] / (cells * count)) ? 1 / deviation : 0;
  });
  const varying = [...inverseDeviation.keys()].filter((channel) => inverseDeviation[channel] > 0);
  return { mean, inverseDeviation, varying };
}
