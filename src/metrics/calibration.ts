import { InputError } from '../support/errors.js';

/** Predictions whose confidence falls into one bin. */
export interface CalibrationBin {
  count: number;
  /** Σ confidence. */
  confidence: number;
  /** Predictions that are right. */
  correct: number;
}

/** Sums over predictions; plain data, so that workers can send it. */
export interface CalibrationTally {
  /** Of equal width over 0..1; bin i holds confidences in (i/n, (i+1)/n], the first one 0 too. */
  bins: CalibrationBin[];
  /** Σ over predictions and classes of (p − y)². */
  brier: number;
  count: number;
}

/** A point of the reliability curve; NaN in an empty bin. */
export interface ReliabilityPoint {
  lower: number;
  upper: number;
  count: number;
  meanConfidence: number;
  accuracy: number;
}

/** How well stated confidences agree with how often they were right. */
export interface Calibration {
  /** Expected calibration error: Σ share of the bin · |accuracy − mean confidence|. */
  ece: number;
  /** The largest |accuracy − mean confidence| of a bin. */
  maximumError: number;
  /** Brier score: mean over predictions of Σ over classes (p − y)², 0 to 2. */
  brier: number;
  accuracy: number;
  meanConfidence: number;
  count: number;
  reliability: ReliabilityPoint[];
}

/** Probabilities of a prediction add up to 1 within this. */
const tolerance = 1e-3;

/** Nothing, to begin with. Throws InputError unless `bins` is a whole number from 1 on. */
export function noCalibration(bins = 15): CalibrationTally {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new InputError(`${bins} bins are not possible. Give 1 or more.`);
  return { bins: Array.from({ length: bins }, () => ({ count: 0, confidence: 0, correct: 0 })), brier: 0, count: 0 };
}

/**
 * Adds predictions: probabilities [n, classes], each row a distribution, against true classes [n] from 0 on. The
 * confidence of a prediction is its highest probability, its class the first that has it.
 *
 * @param ignored true class of predictions that are left out
 *
 * Throws InputError if lengths do not fit, a probability is no number in 0..1, a row does not add up to 1, or a true class
 * is unknown; nothing is added then.
 */
export function addCalibration(
  tally: CalibrationTally,
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  { ignored }: { ignored?: number } = {},
): void {
  if (probabilities.length !== labels.length * classes)
    throw new InputError(
      `${probabilities.length} probabilities do not fit ${labels.length} true classes; ${classes} classes take ${labels.length * classes}.`,
    );
  const part = noCalibration(tally.bins.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === ignored) continue;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new InputError(`The true class ${label} of prediction ${i} is unknown. Expected 0 to ${classes - 1}.`);
    addOne(part, probabilities, i * classes, classes, label);
  }
  Object.assign(tally, mergeCalibration([tally, part]));
}

/** The sums of all parts together. Throws InputError if there is none or their bins differ. */
export function mergeCalibration(parts: readonly CalibrationTally[]): CalibrationTally {
  if (parts.length === 0) throw new InputError('There is nothing to merge. Give at least one part.');
  const total = noCalibration(parts[0].bins.length);
  for (const { bins, brier, count } of parts) {
    if (bins.length !== total.bins.length)
      throw new InputError(`Calibrations of ${total.bins.length} and ${bins.length} bins cannot be merged.`);
    bins.forEach((bin, i) => {
      total.bins[i].count += bin.count;
      total.bins[i].confidence += bin.confidence;
      total.bins[i].correct += bin.correct;
    });
    total.brier += brier;
    total.count += count;
  }
  return total;
}

/**
 * How well confidences agree with accuracies. Throws InputError if nothing was predicted.
 *
 * Reference: Guo et al., On calibration of modern neural networks, ICML 2017; Brier, Monthly Weather Review 78, 1950.
 */
export function calibration({ bins, brier, count }: CalibrationTally): Calibration {
  if (count === 0) throw new InputError('No prediction has a true class, so there is no calibration to measure.');
  const gaps = bins.map((bin) => Math.abs(bin.correct - bin.confidence));
  const sumOf = (key: keyof CalibrationBin): number => bins.reduce((sum, bin) => sum + bin[key], 0);
  return {
    ece: gaps.reduce((sum, gap) => sum + gap, 0) / count,
    maximumError: Math.max(...bins.map((bin, i) => (bin.count > 0 ? gaps[i] / bin.count : 0))),
    brier: brier / count,
    accuracy: sumOf('correct') / count,
    meanConfidence: sumOf('confidence') / count,
    count,
    reliability: bins.map((bin, i) => {
      return {
        lower: i / bins.length,
        upper: (i + 1) / bins.length,
        count: bin.count,
        meanConfidence: bin.confidence / bin.count,
        accuracy: bin.correct / bin.count,
      };
    }),
  };
}

function addOne(
  tally: CalibrationTally,
  probabilities: ArrayLike<number>,
  start: number,
  classes: number,
  label: number,
): void {
  let [predicted, sum] = [0, 0];
  for (let c = 0; c < classes; c++) {
    const p = probabilities[start + c];
    if (!(p >= 0 && p <= 1))
      throw new InputError(`Prediction ${start / classes} gives class ${c} the probability ${p}. Expected 0 to 1.`);
    if (p > probabilities[start + predicted]) predicted = c;
    sum += p;
    tally.brier += (p - (c === label ? 1 : 0)) ** 2;
  }
  if (!(Math.abs(sum - 1) <= tolerance))
    throw new InputError(
      `The probabilities of prediction ${start / classes} add up to ${sum}, not to 1. Give them after the softmax.`,
    );
  const confidence = probabilities[start + predicted];
  const bin = tally.bins[binOf(confidence, tally.bins.length)];
  bin.count++;
  bin.confidence += confidence;
  if (predicted === label) bin.correct++;
  tally.count++;
}

/** The bin whose upper bound is the first that `confidence` does not exceed. */
function binOf(confidence: number, bins: number): number {
  let bin = Math.max(0, Math.min(bins - 1, Math.ceil(confidence * bins) - 1));
  while (bin > 0 && confidence <= bin / bins) bin--;
  while (bin < bins - 1 && confidence > (bin + 1) / bins) bin++;
  return bin;
}
