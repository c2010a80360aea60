import { maskArea, maskIou } from '../../image/index.js';
import { InputError } from '../../support/errors.js';
import { boxIou } from './box-iou.js';
import { checkDetection, checkMaskSizes, checkTruth } from './check-objects.js';
import { cocoCurves, type CocoCurves } from './curves.js';
import { isIgnored, matchDetections } from './match.js';
import type { CocoDetection, CocoTruth, CocoEvaluatedCategory, CocoIouType } from './objects.js';
import { addState, emptyState, imageTwice, type CocoState } from './state.js';
import { summarise, type CocoMetrics } from './summary.js';
import { cocoAreaNames, cocoAreaRanges, cocoDetectionLimits, type CocoSettings } from './thresholds.js';

/** The twelve numbers of one category. */
export interface CocoCategoryMetrics extends CocoMetrics, CocoEvaluatedCategory {
  /** Truths of any size that are no crowds. */
  truths: number;
}

/** What an evaluation found out. */
export interface CocoResult extends CocoMetrics {
  /** In the order in which categories were given. */
  perCategory: CocoCategoryMetrics[];
  curves: CocoCurves;
}

/** An evaluation that takes one image at a time, in any order. */
export interface CocoEvaluation {
  /**
   * Adds an image with its true objects and all that was found in it, either of which may be none; the image's order matters nowhere.
   *
   * Throws InputError, naming image and object, if the image was added before, a category is not evaluated, a box or
   * mask that is needed is not there, has a negative side, or another size than the image, a score is no finite number.
   */
  add(imageId: number, truths: readonly CocoTruth[], detections: readonly CocoDetection[]): void;
  /** Adds the images of another evaluation. Throws InputError if type or categories differ or both have an image. */
  merge(state: CocoState): void;
  /** What has been added so far; it changes with further images. */
  state(): CocoState;
  /** The numbers of all settings or of those given, the others not being numbers. */
  result(settings?: CocoSettings): CocoResult;
}

/**
 * Average precision and recall by COCO's rule, of boxes or of masks: equal to pycocotools' COCOeval with its default
 * parameters.
 *
 * Throws InputError if two categories have the same id.
 *
 * Reference: Lin et al., Microsoft COCO: Common Objects in Context, ECCV 2014; COCOeval of pycocotools.
 */
export function cocoEvaluation({
  iouType,
  categories,
}: {
  iouType: CocoIouType;
  categories: readonly CocoEvaluatedCategory[];
}): CocoEvaluation {
  return new StreamedEvaluation(iouType, categories);
}

class StreamedEvaluation implements CocoEvaluation {
  private readonly collected: CocoState;
  private readonly imageIds = new Set<number>();
  private readonly places: ReadonlyMap<number, number>;

  constructor(
    private readonly iouType: CocoIouType,
    categories: readonly CocoEvaluatedCategory[],
  ) {
    this.collected = emptyState(iouType, categories);
    this.places = new Map(categories.map(({ id }, place) => [id, place]));
    const twice = categories.find(({ id }, place) => this.places.get(id) !== place);
    if (twice) throw new InputError(`The category ${twice.id} is there twice. Give each category once.`);
  }

  add(imageId: number, truths: readonly CocoTruth[], detections: readonly CocoDetection[]): void {
    const image = `Image ${imageId}`;
    if (!Number.isSafeInteger(imageId)) throw new InputError(`${image} has no id that is a whole number. Give it one.`);
    if (this.imageIds.has(imageId)) throw imageTwice(imageId);
    truths.forEach((truth, i) => checkTruth(truth, this.iouType, `${image}, truth ${i}`));
    detections.forEach((detection, i) => checkDetection(detection, this.iouType, `${image}, detection ${i}`));
    if (this.iouType === 'segm') checkMaskSizes(truths, detections, image);
    const truthsOf = this.byCategory(truths, `${image}, truth`);
    const detectionsOf = this.byCategory(detections, `${image}, detection`);
    this.imageIds.add(imageId);
    this.collected.imageIds.push(imageId);
    for (const category of new Set([...truthsOf.keys(), ...detectionsOf.keys()]))
      this.addCategory(imageId, category, truthsOf.get(category) ?? [], detectionsOf.get(category) ?? []);
  }

  private byCategory<T extends { categoryId: number }>(objects: readonly T[], what: string): Map<number, T[]> {
    const groups = new Map<number, T[]>();
    objects.forEach((object, i) => {
      const place = this.places.get(object.categoryId);
      if (place === undefined)
        throw new InputError(
          `${what} ${i}, is of category ${object.categoryId}, which is not among the ${this.places.size} that are evaluated. Map the classes to the ids of the benchmark (COCO's have gaps), or leave it out.`,
        );
      const group = groups.get(place);
      if (group) group.push(object);
      else groups.set(place, [object]);
    });
    return groups;
  }

  private addCategory(imageId: number, category: number, truths: CocoTruth[], detections: CocoDetection[]): void {
    const surest = detections.sort((a, b) => b.score - a.score).slice(0, cocoDetectionLimits.at(-1));
    const encounter = { overlaps: this.overlaps(surest, truths), areas: surest.map(this.areaOf), truths };
    const { detections: columns, truths: counts } = this.collected;
    const outcomes = cocoAreaNames.map((name, area) => {
      const range = cocoAreaRanges[name];
      for (const truth of truths) if (!isIgnored(truth, range)) counts[category * cocoAreaNames.length + area]++;
      return matchDetections(encounter, range);
    });
    surest.forEach(({ score }, rank) => {
      columns.category.push(category);
      columns.imageId.push(imageId);
      columns.rank.push(rank);
      columns.score.push(score);
      for (const ofArea of outcomes) columns.outcomes.push(ofArea[rank]);
    });
  }

  private overlaps(detections: readonly CocoDetection[], truths: readonly CocoTruth[]): Float64Array {
    const isCrowd = truths.map(({ iscrowd }) => iscrowd);
    const boxes = (objects: readonly (CocoTruth | CocoDetection)[]) => objects.map(({ box }) => box!);
    const masks = (objects: readonly (CocoTruth | CocoDetection)[]) => objects.map(({ mask }) => mask!);
    return this.iouType === 'bbox'
      ? boxIou(boxes(detections), boxes(truths), isCrowd)
      : maskIou(masks(detections), masks(truths), isCrowd);
  }

  private readonly areaOf = ({ area, box, mask }: CocoDetection): number =>
    area ?? (this.iouType === 'bbox' ? box!.width * box!.height : maskArea(mask!));

  merge(state: CocoState): void {
    addState(this.collected, state);
    for (const id of state.imageIds) this.imageIds.add(id);
  }

  state(): CocoState {
    return this.collected;
  }

  result(settings: CocoSettings = {}): CocoResult {
    const { categories, truths } = this.collected;
    const curves = cocoCurves(this.collected, settings);
    const places = [...categories.keys()];
    return {
      ...summarise(curves, places, categories.length, settings),
      perCategory: categories.map(({ id, name }, place) => ({
        id,
        name,
        truths: truths[place * cocoAreaNames.length],
        ...summarise(curves, [place], categories.length, settings),
      })),
      curves,
    };
  }
}
