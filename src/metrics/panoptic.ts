import { InputError } from '../support/errors.js';
import { meanOfNumbers } from './confusion.js';
import { checkSameSize, placeOf, type Raster } from './raster.js';

/** A category of panoptic segmentation. */
export interface PanopticCategory {
  id: number;
  name: string;
  /** Things are counted one by one, stuff is one segment an image. */
  isThing: boolean;
}

/** A segment as `segments_info` lists it; its id is the value of its pixels. */
export interface PanopticSegmentInfo {
  id: number;
  categoryId: number;
}

/** A true segment. */
export interface TrueSegmentInfo extends PanopticSegmentInfo {
  /** Pixels, as the annotation says. */
  area: number;
  /** A crowd: no segment has to match it, and what lies on it is not wrong. */
  iscrowd: boolean;
}

/** The segments of an image and their ids by pixel; 0 is void. */
export interface PanopticSegments<Info extends PanopticSegmentInfo = PanopticSegmentInfo> extends Raster {
  segments: readonly Info[];
}

/** Matches of one category. */
export interface PanopticMatches {
  /** Σ IoU of the matched pairs. */
  iou: number;
  tp: number;
  fp: number;
  fn: number;
}

/** Matches by category id; plain data, so that workers can send it. */
export type PanopticTally = Record<number, PanopticMatches>;

/** Panoptic, segmentation and recognition quality; NaN where nothing is true or predicted. */
export interface PanopticQuality {
  /** Σ IoU / (TP + FP/2 + FN/2) = sq · rq. */
  pq: number;
  /** Mean IoU of the matched pairs; 0 if there is none. */
  sq: number;
  /** TP / (TP + FP/2 + FN/2). */
  rq: number;
}

/** Means over the categories that are true or predicted somewhere; `n` is their number. */
export interface PanopticMean extends PanopticQuality {
  n: number;
}

/** Panoptic quality over all classes, over things and over stuff. */
export interface PanopticScores {
  all: PanopticMean;
  things: PanopticMean;
  stuff: PanopticMean;
  /** By name. */
  categories: Record<string, PanopticQuality>;
}

/** Matches a pair when their IoU is above this: at most one can. */
const overlap = 0.5;

/**
 * Matches the predicted segments of one image with the true ones and adds them to `tally`. A pair of one category matches
 * when its IoU is above ½; pixels whose truth is void do not count in a union, and a segment that lies by more than half
 * on void and on the crowd of its category is not wrong. Of several crowds of a category the last one listed counts.
 *
 * Throws InputError, naming `name`, if sizes differ, a category is unknown, an id is listed twice, or pixels and list of
 * the prediction do not name the same segments; nothing is added then.
 *
 * Reference: Kirillov et al., Panoptic segmentation, CVPR 2019; panopticapi.
 */
export function addPanoptic(
  tally: PanopticTally,
  prediction: PanopticSegments,
  truth: PanopticSegments<TrueSegmentInfo>,
  categories: readonly PanopticCategory[],
  name = 'The prediction',
): void {
  checkSameSize(prediction, truth, name);
  const predicted = segmentsById(prediction.segments, categories, name);
  const real = segmentsById(truth.segments, categories, `The truth of ${name}`);
  const { areas, onVoid, shared } = countPixels(prediction, truth);
  checkListed(areas, predicted, prediction, name);

  const matched = new Set<string>();
  for (const [trueId, predictedId, pixels] of shared) {
    const segment = real.get(trueId);
    const { categoryId } = predicted.get(predictedId)!;
    if (!segment || segment.iscrowd || segment.categoryId !== categoryId) continue;
    const union = areas.get(predictedId)! + segment.area - pixels - (onVoid.get(predictedId) ?? 0);
    const iou = pixels / union;
    if (!(iou > overlap)) continue;
    const matches = matchesOf(tally, categoryId);
    matches.tp++;
    matches.iou += iou;
    matched.add(`true ${trueId}`).add(`predicted ${predictedId}`);
  }
  const crowds = new Map<number, number>();
  for (const { id, categoryId, iscrowd } of truth.segments)
    if (iscrowd) crowds.set(categoryId, id);
    else if (!matched.has(`true ${id}`)) matchesOf(tally, categoryId).fn++;
  const onCrowd = new Map<number, number>();
  for (const [trueId, predictedId, pixels] of shared)
    if (crowds.get(predicted.get(predictedId)!.categoryId) === trueId) onCrowd.set(predictedId, pixels);
  for (const { id, categoryId } of prediction.segments) {
    if (matched.has(`predicted ${id}`)) continue;
    const ignored = (onVoid.get(id) ?? 0) + (onCrowd.get(id) ?? 0);
    if (!(ignored / areas.get(id)! > 0.5)) matchesOf(tally, categoryId).fp++;
  }
}

