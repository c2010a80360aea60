import { InputError } from '../support/errors.js';
import { benchmarkCorruptions } from './corruptions/index.js';

/** Errors in 0..1 of one model, by corruption and severity: `{gaussian_noise: [.1, .2, .3, .4, .5], …}`. */
export type ErrorsByCorruption = Readonly<Record<string, readonly number[]>>;

/** A named model that others are divided by: mean errors in 0..1 over the five severities, by corruption. */
export interface ErrorBaseline {
  name: string;
  errors: Readonly<Record<string, number>>;
  /** Error on clean images, for the relative measure. */
  clean?: number;
}

/** AlexNet's errors on ImageNet-C, by which the published mean corruption errors are divided. */
export const alexNet: ErrorBaseline = {
  name: 'AlexNet on ImageNet-C',
  errors: {
    gaussian_noise: 0.886428,
    shot_noise: 0.894468,
    impulse_noise: 0.92264,
    defocus_blur: 0.81988,
    glass_blur: 0.826268,
    motion_blur: 0.785948,
    zoom_blur: 0.79836,
    snow: 0.866816,
    frost: 0.826572,
    fog: 0.819324,
    brightness: 0.564592,
    contrast: 0.853204,
    elastic_transform: 0.646056,
    pixelate: 0.71784,
    jpeg_compression: 0.6065,
  },
};

/** A number that says what it is, against whom, and over which corruptions it was taken. */
export interface Aggregate {
  metric: string;
  value: number;
  unit: string;
  /** The model that errors were divided by; none where they were not. */
  baseline?: string;
  /** By corruption, what the value is the mean of. */
  corruptions: Readonly<Record<string, number>>;
}

/**
 * Mean corruption error, `mCE = mean over the 15 corruptions of Σ_s E / Σ_s E_baseline`: 1 is as wrong as the baseline.
 *
 * Only the whole benchmark has an mCE: throws InputError if a corruption or a severity is missing, one too many is given,
 * the baseline lacks one, or an error is not in 0..1. For anything else use {@link meanCorruptedError}.
 * Reference: Hendrycks & Dietterich, ICLR 2019, section 4.2.
 */
export function meanCorruptionError(errors: ErrorsByCorruption, baseline: ErrorBaseline = alexNet): Aggregate {
  requireBenchmark(errors);
  const corruptions = perCorruption(errors, (severities, name) => {
    requireShares(severities, `Errors under ${name}`);
    return mean(severities) / errorShareOf(baseline, name);
  });
  return aggregate('mCE', `1 is ${baseline.name}`, corruptions, baseline.name);
}

/**
 * Relative mCE, `mean over the 15 corruptions of Σ_s (E − E_clean) / Σ_s (E_baseline − E_baseline, clean)`: what is lost, beside
 * what the baseline loses. Throws as {@link meanCorruptionError}, and if the baseline's clean error is not known or not below
 * its error under each corruption.
 */
export function relativeMeanCorruptionError(
  errors: ErrorsByCorruption,
  clean: number,
  baseline: ErrorBaseline,
): Aggregate {
  requireBenchmark(errors);
  const { name, clean: cleanOfBaseline } = baseline;
  if (cleanOfBaseline === undefined) throw new InputError(`The clean error of ${name} is not known: give it.`);
  requireShares([clean], 'The clean error');
  requireShares([cleanOfBaseline], `The clean error of ${name}`);
  const corruptions = perCorruption(errors, (severities, corruption) => {
    requireShares(severities, `Errors under ${corruption}`);
    const lost = errorShareOf(baseline, corruption) - cleanOfBaseline;
    if (!(lost > 0))
      throw new InputError(`${name} loses nothing under ${corruption}: what is lost cannot be compared to it.`);
    return (mean(severities) - clean) / lost;
  });
  return aggregate('relative mCE', `1 is ${name}`, corruptions, name);
}

/** Mean error over corruptions and severities, of any set of them and divided by nobody's: never an mCE. */
export function meanCorruptedError(errors: ErrorsByCorruption): Aggregate {
  return aggregate('mean corrupted error', 'error, not normalised', perCorruption(errors, mean));
}

/**
 * Mean performance under corruption, `mPC`, and its share of the clean one, `rPC = mPC/clean`.
 *
 * @param performance e.g. AP or mIoU by corruption and severity; more is better
 * @throws InputError if the clean performance is not positive
 * Reference: Michaelis et al., Benchmarking robustness in object detection, 2019.
 */
export function performanceUnderCorruption(
  performance: ErrorsByCorruption,
  clean: number,
): { mPC: Aggregate; rPC: Aggregate } {
  if (!(clean > 0)) throw new InputError(`A share of the clean performance needs one above 0, not ${clean}.`);
  const means = perCorruption(performance, mean);
  const shares = Object.fromEntries(Object.entries(means).map(([name, value]) => [name, value / clean]));
  return {
    mPC: aggregate('mPC', 'as the performance', means),
    rPC: aggregate('rPC', 'share of the clean performance', shares),
  };
}

