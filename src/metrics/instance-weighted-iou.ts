import { checkInstanceIds, isInstance, labelOfInstance } from '../../data-loaders/cityscapes/instance-ids.js';
import { drawnLabels } from '../../data-loaders/cityscapes/labels.js';
import { falseAlarms, meanOfNumbers, type Confusion } from './confusion.js';
import { checkSameSize, type Raster } from './raster.js';
import { semanticProtocols } from './semantic-protocols.js';

/** Pixels of true instances, each weighted by the average size of its class over its own size. */
export interface WeightedPixels {
  /** Predicted as they should be. */
  tp: number;
  fn: number;
}

/** Weighted pixels of classes and of categories that have instances; plain data, so that workers can send it. */
export interface InstanceWeights {
  classes: Record<string, WeightedPixels>;
  categories: Record<string, WeightedPixels>;
}

/** Instance-weighted IoU; NaN where nothing is true or predicted. */
export interface InstanceWeightedIou {
  iou: Record<string, number>;
  meanIou: number;
  categoryIou: Record<string, number>;
  meanCategoryIou: number;
}

/** Average size in pixels of an instance of each class in the training set. Reference: cityscapesScripts. */
const averageSize: Record<string, number> = {
  bicycle: 4672.3249222261,
  motorcycle: 6298.7200839748,
  rider: 3930.4788056518,
  bus: 35732.1511111111,
  train: 67583.7075812274,
  car: 12794.0202738185,
  person: 3462.4756337644,
  truck: 27855.1264367816,
};

const classes = drawnLabels.filter(({ hasInstances, ignored }) => hasInstances && !ignored);

/** Categories all of whose labels have instances, with those labels; caravans and trailers are among the vehicles here. */
const categories = [...new Set(drawnLabels.map(({ category }) => category))]
  .map((name) => ({ name, labels: drawnLabels.filter(({ category }) => category === name) }))
  .filter(({ labels }) => labels.every(({ hasInstances }) => hasInstances));

/** Nothing, to begin with. */
export function noInstanceWeights(): InstanceWeights {
  const none = (names: readonly { name: string }[]) =>
    Object.fromEntries(names.map(({ name }) => [name, { tp: 0, fn: 0 }]));
  return { classes: none(classes), categories: none(categories) };
}

/**
 * Adds the instances of one image of Cityscapes: predicted label ids against instance ids as `_instanceIds.png` holds
 * them (label id · 1000 + number). Groups, caravans and trailers are left out.
 *
 * Throws InputError, naming `name`, if sizes differ or a value is no instance id of Cityscapes.
 */
export function addInstanceWeights(
  weights: InstanceWeights,
  prediction: Raster,
  instanceIds: Raster & { values: Uint16Array },
  name = 'The prediction',
): void {
  checkSameSize(prediction, instanceIds, name);
  checkInstanceIds(instanceIds.values, instanceIds.width, `The truth of ${name}`);
  const found = new Map<number, { pixels: number; ofLabel: number; ofCategory: number }>();
  for (let pixel = 0; pixel < instanceIds.values.length; pixel++) {
    const value = instanceIds.values[pixel];
    if (!isInstance(value)) continue;
    const label = drawnLabels[labelOfInstance(value)];
    if (label.ignored) continue;
    let instance = found.get(value);
    if (!instance) found.set(value, (instance = { pixels: 0, ofLabel: 0, ofCategory: 0 }));
    const predicted = prediction.values[pixel];
    instance.pixels++;
    if (predicted === label.id) instance.ofLabel++;
    if (drawnLabels[predicted]?.category === label.category) instance.ofCategory++;
  }
  for (const [value, { pixels, ofLabel, ofCategory }] of found) {
    const { name: ofClass, category } = drawnLabels[labelOfInstance(value)];
    const weight = averageSize[ofClass] / pixels;
    add(weights.classes[ofClass], { tp: ofLabel * weight, fn: (pixels - ofLabel) * weight });
    add(weights.categories[category], { tp: ofCategory * weight, fn: (pixels - ofCategory) * weight });
  }
}

/** The weights of all parts together. */
export function mergeInstanceWeights(parts: Iterable<InstanceWeights>): InstanceWeights {
  const total = noInstanceWeights();
  for (const part of parts) {
    for (const { name } of classes) add(total.classes[name], part.classes[name]);
    for (const { name } of categories) add(total.categories[name], part.categories[name]);
  }
  return total;
}

/**
 * Instance-weighted IoU (iIoU) of Cityscapes: iTP/(iTP + FP + iFN), where the pixels of an instance weigh as the average
 * size of its class over its own size, and false positives are those of the confusion matrix.
 *
 * @param confusion of the same images under the protocol `cityscapes` or `kitti`
 *
 * Reference: Cordts et al., CVPR 2016; evalPixelLevelSemanticLabeling.py of cityscapesScripts.
 */
export function instanceWeightedIou(weights: InstanceWeights, confusion: Confusion): InstanceWeightedIou {
  const protocol = semanticProtocols.cityscapes;
  const iou = classes.map(({ id, name }) => ratio(weights.classes[name], falseAlarms(confusion, protocol, [id], [id])));
  const categoryIou = categories.map(({ name, labels }) => {
    const ids = labels.map(({ id }) => id);
    return ratio(weights.categories[name], falseAlarms(confusion, protocol, ids, ids));
  });
  return {
    iou: Object.fromEntries(classes.map(({ name }, i) => [name, iou[i]])),
    meanIou: meanOfNumbers(iou),
    categoryIou: Object.fromEntries(categories.map(({ name }, i) => [name, categoryIou[i]])),
    meanCategoryIou: meanOfNumbers(categoryIou),
  };
}

function add(total: WeightedPixels, { tp, fn }: WeightedPixels): void {
  total.tp += tp;
  total.fn += fn;
}

function ratio({ tp, fn }: WeightedPixels, fp: number): number {
  return tp / (tp + fp + fn);
}
