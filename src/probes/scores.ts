import { alignDepth } from '../metrics/depth-alignment.js';
import { valueOfSums, type SceneSums } from '../stats/scene-sums.js';
import type { CellMetric, ProbeMetric } from './target.js';

/** What a read-out said of cells whose truth is known. */
export interface Answers {
  rows: number;
  /** Numbers a row in `predicted` and, but for classes, in `truth`. */
  width: number;
  /** `[rows, width]`: values; of a classification, one score a class. */
  predicted: Float32Array;
  /** `[rows, width]`: values; of a classification, [rows] class indices. */
  truth: Float32Array;
  /** Scene of each row, an index below `scenes`. */
  sceneOfRow: Int32Array;
  /** Image of each row; each is aligned by itself where a metric aligns. */
  imageOfRow: Int32Array;
  scenes: number;
}

/** A score and the sums per scene from which it comes, so that intervals over scenes follow. */
export interface Score {
  value: number;
  sums: SceneSums;
}

/** One row's part in a sum. */
type Part = (row: number) => number;

const one: Part = () => 1;

/**
 * Scores by metric, each pooled over all cells.
 *
 * - `r2`: `1 − Σ‖y − ŷ‖²/Σ‖y − ȳ‖²`, ȳ the mean over the test cells, summed over the numbers of a cell
 * - `accuracy`: balanced, the mean over the classes of the share of their cells that is recognised
 * - `overallAccuracy`: share of all cells that is recognised
 * - `meanIou`: mean over the classes that the truth has of the cells that are recognised as theirs, over those that are
 *   theirs or taken for it
 * - `delta1`, `absRel`, `rmse`: of depth in metres, `exp` of the log-depths read out:
 *   share with max(d/g, g/d) < 1.25; mean |d − g|/g; √ of the mean (d − g)²
 * - `delta1ScaleShift`, `absRelScaleShift`, `rmseScaleShift`: the same of depths s·d + t, s and t of each image by least
 *   squares over its cells; an aligned depth of 0 or below is no match
 * - `angularErrorDegrees`: mean angle between the vectors
 *
 * The value is NaN where it does not exist: an R² of something that does not vary.
 */
export const scores: Record<CellMetric, (answers: Answers) => Score> = {
  r2: (answers) => {
    const { rows, width, predicted, truth } = answers;
    const mean = new Float64Array(width);
    for (let i = 0; i < rows * width; i++) mean[i % width] += truth[i] / rows;
    const error: Part = (row) => {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) sum += (truth[i] - predicted[i]) ** 2;
      return sum;
    };
    const variation: Part = (row) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (truth[row * width + j] - mean[j]) ** 2;
      return sum;
    };
    return sumUp(answers, 'one-minus-ratio', error, variation);
  },
  accuracy: (answers) => {
    const counts = new Float64Array(answers.width);
    for (let row = 0; row < answers.rows; row++) counts[answers.truth[row]]++;
    const present = counts.reduce((sum, count) => sum + Number(count > 0), 0);
    const weight: Part = (row) => 1 / (present * counts[answers.truth[row]]);
    const recognised: Part = (row) => (mostLikely(answers, row) === answers.truth[row] ? weight(row) : 0);
    return sumUp(answers, 'ratio', recognised, weight);
  },
  overallAccuracy: (answers) =>
    sumUp(answers, 'ratio', (row) => Number(mostLikely(answers, row) === answers.truth[row]), one),
  meanIou: (answers) => {
    const { rows, width, truth } = answers;
    const said = Int32Array.from({ length: rows }, (_, row) => mostLikely(answers, row));
    const isTrue = new Uint8Array(width);
    const union = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      isTrue[truth[row]] = 1;
      union[truth[row]]++;
      if (said[row] !== truth[row]) union[said[row]]++;
    }
    const classes = isTrue.reduce((sum, yes) => sum + yes, 0);
    const share = (label: number): number => (isTrue[label] ? 1 / (classes * union[label]) : 0);
    const recognised: Part = (row) => (said[row] === truth[row] ? share(truth[row]) : 0);
    const claimed: Part = (row) => share(truth[row]) + (said[row] === truth[row] ? 0 : share(said[row]));
    return sumUp(answers, 'ratio', recognised, claimed);
  },
  delta1: (answers) => {
    const { predicted, truth } = answers;
    return sumUp(answers, 'ratio', (row) => Number(Math.abs(predicted[row] - truth[row]) < Math.log(1.25)), one);
  },
  absRel: (answers) => {
    const { predicted, truth } = answers;
    return sumUp(answers, 'ratio', (row) => Math.abs(Math.exp(predicted[row] - truth[row]) - 1), one);
  },
  rmse: (answers) => {
    const { predicted, truth } = answers;
    return sumUp(answers, 'root-ratio', (row) => (Math.exp(predicted[row]) - Math.exp(truth[row])) ** 2, one);
  },
  delta1ScaleShift: (answers) => {
    const { predicted, truth } = scaleShiftAligned(answers);
    const isNear: Part = (row) => Number(Math.max(predicted[row] / truth[row], truth[row] / predicted[row]) < 1.25);
    return sumUp(answers, 'ratio', (row) => (predicted[row] > 0 ? isNear(row) : 0), one);
  },
  absRelScaleShift: (answers) => {
    const { predicted, truth } = scaleShiftAligned(answers);
    return sumUp(answers, 'ratio', (row) => Math.abs(predicted[row] - truth[row]) / truth[row], one);
  },
  rmseScaleShift: (answers) => {
    const { predicted, truth } = scaleShiftAligned(answers);
    return sumUp(answers, 'root-ratio', (row) => (predicted[row] - truth[row]) ** 2, one);
  },
  angularErrorDegrees: (answers) => {
    const angle: Part = (row) => {
      let dot = 0;
      let squared = 0;
      for (let i = row * answers.width; i < (row + 1) * answers.width; i++) {
        dot += answers.predicted[i] * answers.truth[i];
        squared += answers.predicted[i] ** 2;
      }
      const cosine = squared > 0 ? dot / Math.sqrt(squared) : 0;
      return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
    };
    return sumUp(answers, 'ratio', angle, one);
  },
};

