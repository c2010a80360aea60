import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { answersOf } from './answers.js';
import type { CellGrid } from './cells.js';
import { featuresOfCells, type CellDraw } from './draw-cells.js';
import { penaltyWarning } from './edge-warning.js';
import { fitRidges } from './fit-read-outs.js';
import { chosenTargets, unitOfMetric, type ProbeEncoderOptions, type ProbeResult } from './probe.js';
import type { RidgeFit } from './ridge.js';
import { scores, type Answers } from './scores.js';
import { selectRows } from './select-rows.js';
import { mapSplits, type Splits } from './splits.js';
import type { ProbeTarget } from './target.js';
import { probeTruth, type ProbeTruth, type Question, type TargetTruth, type TruthGroup } from './truth.js';

/** Options of {@link crossValidate}. */
export interface CrossValidateOptions extends Pick<ProbeEncoderOptions, 'targets' | 'cells' | 'lambdas' | 'signal'> {
  /** Parts into which scenes are dealt, each of which is tested once. */
  folds?: number;
  /** Deals the scenes and draws the cells. */
  seed: number;
}

/** A score of which every scene is a part, by read-outs that were fitted and chosen without it. */
export interface CrossValidatedResult extends Omit<ProbeResult, 'readOut' | 'control'> {
  /** The penalty of each fold's ridge; empty for the trivial read-out. */
  lambdas: number[];
  /** What to know of the choice, such as that the penalty is the first or last of those tried. */
  warnings: string[];
}

/** What cross-validation found, every scene tested once. */
export interface CrossValidated {
  results: CrossValidatedResult[];
  /** All scenes, in the order of the sums of each result. */
  scenes: string[];
  notMeasurable: ProbeTruth['notMeasurable'];
}

/**
 * Nested cross-validation by scene of ridge read-outs: outer folds give the score, inner ones the penalty.
 *
 * Of each outer fold the penalty is the one with the least error on the other folds, each predicted from the rest of them;
 * with it the ridge is fitted to all of them and asked about the outer fold. Scores are pooled over all folds, and their sums
 * per scene take any interval of `src/stats`; folds share training scenes, so that the interval says how scenes differ, not
 * how another training set would do. What a target is `beyond` is fitted without the outer fold.
 *
 * @param features by stage, in the order of the samples
 *
 * Throws InputError unless 3 ≤ folds ≤ scenes, and as `probeEncoder` does.
 * Reference: Varma & Simon, Bias in error estimation when using cross-validation for model selection, 2006.
 */
