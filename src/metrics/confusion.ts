import { InputError } from '../support/errors.js';
import { checkSameSize, placeOf, type Raster } from './raster.js';
import type { SemanticProtocol } from './semantic-protocols.js';

/** Pixels by true and predicted id; plain data, so that workers can send it. */
export interface Confusion {
  /** Name of the protocol whose ids are counted. */
  protocol: string;
  /** [ids, ids], truth by prediction; ids in the order of {@link idsOf}. */
  counts: number[];
}

/** Scores of a confusion matrix; 0/0 is NaN. */
export interface SemanticScores {
  /** Pixels whose true class counts. */
  pixels: number;
  /** Intersection over union of each class, TP/(TP + FP + FN); NaN where the class is neither true nor predicted. */
  iou: Record<string, number>;
  /** Mean of `iou` over the classes that have one. */
  meanIou: number;
  /** Share of pixels that are right. */
  pixelAccuracy: number;
  /** Mean over the true classes of the share of their pixels that are right. */
  meanAccuracy: number;
  /** Σ share of the class · IoU. */
  frequencyWeightedIou: number;
  /** IoU of each category of classes, confusions within it being right; empty where the protocol has no categories. */
  categoryIou: Record<string, number>;
  /** Mean of `categoryIou` over the categories that have one; NaN where there are none. */
  meanCategoryIou: number;
  /** Classes neither true nor predicted anywhere: left out of `meanIou`. */
  absent: string[];
}

/** The ids of a protocol in the order of its confusion matrices: classes, then void. */
export function idsOf({ classes, voidIds }: SemanticProtocol): number[] {
  return [...classes.map(({ id }) => id), ...voidIds];
}

/** A matrix of nothing, to begin with. */
export function noConfusion(protocol: SemanticProtocol): Confusion {
  return { protocol: protocol.name, counts: new Array<number>(idsOf(protocol).length ** 2).fill(0) };
}

/**
 * Counts the pixels of one image into `confusion`.
 *
 * Throws InputError, naming `name`, if sizes differ or an id is none of the protocol's; nothing is counted then.
 */
export function addToConfusion(
  confusion: Confusion,
  protocol: SemanticProtocol,
  prediction: Raster,
  truth: Raster,
  name = 'The prediction',
): void {
  checkProtocol(confusion, protocol);
  checkSameSize(prediction, truth, name);
  const indexOf = indexOfId(protocol);
  const ids = idsOf(protocol).length;
  const counts = new Float64Array(ids * ids);
  for (let pixel = 0; pixel < truth.values.length; pixel++) {
    const t = indexOf[truth.values[pixel] + 1];
    const p = indexOf[prediction.values[pixel] + 1];
    if (!(t >= 0)) throw unknownId(`The truth of ${name}`, truth, pixel, protocol);
    if (!(p >= 0)) throw unknownId(name, prediction, pixel, protocol);
    counts[t * ids + p]++;
  }
  for (let i = 0; i < counts.length; i++) confusion.counts[i] += counts[i];
}

/** The matrix of all parts together. Throws InputError if there is none, or they are of different protocols. */
export function mergeConfusions(parts: readonly Confusion[]): Confusion {
  if (parts.length === 0) throw new InputError('There is no confusion matrix to merge. Give at least one.');
  const [{ protocol }] = parts;
  const counts = new Array<number>(parts[0].counts.length).fill(0);
  for (const part of parts) {
    if (part.protocol !== protocol)
      throw new InputError(`Confusion matrices of ${protocol} and ${part.protocol} cannot be merged.`);
    part.counts.forEach((count, i) => (counts[i] += count));
  }
  return { protocol, counts };
}

/**
 * Scores of all pixels whose true id is a class: IoU = TP/(TP + FP + FN), where a void prediction is a miss (FN) and
 * pixels whose truth is void are counted nowhere.
 *
 * Throws InputError if no pixel counts.
 *
 * Reference: cityscapesScripts (IoU, categories); Long, Shelhamer & Darrell, CVPR 2015 (the other three).
 */
