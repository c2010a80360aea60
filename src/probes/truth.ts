import type { Modality, Sample } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { carries } from './carries.js';
import { confounds, monomials, type Confound } from './confounds.js';
import type { CellGrid, CellValues } from './cells.js';
import { controlFrames } from './control-task.js';
import { drawCells, type CellChoice, type CellDraw } from './draw-cells.js';
import { fitRidge } from './ridge.js';
import { mapSplits, type Splits } from './splits.js';
import type { ProbeTarget } from './target.js';

/** Truth of one target on the cells of one split. */
export interface TargetTruth {
  /** [rows, width]; of a classification, [rows] class indices. */
  values: Float32Array;
  /** 1 where the target is known, [rows]. */
  known: Uint8Array;
  /** Of a classification: scores that geometry alone gives each class, [rows, classes]. */
  offsets?: Float32Array;
}

/** One target and what is true of it. */
export interface Question {
  target: ProbeTarget;
  /** Of a classification: one more than the highest class that the training cells show; 0 otherwise. */
  classes: number;
  truth: Splits<TargetTruth>;
}

/** Everything asked about cells drawn in one way. */
export interface TruthGroup {
  /** Name of the choice among which cells were drawn. */
  among: string;
  draw: Splits<CellDraw>;
  targets: Question[];
}

/**
 * What is true of the cells of one grid: the same for every encoder and stage with that grid, so make it once and pass
 * it on.
 */
export interface ProbeTruth {
  grid: CellGrid;
  groups: TruthGroup[];
  /** Scenes of the test samples, in the order in which they first appear. */
  testScenes: string[];
  /** Scene of each test sample, an index into `testScenes`. */
  sceneOfFrame: Int32Array;
  /** Targets that cannot be measured on these samples, and why. */
  notMeasurable: { target: string; reason: string }[];
}

/** Options of {@link probeTruth}. */
export interface TruthOptions {
  /** What to read out. */
  targets: readonly ProbeTarget[];
  /** Cells drawn per frame; half as many of those that must lie on a single instance. */
  cells: number;
  seed: number;
  /** Whether each cell is told the truth of the same cell in a frame of another scene: see {@link controlFrames}. */
  control?: boolean;
}

/** Fewest cells of training, validation or test on which anything is fitted or reported. */
const fewestCells = 8;

/**
 * Draws cells and works out what is true of them, less what is known beforehand. Frames that lack what a target requires
 * know nothing of it, nor do cells of a class that no training cell is of.
 *
 * For a target that goes `beyond` position or geometry, the part that a polynomial of these predicts is taken out: by
 * ridge regression fitted on the training scenes, its penalty chosen on the validation scenes. For a classification the
 * scores so predicted become offsets, upon which a read-out has to improve.
 *
 * Throws InputError when a frame is twice in the splits.
 */