/** The matches of all parts together. */
export function mergePanoptic(parts: Iterable<PanopticTally>): PanopticTally {
  const total: PanopticTally = {};
  for (const part of parts)
    for (const [category, { iou, tp, fp, fn }] of Object.entries(part)) {
      const matches = matchesOf(total, Number(category));
      matches.iou += iou;
      matches.tp += tp;
      matches.fp += fp;
      matches.fn += fn;
    }
  return total;
}

/** PQ, SQ and RQ of each category and their means over all, things and stuff, without categories that are nowhere. */
export function panopticScores(tally: PanopticTally, categories: readonly PanopticCategory[]): PanopticScores {
  const qualities = categories.map((category) => ({ ...category, ...qualityOf(tally[category.id]) }));
  const meanOf = (some: readonly PanopticQuality[]): PanopticMean => {
    return {
      pq: meanOfNumbers(some.map(({ pq }) => pq)),
      sq: meanOfNumbers(some.map(({ sq }) => sq)),
      rq: meanOfNumbers(some.map(({ rq }) => rq)),
      n: some.filter(({ pq }) => !Number.isNaN(pq)).length,
    };
  };
  return {
    all: meanOf(qualities),
    things: meanOf(qualities.filter(({ isThing }) => isThing)),
    stuff: meanOf(qualities.filter(({ isThing }) => !isThing)),
    categories: Object.fromEntries(qualities.map(({ name, pq, sq, rq }) => [name, { pq, sq, rq }])),
  };
}

function qualityOf(matches: PanopticMatches | undefined): PanopticQuality {
  if (!matches) return { pq: NaN, sq: NaN, rq: NaN };
  const { iou, tp, fp, fn } = matches;
  const all = tp + fp / 2 + fn / 2;
  return { pq: iou / all, sq: tp > 0 ? iou / tp : 0, rq: tp / all };
}

function matchesOf(tally: PanopticTally, categoryId: number): PanopticMatches {
  return (tally[categoryId] ??= { iou: 0, tp: 0, fp: 0, fn: 0 });
}

/** Pixels of each predicted segment, those of them on void, and those that each pair of segments shares. */
interface Pixels {
  areas: Map<number, number>;
  onVoid: Map<number, number>;
  /** True id, predicted id, pixels. */
  shared: [number, number, number][];
}

/** Ids have 24 bits, so that two of them are one number. */
const base = 2 ** 24;

function countPixels(prediction: Raster, truth: Raster): Pixels {
  const pairs = new Map<number, number>();
  let [pair, run] = [-1, 0];
  for (let pixel = 0; pixel < truth.values.length; pixel++) {
    const next = truth.values[pixel] * base + prediction.values[pixel];
    if (next !== pair) {
      if (run > 0) pairs.set(pair, (pairs.get(pair) ?? 0) + run);
      [pair, run] = [next, 0];
    }
    run++;
  }
  if (run > 0) pairs.set(pair, (pairs.get(pair) ?? 0) + run);
  const found: Pixels = { areas: new Map(), onVoid: new Map(), shared: [] };
  for (const [both, pixels] of [...pairs].sort(([a], [b]) => a - b)) {
    const predictedId = both % base;
    const trueId = (both - predictedId) / base;
    if (predictedId === 0) continue;
    found.areas.set(predictedId, (found.areas.get(predictedId) ?? 0) + pixels);
    if (trueId === 0) found.onVoid.set(predictedId, pixels);
    else found.shared.push([trueId, predictedId, pixels]);
  }
  return found;
}

function segmentsById<Info extends PanopticSegmentInfo>(
  segments: readonly Info[],
  categories: readonly PanopticCategory[],
  name: string,
): Map<number, Info> {
  const known = new Set(categories.map(({ id }) => id));
  const byId = new Map<number, Info>();
  for (const segment of segments) {
    const { id, categoryId } = segment;
    if (byId.has(id)) throw new InputError(`${name} lists segment ${id} twice. Give each segment an id of its own.`);
    if (!known.has(categoryId))
      throw new InputError(
        `${name} has segment ${id} of category ${categoryId}, which is unknown. Use the ids of the truth's categories.`,
      );
    byId.set(id, segment);
  }
  return byId;
}

function checkListed(
  areas: ReadonlyMap<number, number>,
  listed: ReadonlyMap<number, PanopticSegmentInfo>,
  { values, width }: Raster,
  name: string,
): void {
  for (const id of areas.keys())
    if (!listed.has(id))
      throw new InputError(
        `${name} has pixels of segment ${id} (${placeOf(Array.prototype.indexOf.call(values, id), width)}), which it does not list. List every segment.`,
      );
  for (const id of listed.keys())
    if (!areas.has(id))
      throw new InputError(`${name} lists segment ${id}, which has no pixels. List only segments that are there.`);
}