export function semanticScores(confusion: Confusion, protocol: SemanticProtocol): SemanticScores {
  checkProtocol(confusion, protocol);
  const { classes } = protocol;
  const names = classes.map(({ name }) => name);
  const each = classes.map((_, i) => tally(confusion, protocol, [i]));
  const pixels = sum(each.map(({ truth }) => truth));
  if (pixels === 0)
    throw new InputError(`No pixel has a true class of ${protocol.name}, so there is nothing to score.`);
  const iou = each.map(iouOf);
  const accuracy = each.filter(({ truth }) => truth > 0).map(({ hits, truth }) => hits / truth);
  const categories = [...new Set(classes.flatMap(({ category }) => category ?? []))];
  const categoryIou = categories.map((name) => iouOf(tally(confusion, protocol, membersOf(protocol, name))));
  return {
    pixels,
    iou: record(names, iou),
    meanIou: meanOfNumbers(iou),
    pixelAccuracy: sum(each.map(({ hits }) => hits)) / pixels,
    meanAccuracy: meanOfNumbers(accuracy),
    frequencyWeightedIou: sum(each.map((one, i) => (one.truth > 0 ? (one.truth / pixels) * iou[i] : 0))),
    categoryIou: record(categories, categoryIou),
    meanCategoryIou: meanOfNumbers(categoryIou),
    absent: names.filter((_, i) => Number.isNaN(iou[i])),
  };
}

/** Pixels that count of a group of classes taken as one. */
interface Tally {
  /** True and predicted. */
  hits: number;
  /** True. */
  truth: number;
  /** Predicted where another class is true. */
  falseAlarms: number;
}

function tally({ counts }: Confusion, protocol: SemanticProtocol, group: readonly number[]): Tally {
  const ids = idsOf(protocol).length;
  const inGroup = new Set(group);
  const result = { hits: 0, truth: 0, falseAlarms: 0 };
  for (let t = 0; t < protocol.classes.length; t++)
    for (let p = 0; p < ids; p++) {
      const count = counts[t * ids + p];
      if (inGroup.has(t)) result.truth += count;
      if (inGroup.has(p)) result[inGroup.has(t) ? 'hits' : 'falseAlarms'] += count;
    }
  return result;
}

/**
 * Pixels that count whose prediction is one of `predicted` although their true class is outside `group`, both given as
 * ids. Void ids may be among `predicted`.
 */
export function falseAlarms(
  { counts }: Confusion,
  protocol: SemanticProtocol,
  predicted: readonly number[],
  group: readonly number[],
): number {
  const ids = idsOf(protocol);
  const columns = predicted.map((id) => ids.indexOf(id));
  const rows = protocol.classes.flatMap(({ id }, row) => (group.includes(id) ? [] : [row]));
  return sum(rows.flatMap((row) => columns.map((column) => counts[row * ids.length + column])));
}

function membersOf({ classes }: SemanticProtocol, category: string): number[] {
  return classes.flatMap((one, i) => (one.category === category ? [i] : []));
}

const iouOf = ({ hits, truth, falseAlarms: wrong }: Tally): number => hits / (truth + wrong);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function record(names: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** Mean of the values that are numbers; NaN if none is. */
export function meanOfNumbers(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return sum(numbers) / numbers.length;
}

/** Place of each id in the matrix, at id + 1, since −1 is an id; −1 where there is none. */
function indexOfId(protocol: SemanticProtocol): Int16Array {
  const table = new Int16Array(65537).fill(-1);
  idsOf(protocol).forEach((id, index) => (table[id + 1] = index));
  return table;
}

function checkProtocol(confusion: Confusion, { name }: SemanticProtocol): void {
  if (confusion.protocol !== name)
    throw new InputError(`The confusion matrix counts ids of ${confusion.protocol}, not of ${name}.`);
}

function unknownId(name: string, { values, width }: Raster, pixel: number, protocol: SemanticProtocol): InputError {
  const known = idsOf(protocol).sort((a, b) => a - b);
  return new InputError(
    `${name} holds ${values[pixel]} at ${placeOf(pixel, width)}, which is no id of ${protocol.name} (${known[0]} to ${known[known.length - 1]}). Write the ids of the benchmark: ${protocol.reference}.`,
  );
}
