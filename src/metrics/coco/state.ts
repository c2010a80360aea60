import { InputError } from '../../support/errors.js';
import type { CocoEvaluatedCategory, CocoIouType } from './objects.js';
import { cocoAreaNames } from './thresholds.js';

/**
 * What an evaluation knows of its images: plain numbers, for other threads (`postMessage`), other processes and files
 * (`JSON.stringify`). States of disjoint sets of images add up to that of all.
 */
export interface CocoState {
  iouType: CocoIouType;
  categories: CocoEvaluatedCategory[];
  imageIds: number[];
  /** Truths that count, [categories, areas]. */
  truths: number[];
  /** One entry per detection among the 100 surest of its image and category. */
  detections: {
    /** Place among the categories. */
    category: number[];
    imageId: number[];
    /** Place in the order of scores in its image and category, from 0. */
    rank: number[];
    score: number[];
    /** What became of it, [detections, areas]; see `Outcomes`. */
    outcomes: number[];
  };
}

/** The state of no images. */
export function emptyState(iouType: CocoIouType, categories: readonly CocoEvaluatedCategory[]): CocoState {
  return {
    iouType,
    categories: categories.map(({ id, name }) => ({ id, name })),
    imageIds: [],
    truths: new Array<number>(categories.length * cocoAreaNames.length).fill(0),
    detections: { category: [], imageId: [], rank: [], score: [], outcomes: [] },
  };
}

/** Adds the images of `other` to `state`. Throws InputError if types or categories differ or both have an image. */
export function addState(state: CocoState, other: CocoState): void {
  const sameKind = (a: CocoState): string => JSON.stringify([a.iouType, a.categories.map(({ id }) => id)]);
  if (sameKind(state) !== sameKind(other))
    throw new InputError(
      `An evaluation of ${other.iouType} in ${other.categories.length} categories cannot be added to one of ${state.iouType} in ${state.categories.length}. Make both with the same type and the same categories.`,
    );
  const known = new Set(state.imageIds);
  const twice = other.imageIds.find((id) => known.has(id));
  if (twice !== undefined) throw imageTwice(twice);
  append(state.imageIds, other.imageIds);
  other.truths.forEach((count, i) => (state.truths[i] += count));
  for (const column of Object.keys(state.detections) as (keyof CocoState['detections'])[])
    append(state.detections[column], other.detections[column]);
}

/** What is thrown when an image comes twice. */
export function imageTwice(id: number): InputError {
  return new InputError(`Image ${id} has been added before. Add each image once, with all its truths and detections.`);
}

function append(to: number[], from: readonly number[]): void {
  for (const value of from) to.push(value);
}