/** What is lost of a performance, `(clean − corrupted)/clean`: 0 is nothing, 1 all. Throws InputError unless clean > 0. */
export function relativeDrop(performance: ErrorsByCorruption, clean: number): Aggregate {
  const { rPC } = performanceUnderCorruption(performance, clean);
  const drops = Object.fromEntries(Object.entries(rPC.corruptions).map(([name, share]) => [name, 1 - share]));
  return aggregate('relative drop', 'share of the clean performance', drops);
}

/** Depth on one set of images: AbsRel, and δ₁ in 0..1. */
export interface DepthScores {
  absRel: number;
  deltaOne: number;
}

/** Depth estimation error, `DEE = (AbsRel − δ₁ + 1)/2`: 0 is perfect. Throws InputError for δ₁ outside 0..1. Reference: Kong et al., RoboDepth, NeurIPS 2023. */
export function depthEstimationError({ absRel, deltaOne }: DepthScores): number {
  if (!Number.isNaN(deltaOne)) requireShares([deltaOne], 'δ₁');
  return (absRel - deltaOne + 1) / 2;
}

/**
 * RoboDepth's mean resilience, `mRR = mean over corruptions of (1 − DEE_corrupted)/(1 − DEE_clean)`, DEE averaged over
 * severities: 1 loses nothing. Throws InputError if the clean DEE is 1 or more.
 */
export function depthResilience(
  scores: Readonly<Record<string, readonly DepthScores[]>>,
  clean: DepthScores,
): Aggregate {
  const cleanError = depthEstimationError(clean);
  if (!(cleanError < 1)) throw new InputError(`Resilience needs a clean DEE below 1, not ${cleanError}.`);
  const errors = Object.fromEntries(
    Object.entries(scores).map(([name, list]) => [name, list.map(depthEstimationError)]),
  );
  const corruptions = perCorruption(errors, (severities) => (1 - mean(severities)) / (1 - cleanError));
  return aggregate('mRR', 'share of 1 − DEE on clean images', corruptions);
}

/** Mean of DEE over corruptions, divided by a named baseline's, RoboDepth's mCE. */
export function depthCorruptionError(
  scores: Readonly<Record<string, readonly DepthScores[]>>,
  baseline: ErrorBaseline,
): Aggregate {
  const errors = Object.fromEntries(
    Object.entries(scores).map(([name, list]) => [name, list.map(depthEstimationError)]),
  );
  const corruptions = perCorruption(errors, (severities, name) => mean(severities) / errorOf(baseline, name));
  return aggregate('mCE of DEE', `1 is ${baseline.name}`, corruptions, baseline.name);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function aggregate(
  metric: string,
  unit: string,
  corruptions: Readonly<Record<string, number>>,
  baseline?: string,
): Aggregate {
  return { metric, value: mean(Object.values(corruptions)), unit, baseline, corruptions };
}

function perCorruption(
  errors: ErrorsByCorruption,
  value: (severities: readonly number[], corruption: string) => number,
): Record<string, number> {
  const entries = Object.entries(errors);
  if (entries.length === 0) throw new InputError('A mean over corruptions needs at least one.');
  return Object.fromEntries(
    entries.map(([name, severities]) => {
      if (severities.length === 0 || !severities.every(Number.isFinite))
        throw new InputError(`${name} needs a finite number for each severity, not [${severities.join(', ')}].`);
      return [name, value(severities, name)];
    }),
  );
}

function requireBenchmark(errors: ErrorsByCorruption): void {
  const missing = benchmarkCorruptions.filter((name) => errors[name]?.length !== 5);
  const foreign = Object.keys(errors).filter((name) => !benchmarkCorruptions.includes(name));
  if (missing.length === 0 && foreign.length === 0) return;
  const faults = [
    ...(missing.length > 0 ? [`five severities of ${missing.join(', ')} are missing`] : []),
    ...(foreign.length > 0 ? [`${foreign.join(', ')} is not of the benchmark`] : []),
  ];
  throw new InputError(
    `An mCE is taken over the 15 corruptions at 5 severities, but ${faults.join('; ')}. Use meanCorruptedError for other sets.`,
  );
}

function errorOf({ name, errors }: ErrorBaseline, corruption: string): number {
  const error = errors[corruption];
  if (!(error > 0)) throw new InputError(`The baseline ${name} has no error under ${corruption}: give one above 0.`);
  return error;
}

/** The error in 0..1 of a baseline. */
function errorShareOf(baseline: ErrorBaseline, corruption: string): number {
  const error = errorOf(baseline, corruption);
  requireShares([error], `The error of ${baseline.name} under ${corruption}`);
  return error;
}

function requireShares(values: readonly number[], what: string): void {
  const outside = values.find((value) => value < 0 || value > 1);
  if (outside !== undefined)
    throw new InputError(`${what} must lie in 0..1, but there is ${outside}: divide what is in percent by 100.`);
}