/** Depths in metres, those read out aligned with the true ones image by image. */
function scaleShiftAligned({
  rows,
  predicted,
  truth,
  imageOfRow,
}: Answers): Record<'predicted' | 'truth', Float64Array> {
  const metres = { predicted: Float64Array.from(predicted, Math.exp), truth: Float64Array.from(truth, Math.exp) };
  const rowsOfImage = new Map<number, number[]>();
  for (let row = 0; row < rows; row++)
    rowsOfImage.set(imageOfRow[row], [...(rowsOfImage.get(imageOfRow[row]) ?? []), row]);
  for (const own of rowsOfImage.values()) {
    const of = (values: Float64Array): Float64Array => Float64Array.from(own, (row) => values[row]);
    const options = { max: Infinity, name: 'The depth read out' };
    const aligned = alignDepth(of(metres.predicted), of(metres.truth), 'scale-shift', options);
    own.forEach((row, i) => (metres.predicted[row] = aligned[i]));
  }
  return metres;
}

const lowIsBetter: ReadonlySet<ProbeMetric> = new Set<ProbeMetric>([
  'absRel',
  'absRelScaleShift',
  'rmse',
  'rmseScaleShift',
  'angularErrorDegrees',
]);

/** By how much one value of a metric is better than another; below 0 where it is worse. */
export function advantage(metric: ProbeMetric, value: number, over: number): number {
  return lowIsBetter.has(metric) ? over - value : value - over;
}

/** The class with the highest score in a row, of equal ones the first. */
export function mostLikely({ predicted, width }: Pick<Answers, 'predicted' | 'width'>, row: number): number {
  let best = 0;
  for (let j = 1; j < width; j++) if (predicted[row * width + j] > predicted[row * width + best]) best = j;
  return best;
}

function sumUp(answers: Answers, form: SceneSums['form'], numerator: Part, denominator: Part): Score {
  const sums = { form, numerator: sumByScene(answers, numerator), denominator: sumByScene(answers, denominator) };
  return { value: valueOfSums(sums), sums };
}

function sumByScene({ rows, sceneOfRow, scenes }: Answers, part: Part): number[] {
  const sums = new Array<number>(scenes).fill(0);
  for (let row = 0; row < rows; row++) sums[sceneOfRow[row]] += part(row);
  return sums;
}
