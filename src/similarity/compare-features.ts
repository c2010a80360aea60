import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { measures, type SimilarityMeasure } from './measures.js';
import { bootstrapInterval, independentGaussians, permutationNull, type Clusters } from './uncertainty.js';

/** Options of {@link compareFeatures}. */
export interface CompareOptions {
  /** By name, or measures of one's own; all when omitted. */
  of?: readonly (string | SimilarityMeasure)[];
  /** What each sample belongs to, such as its scene, see {@link bootstrapInterval}. */
  clusters?: Clusters;
  resamples?: number;
  seed?: number;
  signal?: AbortSignal;
}

/** One measure of two sets of features, beside what is needed to believe it. */
export interface Compared {
  measure: string;
  kind: SimilarityMeasure['kind'];
  value: number;
  /** 95 % bootstrap interval. */
  interval: [number, number];
  /** Mean over samples in random order: what these features have in common when they have nothing to do with each other. */
  unrelated: number;
  /** Of the permutation test against `unrelated`. */
  p: number;
  /** Mean over independent Gaussians of the same n, p and q: what the measure gives for its size alone. */
  bias: number;
  /** `(value − unrelated)/(identical − unrelated)`: 0 unrelated, 1 identical, whatever the measure. */
  calibrated: number;
  calibratedInterval: [number, number];
}

/**
 * Two sets of features of the same samples, X [n, p] and Y [n, q], by many measures, each with bootstrap interval, permutation
 * null and the bias it has at this size.
 *
 * Throws InputError as the measures and {@link permutationNull} do; InterruptedError when aborted.
 */
export async function compareFeatures(
  x: FeatureMatrix,
  y: FeatureMatrix,
  { of = Object.keys(measures), clusters, resamples = 100, seed = 0, signal = defaultSignal() }: CompareOptions = {},
): Promise<Compared[]> {
  const chosen = of.map((one) => (typeof one === 'string' ? measureNamed(one) : one));
  const size = { n: x.rows, p: x.columns, q: y.columns };
  const task = progress().start('Similarity', chosen.length);
  const compared: Compared[] = [];
  try {
    for (const measure of chosen) {
      throwIfAborted(signal);
      const value = measure.compute(x, y);
      const interval = bootstrapInterval(measure, x, y, { resamples, seed, clusters });
      const { mean: unrelated, p } = permutationNull(measure, x, y, { resamples, seed, clusters });
      const { mean: bias } = independentGaussians(measure, size, { resamples: gaussianPairs, seed });
      const calibrate = calibration(measure, unrelated);
      const [a, b] = interval.map(calibrate);
      compared.push({
        measure: measure.name,
        kind: measure.kind,
        value,
        interval,
        unrelated,
        p,
        bias,
        calibrated: calibrate(value),
        calibratedInterval: [Math.min(a, b), Math.max(a, b)],
      });
      task.update(compared.length, measure.name);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    task.finish();
  }
  return compared;
}

/** Enough for a mean. */
const gaussianPairs = 10;

function measureNamed(name: string): SimilarityMeasure {
  const measure = measures[name] as SimilarityMeasure | undefined;
  if (measure) return measure;
  throw new InputError(`There is no measure ${name}: choose among ${Object.keys(measures).join(', ')}.`);
}

function calibration({ identical, range }: SimilarityMeasure, unrelated: number): (value: number) => number {
  const full = identical ?? range[1];
  return (value) => (value - unrelated) / (full - unrelated);
}