export function probeTruth(samples: Splits<readonly Sample[]>, grid: CellGrid, options: TruthOptions): ProbeTruth {
  assertFramesApart(samples);
  const testScenes = [...new Set(samples.test.map(({ scene }) => scene))];
  const sceneIndex = new Map(testScenes.map((scene, i) => [scene, i]));
  const notMeasurable: ProbeTruth['notMeasurable'] = [];
  const groups: TruthGroup[] = [];
  for (const { among, asked } of choicesOf(options.targets)) {
    // Windows are larger than most cells and overlap: half as many tell as much.
    const perFrame = among === 'single-instance' ? Math.ceil(options.cells / 2) : options.cells;
    const draw = mapSplits(samples, (frames) => drawCells(frames, grid, among, perFrame, options.seed));
    const told = options.control
      ? mapSplits(draw, (cells, split) => ofOtherFrames(cells, samples[split], options.seed))
      : draw;
    const known = new Map<string, Splits<Beforehand>>();
    const group: TruthGroup = { among: typeof among === 'string' ? among : among.name, draw, targets: [] };
    for (const target of asked) {
      const missing = whatIsMissing(samples, target.requires);
      if (missing) {
        notMeasurable.push({ target: target.name, reason: missing });
        continue;
      }
      let truth = mapSplits(told, (cells, split) => truthOfCells(samples[split], grid, cells, target));
      const shown = target.kind === 'classification' ? classesShown(truth.train) : [];
      const classes = shown.length;
      if (classes > 0) truth = mapSplits(truth, (ofSplit) => onlyShown(ofSplit, shown));
      if (target.beyond) {
        const confound = confounds[target.beyond];
        let beforehand = known.get(target.beyond);
        if (!beforehand) {
          beforehand = mapSplits(told, (cells, split) => knownBeforehand(samples[split], grid, cells, confound));
          known.set(target.beyond, beforehand);
        }
        truth = both(truth, beforehand);
        if (enough(truth)) truth = takeOut(truth, beforehand, target, classes);
      }
      if (!enough(truth))
        notMeasurable.push({
          target: target.name,
          reason: `fewer than ${fewestCells} cells of stride ${grid.stride} know it in the training, validation or test frames`,
        });
      else if (shown.reduce((sum, yes) => sum + yes, 0) === 1)
        notMeasurable.push({ target: target.name, reason: 'all cells are of one class' });
      else group.targets.push({ target, classes, truth });
    }
    if (group.targets.length) groups.push(group);
  }
  const sceneOfFrame = Int32Array.from(samples.test, ({ scene }) => sceneIndex.get(scene)!);
  return { grid, groups, testScenes, sceneOfFrame, notMeasurable };
}

/** The same cells of frames of other scenes. */
function ofOtherFrames({ rows, frames, cells }: CellDraw, samples: readonly Sample[], seed: number): CellDraw {
  const others = controlFrames(samples, seed);
  return { rows, cells, frames: frames.map((frame) => others[frame]) };
}

function assertFramesApart(samples: Splits<readonly Sample[]>): void {
  const split = new Map<string, string>();
  for (const [name, frames] of Object.entries(samples) as [string, readonly Sample[]][])
    for (const { id } of frames) {
      if (split.has(id))
        throw new InputError(
          `Frame ${id} is in the ${split.get(id)} and the ${name} split: a probe that is tried on what it was fitted on says nothing. Give each frame (and each scene) to one split.`,
        );
      split.set(id, name);
    }
}

/** Targets by the cells that are drawn for them: those that ask about the cells they know have a draw each. */
function choicesOf(targets: readonly ProbeTarget[]): { among: CellChoice; asked: ProbeTarget[] }[] {
  const shared = (['any', 'single-instance'] as const).map((among) => ({
    among,
    asked: targets.filter((target) => target.cells === among),
  }));
  const own = targets.filter(({ cells }) => cells === 'known').map((target) => ({ among: target, asked: [target] }));
  return [...shared.filter(({ asked }) => asked.length > 0), ...own];
}

/** Why nothing can be known, if a split has no sample that carries a modality. */
function whatIsMissing(samples: Splits<readonly Sample[]>, requires: readonly Modality[]): string | undefined {
  for (const modality of requires) {
    const has = mapSplits(samples, (ofSplit) => ofSplit.some((sample) => carries(sample, [modality])));
    const lacking = (['train', 'validation', 'test'] as const).filter((split) => !has[split]);
    if (lacking.length === 3) return `the samples have no ${modality}`;
    if (lacking.length > 0) return `the ${lacking.join(' and ')} samples have no ${modality}`;
  }
  return undefined;
}

/** Values of the drawn cells of one split. */
export function truthOfCells(
  samples: readonly Sample[],
  grid: CellGrid,
  { rows, frames, cells }: CellDraw,
  source: Pick<ProbeTarget, 'width' | 'requires' | 'values'>,
): TargetTruth {
  const { width } = source;
  const values = new Float32Array(rows * width);
  const known = new Uint8Array(rows);
  let frame = -1;
  let ofFrame: CellValues | undefined;
  for (let row = 0; row < rows; row++) {
    if (frames[row] !== frame) {
      frame = frames[row];
      ofFrame = carries(samples[frame], source.requires) ? source.values(samples[frame], grid) : undefined;
    }
    if (!ofFrame?.mask[cells[row]]) continue;
    known[row] = 1;
    values.set(ofFrame.values.subarray(cells[row] * width, (cells[row] + 1) * width), row * width);
  }
  return { values, known };
}

