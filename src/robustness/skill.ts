import type { SceneSums } from '../stats/index.js';
import { sumByScene } from './measurement.js';

/** Squared errors of a read-out, summed over the items (cells, pixels) of each sample. */
export interface ErrorSums {
  /** [samples] */
  squared: Float64Array;
  /** Total weight of the items of each sample, [samples]. */
  weight: Float64Array;
}

/**
 * Squared errors per sample of predictions clamped to a range.
 *
 * Clamping is what every depth benchmark does, and keeps one prediction that a corruption threw far out from deciding a
 * mean. Items whose truth is not finite are left out.
 *
 * @param predicted [samples, items]
 * @param truth [samples, items]
 * @param samples number of samples; items of one sample are contiguous
 * @param range lowest and highest prediction, e.g. those of the training targets
 * @param weights [samples, items], how much each item counts; all one when omitted
 */
export function squaredErrors(
  predicted: Float32Array,
  truth: Float32Array,
  samples: number,
  [lowest, highest]: readonly [number, number],
  weights?: Float32Array,
): ErrorSums {
  const squared = new Float64Array(samples);
  const weight = new Float64Array(samples);
  const items = truth.length / samples;
  for (let sample = 0, at = 0; sample < samples; sample++) {
    for (let item = 0; item < items; item++, at++) {
      if (!Number.isFinite(truth[at])) continue;
      const counts = weights ? weights[at] : 1;
      const error = Math.min(highest, Math.max(lowest, predicted[at])) - truth[at];
      squared[sample] += counts * error * error;
      weight[sample] += counts;
    }
  }
  return { squared, weight };
}

/**
 * Sums whose value is the skill `1 − E/E_trivial`: 0 is as good as the trivial read-out, 1 is perfect.
 *
 * @param samples [n], each naming its scene
 * @param errors of the read-out on the samples
 * @param trivial errors of the trivial read-out on the same samples
 * @param scenes ids of the scenes, in the order of the sums
 */
export function skillSums(
  samples: readonly { scene: string }[],
  errors: ErrorSums,
  trivial: ErrorSums,
  scenes: readonly string[],
): SceneSums {
  return {
    form: 'one-minus-ratio',
    numerator: sumByScene(samples, errors.squared, scenes),
    denominator: sumByScene(samples, trivial.squared, scenes),
  };
}