export async function crossValidate(
  samples: readonly Sample[],
  features: Record<string, FeatureMap>,
  { targets, cells = 48, folds = 5, seed, lambdas, signal }: CrossValidateOptions,
): Promise<CrossValidated> {
  const asked = chosenTargets(targets);
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  if (!Number.isInteger(folds) || folds < 3 || folds > scenes.length)
    throw new InputError(
      `Nested cross-validation takes a whole number of folds from 3 to the number of scenes, ${scenes.length}; ${folds} was asked for.`,
    );
  const place = seeded('folds', seed).permutation(scenes.length);
  const sceneOfFrame = Int32Array.from(samples, ({ scene }) => scenes.indexOf(scene));
  const foldOfFrame = sceneOfFrame.map((scene) => place[scene] % folds);
  const grounds = new Map<string, Ground[]>();
  const results: CrossValidatedResult[] = [];
  const notMeasurable = new Map<string, string>();
  for (const [stage, map] of Object.entries(features)) {
    const key = `${map.height}×${map.width}/${map.stride}`;
    const ground = grounds.get(key) ?? groundsOf(samples, foldOfFrame, folds, map, { targets: asked, cells, seed });
    grounds.set(key, ground);
    for (const { truth } of ground)
      for (const { target, reason } of truth.notMeasurable) notMeasurable.set(target, reason);
    const found = new Map<string, FoldAnswers>();
    for (const { truth, frames } of ground) {
      for (const group of truth.groups) {
        throwIfAborted(signal);
        const pool = poolOf(group, frames, map, foldOfFrame);
        const fits = await chosenFits(pool, map.channels, lambdas);
        for (const [t, question] of pool.targets.entries()) {
          const of = found.get(question.target.name) ?? { target: question.target, ridge: [], trivial: [], fits: [] };
          found.set(question.target.name, of);
          const { predict } = fits[t];
          const readOut = { predictRows: async (x: Float32Array, rows: number) => predict(x, rows) };
          const about = { sceneOfFrame, testScenes: scenes };
          of.ridge.push(await answersOf(question, readOut, pool.features.test, pool, about));
          of.trivial.push(await answersOf(question, undefined, pool.features.test, pool, about));
          of.fits.push(fits[t]);
        }
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const of of found.values()) if (of.fits.length === folds) results.push(...resultsOf(stage, of));
  }
  const reasons = [...notMeasurable].map(([target, reason]) => ({ target, reason }));
  return { results, scenes, notMeasurable: reasons };
}

/** One outer fold: what is true of its cells and of those of the others, and which samples the frames of each are. */
interface Ground {
  truth: ProbeTruth;
  frames: Splits<number[]>;
}

/** One ground for each outer fold; of the others, one chooses how strongly confounds are penalised. */
function groundsOf(
  samples: readonly Sample[],
  foldOfFrame: Int32Array,
  folds: number,
  { height, width, stride }: CellGrid,
  options: { targets: readonly ProbeTarget[]; cells: number; seed: number },
): Ground[] {
  return Array.from({ length: folds }, (_, fold) => {
    const all = Array.from(samples.keys());
    const next = (fold + 1) % folds;
    const frames = {
      train: all.filter((i) => foldOfFrame[i] !== fold && foldOfFrame[i] !== next),
      validation: all.filter((i) => foldOfFrame[i] === next),
      test: all.filter((i) => foldOfFrame[i] === fold),
    };
    const ofSplits = mapSplits(frames, (own) => own.map((i) => samples[i]));
    return { frames, truth: probeTruth(ofSplits, { height, width, stride }, options) };
  });
}

/** What one outer fold's read-outs are fitted to, all inner folds together as `train`, and asked about. */
interface Pool extends Pick<TruthGroup, 'draw' | 'targets'> {
  features: Pick<Splits<Float32Array>, 'train' | 'test'>;
  /** Inner fold of each training row. */
  foldOfRow: Int32Array;
}

function poolOf(group: TruthGroup, frames: Splits<number[]>, map: FeatureMap, foldOfFrame: Int32Array): Pool {
  const own = mapSplits(group.draw, (draw, split) => ({ ...draw, frames: draw.frames.map((i) => frames[split][i]) }));
  const train: CellDraw = {
    rows: own.train.rows + own.validation.rows,
    frames: Int32Array.from([...own.train.frames, ...own.validation.frames]),
    cells: Int32Array.from([...own.train.cells, ...own.validation.cells]),
  };
  const draw = { ...own, train };
  const targets = group.targets.map((question) => {
    const { train: first, validation: second, test } = question.truth;
    return { ...question, truth: { train: joined(first, second), validation: second, test } };
  });
  return {
    draw,
    targets,
    features: { train: featuresOfCells(map, draw.train), test: featuresOfCells(map, draw.test) },
    foldOfRow: train.frames.map((frame) => foldOfFrame[frame]),
  };
}

function joined(a: TargetTruth, b: TargetTruth): TargetTruth {
  const values = new Float32Array([...a.values, ...b.values]);
  const known = new Uint8Array([...a.known, ...b.known]);
  const offsets = a.offsets && b.offsets && new Float32Array([...a.offsets, ...b.offsets]);
  return { values, known, offsets };
}

/** One ridge a target on the whole pool, with the penalty that does best over its inner folds. */
async function chosenFits(
  { targets, features, foldOfRow }: Pool,
  channels: number,
  lambdas?: readonly number[],
): Promise<RidgeFit[]> {
  const inner = [...new Set(foldOfRow)];
  const paths: RidgeFit['path'][][] = targets.map(() => []);
  for (const fold of inner) {
    const all = Array.from(foldOfRow.keys());
    const rows = {
      train: all.filter((row) => foldOfRow[row] !== fold),
      validation: all.filter((row) => foldOfRow[row] === fold),
    };
    const subset = targets.map((question) => dividedAnew(question, rows));
    const isKnown = ({ truth }: Question): boolean =>
      truth.train.known.includes(1) && truth.validation.known.includes(1);
    const asked = subset.flatMap((question, t) => (isKnown(question) ? [t] : []));
    const x = {
      train: selectRows(features.train, channels, rows.train),
      validation: selectRows(features.train, channels, rows.validation),
    };
    const fits = await fitRidges({ targets: asked.map((t) => subset[t]) }, x, channels, lambdas);
    asked.forEach((t, i) => {
      const cells = subset[t].truth.validation.known.reduce((sum, yes) => sum + yes, 0);
      paths[t].push(
        fits[i].path.map(({ lambda, validationError }) => ({ lambda, validationError: cells * validationError })),
      );
    });
  }
  const whole = { train: features.train, validation: features.train };
  const onItself = targets.map((question) => ({
    ...question,
    truth: { ...question.truth, validation: question.truth.train },
  }));
  return (await fitRidges({ targets: onItself }, whole, channels, [1])).map((fit, t) => {
    const path = paths[t][0].map(({ lambda }, l) => ({
      lambda,
      validationError: paths[t].reduce((sum, ofFold) => sum + ofFold[l].validationError, 0),
    }));
    const { lambda } = path.reduce((a, b) => (b.validationError < a.validationError ? b : a));
    return { ...fit.at(lambda), path };
  });
}

/** The question with some of its training rows as training and others as validation rows. */
function dividedAnew(question: Question, rows: Record<'train' | 'validation', readonly number[]>): Question {
  const { target, classes } = question;
  const { values, known, offsets } = question.truth.train;
  const width = target.kind === 'classification' ? 1 : target.width;
  const part = (of: readonly number[]): TargetTruth => ({
    values: selectRows(values, width, of),
    known: Uint8Array.from(of, (row) => known[row]),
    offsets: offsets && selectRows(offsets, classes, of),
  });
  return { ...question, truth: { ...question.truth, train: part(rows.train), validation: part(rows.validation) } };
}

/** What the folds' read-outs of one target have said. */
interface FoldAnswers {
  target: ProbeTarget;
  ridge: Answers[];
  trivial: Answers[];
  fits: RidgeFit[];
}

function resultsOf(stage: string, { target, ridge, trivial, fits }: FoldAnswers): CrossValidatedResult[] {
  const warnings = [...new Set(fits.map(penaltyWarning).filter((warning) => warning !== undefined))];
  return (['trivial', 'ridge'] as const).flatMap((head) => {
    const answers = pooled(head === 'ridge' ? ridge : trivial);
    return target.metrics.map((metric) => {
      const { value, sums } = scores[metric](answers);
      const chosen = head === 'ridge' ? { lambdas: fits.map(({ lambda }) => lambda), warnings } : { lambdas: [], warnings: [] }; // prettier-ignore
      const unit = unitOfMetric[metric];
      return { stage, target: target.name, head, metric, unit, value, n: answers.rows, scenes: sums, ...chosen };
    });
  });
}

/** Answers of all folds as if one read-out had given them; a class that a fold does not know has no score there. */
function pooled(parts: readonly Answers[]): Answers {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const width = Math.max(...parts.map((part) => part.width));
  const predicted = new Float32Array(rows * width).fill(-Infinity);
  let at = 0;
  for (const part of parts)
    for (let row = 0; row < part.rows; row++, at++)
      predicted.set(part.predicted.subarray(row * part.width, (row + 1) * part.width), at * width);
  return {
    rows,
    width,
    predicted,
    truth: Float32Array.from(parts.flatMap((part) => [...part.truth])),
    sceneOfRow: Int32Array.from(parts.flatMap((part) => [...part.sceneOfRow])),
    imageOfRow: Int32Array.from(parts.flatMap((part) => [...part.imageOfRow])),
    scenes: parts[0].scenes,
  };
}