/** What a confound says of the cells of one split. */
interface Beforehand {
  /** The terms of its polynomial, [rows, columns]. */
  columns: number;
  terms: Float32Array;
  /** 1 where it is known, [rows]. */
  known: Uint8Array;
}

function knownBeforehand(samples: readonly Sample[], grid: CellGrid, cells: CellDraw, confound: Confound): Beforehand {
  const { values, known } = truthOfCells(samples, grid, cells, confound);
  const { columns, values: terms } = monomials(values, confound.width, confound.degree);
  return { columns, terms, known };
}

function both(truth: Splits<TargetTruth>, other: Splits<Pick<TargetTruth, 'known'>>): Splits<TargetTruth> {
  return mapSplits(truth, ({ values, known }, split) => ({
    values,
    known: known.map((yes, row) => yes & other[split].known[row]),
  }));
}

function enough(truth: Splits<TargetTruth>): boolean {
  return Object.values(truth).every(
    ({ known }: TargetTruth) => known.reduce((sum, yes) => sum + yes, 0) >= fewestCells,
  );
}

/** 1 for each class from 0 to the highest that known cells are of, if they are. */
function classesShown({ values, known }: TargetTruth): number[] {
  const shown: number[] = [];
  known.forEach((yes, row) => {
    if (!yes) return;
    while (shown.length <= values[row]) shown.push(0);
    shown[values[row]] = 1;
  });
  return shown;
}

/** What training never showed cannot be recognised: cells of other classes are not asked about. */
function onlyShown({ values, known }: TargetTruth, shown: readonly number[]): TargetTruth {
  return { values, known: known.map((yes, row) => yes & (shown[values[row]] ?? 0)) };
}

/** The target less what is predicted from a confound; of a classification, the predicted scores as offsets. */
function takeOut(
  truth: Splits<TargetTruth>,
  beforehand: Splits<Beforehand>,
  target: ProbeTarget,
  classes: number,
): Splits<TargetTruth> {
  const data = (split: 'train' | 'validation'): Parameters<typeof fitRidge>[0] => ({
    rows: truth[split].known.length,
    features: beforehand[split].terms,
    weights: rowWeights(truth[split], target, classes),
    targets: [classes ? oneHot(truth[split], classes) : truth[split].values],
  });
  const [fit] = fitRidge(data('train'), data('validation'), beforehand.train.columns);
  return mapSplits(truth, (ofSplit, split) => {
    const predicted = fit.predict(beforehand[split].terms, ofSplit.known.length);
    if (target.kind === 'classification') return { ...ofSplit, offsets: predicted };
    const values = ofSplit.values.map((value, i) =>
      ofSplit.known[Math.floor(i / target.width)] ? value - predicted[i] : 0,
    );
    return { ...ofSplit, values };
  });
}

/** Indicator of each class, [rows, classes]. */
export function oneHot({ values, known }: TargetTruth, classes: number): Float32Array {
  const result = new Float32Array(known.length * classes);
  known.forEach((yes, row) => {
    if (yes) result[row * classes + values[row]] = 1;
  });
  return result;
}

/** 1 for rows that are known; of a balanced classification such that every class weighs the same in all. */
export function rowWeights(
  { values, known }: TargetTruth,
  { balanced }: Pick<ProbeTarget, 'balanced'>,
  classes: number,
): Float32Array {
  if (!balanced) return Float32Array.from(known);
  const counts = new Float64Array(classes);
  let total = 0;
  known.forEach((yes, row) => {
    if (yes) {
      counts[values[row]]++;
      total++;
    }
  });
  const present = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  return Float32Array.from(known, (yes, row) => (yes ? total / (present * counts[values[row]]) : 0));
}
