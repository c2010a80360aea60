import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import { valueOfSums } from '../stats/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { throwIfAborted } from '../support/errors.js';
import { choleskyFactor, choleskySolve, gramMatrix } from '../support/linear-algebra.js';
import { sumByScene, type RobustnessMeasurement } from './measurement.js';
import { positionSpread, type PositionSpread } from './position-spread.js';

/** Added to the unit variances of the standardised channels, so that directions without variance do not decide. */
const regularisation = 0.01;

/** The unit in which movements of features are measured: their covariance over scenes at the same position. */
interface Whitening extends PositionSpread {
  /** (Σ + εI)⁻¹ of the standardised varying channels, [varying, varying]. */
  precision: Float64Array;
  /** tr[(Σ + εI)⁻¹Σ]: the number of directions that carry variance. */
  dimensions: number;
}

function whitening(features: FeatureMap): Whitening {
  const spread = positionSpread(features);
  const size = spread.varying.length;
  const { count, height, width } = features;
  const centred = standardisedRows(features, spread, spread.mean);
  const degrees = height * width * Math.max(1, count - 1);
  const covariance = gramMatrix(centred, count * height * width, size).map((sum) => sum / degrees);
  const regularised = covariance.map((value, at) => (at % (size + 1) === 0 ? value + regularisation : value));
  const identity = new Float64Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  const precision = choleskySolve(choleskyFactor(regularised, size), identity, size, size);
  return { ...spread, precision, dimensions: innerProduct(precision, covariance) };
}

/** Rows (f − origin)/σ of the varying channels, [count·cells, varying]; origin is [cells, channels] or of the map's own size. */
function standardisedRows(
  { count, height, width, channels, values }: FeatureMap,
  { inverseDeviation, varying }: PositionSpread,
  origin: ArrayLike<number>,
): Float64Array {
  const rows = count * height * width;
  const standardised = new Float64Array(rows * varying.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (const channel of varying) {
      const from = row * channels + channel;
      standardised[at++] = (values[from] - origin[from % origin.length]) * inverseDeviation[channel];
    }
  return standardised;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Squared d′ of each image: how far its features move when it is changed, `d′² = tr[(Σ+εI)⁻¹ E(ΔΔᵀ)]/tr[(Σ+εI)⁻¹Σ]` with the mean over
 * its cells.
 *
 * Σ is the covariance of the original features over images at the same cell position, channels standardised, ε = .01. Every independent
 * direction counts alike, so neither scale nor rank fakes a movement. 0: nothing moved; 2: as far as between two
 * unrelated images. Features that position alone decides cannot move and give 0.
 *
 * @param original [count, height, width, channels], images of different scenes
 * @param changed the same images with one factor drawn anew
 * @returns [count]
 */
export function squaredShift(original: FeatureMap, changed: FeatureMap): Float64Array {
  return shiftIn(whitening(original), original, changed);
}

/**
 * Where in each image features move when it is changed: d′ of every cell, `d′² = Δᵀ(Σ+εI)⁻¹Δ/tr[(Σ+εI)⁻¹Σ]`, whose mean square
 * over an image is its {@link squaredShift}.
 *
 * @param original [count, height, width, channels], images of different scenes
 * @param changed the same images with one factor drawn anew
 * @returns [count, height, width, 1]
 */
export function shiftMap(original: FeatureMap, changed: FeatureMap): FeatureMap {
  const unit = whitening(original);
  const size = unit.varying.length;
  const delta = standardisedRows(changed, unit, original.values);
  const moved = (_: unknown, row: number): number => {
    const own = delta.subarray(row * size, (row + 1) * size);
    return Math.sqrt(Math.max(0, innerProduct(unit.precision, gramMatrix(own, 1, size)) / unit.dimensions));
  };
  const cells = original.count * original.height * original.width;
  const values = size === 0 ? new Float32Array(cells) : Float32Array.from({ length: cells }, moved);
  return { ...original, channels: 1, values };
}

function shiftIn(unit: Whitening, original: FeatureMap, changed: FeatureMap): Float64Array {
  const { count, height, width } = original;
  const cells = height * width;
  const size = unit.varying.length;
  const shift = new Float64Array(count);
  if (size === 0) return shift;
  const delta = standardisedRows(changed, unit, original.values);
  for (let image = 0; image < count; image++) {
    const own = delta.subarray(image * cells * size, (image + 1) * cells * size);
    shift[image] = innerProduct(unit.precision, gramMatrix(own, cells, size)) / (cells * unit.dimensions);
  }
  return shift;
}

/**
 * Measures how far features move when only one factor of a scene is drawn anew, as d′ (the root of {@link squaredShift}).
 *
 * @param features of the output for samples, in their order
 * @param originals one sample of each scene
 * @param changed by factor, the same samples with that factor alone drawn anew
 * @param scenes ids of the test scenes, in the order of the sums
 */
export async function interventionShifts({
  features,
  originals,
  changed,
  scenes,
  signal = defaultSignal(),
}: {
  features: (samples: readonly Sample[]) => Promise<FeatureMap>;
  originals: readonly Sample[];
  changed: Readonly<Record<string, readonly Sample[]>>;
  scenes: readonly string[];
  signal?: AbortSignal;
}): Promise<RobustnessMeasurement[]> {
  const before = await features(originals);
  const unit = whitening(before);
  const ones = new Float64Array(originals.length).fill(1);
  const measurements: RobustnessMeasurement[] = [];
  for (const [factor, samples] of Object.entries(changed)) {
    throwIfAborted(signal);
    const shift = shiftIn(unit, before, await features(samples));
    const sums = {
      form: 'root-ratio' as const,
      numerator: sumByScene(originals, shift, scenes),
      denominator: sumByScene(originals, ones, scenes),
    };
    measurements.push({
      kind: 'intervention',
      protocol: 'shift when one factor is drawn anew, whitened by the spread over scenes at the same position',
      metric: 'd-prime',
      value: valueOfSums(sums),
      unit: 'd′',
      n: originals.length * before.height * before.width,
      factor,
      scenes: sums,
    });
  }
  return measurements;
}
