import { InputError } from '../support/errors.js';

/**
 * Sums over pixels from which every depth metric follows; sums of parts add up to the sum of the whole. Per scene they
 * are the numerators of its share in a pooled metric, `count` being the denominator.
 */
export interface DepthSums {
  /** Pixels compared. */
  count: number;
  /** Pixels with max(d/g, g/d) < 1.25, 1.25², 1.25³. */
  delta1: number;
  delta2: number;
  delta3: number;
  /** Σ|d − g|/g. */
  absRel: number;
  /** Σ(d − g)²/g, metres. */
  sqRel: number;
  /** Σ(d − g)²/g². */
  sqRelKitti: number;
  /** Σ(d − g)², metres². */
  squared: number;
  /** Σ(ln d − ln g). */
  log: number;
  /** Σ(ln d − ln g)². */
  logSquared: number;
  /** Σ(1/d − 1/g)², 1/metres². */
  inverseSquared: number;
  /** Σ|log₁₀ d − log₁₀ g|. */
  log10: number;
}

/** Errors of predicted depth d against true depth g, averaged over the pixels that both have. */
export interface DepthMetrics {
  /** Share of pixels with max(d/g, g/d) < 1.25. */
  delta1: number;
  /** … < 1.25². */
  delta2: number;
  /** … < 1.25³. */
  delta3: number;
  /** mean |d − g|/g. */
  absRel: number;
  /** mean (d − g)²/g in metres, as in Eigen's code. */
  sqRel: number;
  /** mean (d − g)²/g², as in KITTI's devkit, which calls it by the same name. */
  sqRelKitti: number;
  /** √mean (d − g)², metres. */
  rmse: number;
  /** √mean (ln d − ln g)². */
  rmseLog: number;
  /** 100·√(mean e² − (mean e)²), e = ln d − ln g: the error left after the best common scale. */
  silog: number;
  /** √mean (1/d − 1/g)², in 1/kilometres. */
  irmse: number;
  /** mean |log₁₀ d − log₁₀ g|. */
  log10: number;
}

/** Sums of nothing, to begin with. */
export function noDepthSums(): DepthSums {
  return {
    count: 0,
    delta1: 0,
    delta2: 0,
    delta3: 0,
    absRel: 0,
    sqRel: 0,
    sqRelKitti: 0,
    squared: 0,
    log: 0,
    logSquared: 0,
    inverseSquared: 0,
    log10: 0,
  };
}

/**
 * Compares predicted with true depth, both [n] in metres, pixel by pixel. Only pixels whose truth lies in [min, max]
 * count, which leaves out unmeasured ones (0); predictions are clipped to [min, max], as the benchmarks do.
 *
 * Throws InputError if the lengths differ, if `min` is not positive or if a prediction that counts is not a number.
 *
 * Reference: Eigen, Puhrsch & Fergus, Depth map prediction from a single image using a multi-scale deep network, 2014.
 */
export function depthSums(
  prediction: ArrayLike<number>,
  truth: ArrayLike<number>,
  { min = 1e-3, max = Infinity }: { min?: number; max?: number } = {},
): DepthSums {
  if (prediction.length !== truth.length)
    throw new InputError(`${prediction.length} predicted depths cannot be compared with ${truth.length} true ones.`);
  if (!(min > 0)) throw new InputError(`Smallest depth ${min} must be above 0, since metrics divide by depth.`);
  const sums = noDepthSums();
  for (let i = 0; i < truth.length; i++) {
    const g = truth[i];
    if (!(g >= min && g <= max && g < Infinity)) continue;
    if (Number.isNaN(prediction[i]))
      throw new InputError(`Predicted depth of pixel ${i} is not a number; expected metres. Check the model's output.`);
    const d = Math.min(max, Math.max(min, prediction[i]));
    const difference = d - g;
    const ratio = Math.max(d / g, g / d);
    const logarithmic = Math.log(d / g);
    const inverse = 1 / d - 1 / g;
    sums.count++;
    if (ratio < 1.25) sums.delta1++;
    if (ratio < 1.25 ** 2) sums.delta2++;
    if (ratio < 1.25 ** 3) sums.delta3++;
    sums.absRel += Math.abs(difference) / g;
    sums.sqRel += difference ** 2 / g;
    sums.sqRelKitti += (difference / g) ** 2;
    sums.squared += difference ** 2;
    sums.log += logarithmic;
    sums.logSquared += logarithmic ** 2;
    sums.inverseSquared += inverse ** 2;
    sums.log10 += Math.abs(logarithmic) / Math.LN10;
  }
  return sums;
}

/** The sums of all parts together. */
export function mergeDepthSums(parts: Iterable<DepthSums>): DepthSums {
  const total = noDepthSums();
  for (const part of parts) for (const key of Object.keys(total) as (keyof DepthSums)[]) total[key] += part[key];
  return total;
}

/** Metrics pooled over pixels: every pixel weighs the same, whatever its image. Throws InputError for no pixel. */
export function pooledDepthMetrics(sums: DepthSums): DepthMetrics {
  const n = sums.count;
  if (n === 0) throw new InputError('No pixel has a true depth in range, so there is nothing to measure.');
  return {
    delta1: sums.delta1 / n,
    delta2: sums.delta2 / n,
    delta3: sums.delta3 / n,
    absRel: sums.absRel / n,
    sqRel: sums.sqRel / n,
    sqRelKitti: sums.sqRelKitti / n,
    rmse: Math.sqrt(sums.squared / n),
    rmseLog: Math.sqrt(sums.logSquared / n),
    // A constant ratio leaves a variance of 0, which rounding may turn negative.
    silog: 100 * Math.sqrt(Math.max(0, sums.logSquared / n - (sums.log / n) ** 2)),
    irmse: 1000 * Math.sqrt(sums.inverseSquared / n),
    log10: sums.log10 / n,
  };
}

/**
 * Metrics of each image averaged over images, as benchmarks mostly report them: every image weighs the same. Images
 * without a pixel in range are left out; throws InputError if that leaves none.
 */
export function perImageDepthMetrics(images: Iterable<DepthSums>): DepthMetrics {
  const measured = [...images].filter(({ count }) => count > 0).map(pooledDepthMetrics);
  if (measured.length === 0)
    throw new InputError('No image has a pixel with a true depth in range, so there is nothing to measure.');
  const mean = { ...measured[0] };
  for (const key of Object.keys(mean) as (keyof DepthMetrics)[])
    mean[key] = measured.reduce((sum, metrics) => sum + metrics[key], 0) / measured.length;
  return mean;
}
