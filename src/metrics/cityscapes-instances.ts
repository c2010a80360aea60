import { checkInstanceIds, isInstance, labelOfInstance } from '../../data-loaders/cityscapes/instance-ids.js';
import { cityscapesLabels, drawnLabels } from '../../data-loaders/cityscapes/labels.js';
import { InputError } from '../support/errors.js';
import { meanOfNumbers } from './confusion.js';
import { checkSameSize, type Raster } from './raster.js';

/** One predicted instance of Cityscapes. */
export interface PredictedInstance {
  /** Label id, such as 26 for a car; labels that are not evaluated are passed over. */
  labelId: number;
  confidence: number;
  /** Pixels of the instance: those that are not 0. */
  mask: Raster;
  /** In messages. */
  name?: string;
}

/** What is found at one threshold of overlap. */
export interface InstanceMatches {
  /** Confidence of each true instance that is matched: the highest of its predictions. */
  hits: number[];
  /** Confidences of predictions that are wrong. */
  falseAlarms: number[];
  /** True instances that no prediction matches. */
  missed: number;
}

/** Instances of one class: how many there are, and what is matched at each threshold. */
export interface ClassMatches {
  truths: number;
  predictions: number;
  thresholds: InstanceMatches[];
}

/** Matches of all images so far, by class; plain data, so that workers can send it. */
export type InstanceTally = Record<string, ClassMatches>;

/** Average precision of Cityscapes; NaN for a class that has no true instance. */
export interface CityscapesInstanceScores {
  /** Mean over thresholds .5, .55 … .95 and classes. */
  ap: number;
  /** At threshold .5. */
  ap50: number;
  classes: Record<string, { ap: number; ap50: number }>;
}

/** The step between thresholds as numpy's arange makes it, a little above .05. */
const step = 0.5 + 0.05 - 0.5;

/** Overlaps above which a prediction matches. */
const thresholds: readonly number[] = Array.from({ length: 10 }, (_, i) => 0.5 + i * step);

/** Smaller true instances are left out, in pixels. */
const smallest = 100;

const classes = drawnLabels.filter(({ hasInstances, ignored }) => hasInstances && !ignored);

/** No matches, to begin with. */
export function noInstances(): InstanceTally {
  return Object.fromEntries(
    classes.map(({ name }): [string, ClassMatches] => [
      name,
      { truths: 0, predictions: 0, thresholds: thresholds.map(() => ({ hits: [], falseAlarms: [], missed: 0 })) },
    ]),
  );
}

/**
 * Matches the predicted instances of one image with its instance ids as `_instanceIds.png` holds them, and adds them to
 * `tally`. A prediction matches a true instance of its label when their IoU is above the threshold; of several that match
 * the same instance the most confident one is right. Predictions that match nothing are left out, instead of wrong, when
 * more than the threshold's share of them lies on void labels, groups and instances below 100 pixels.
 *
 * Masks are taken one after the other: give a generator that reads them, and one is in memory at a time.
 *
 * Throws InputError if a mask is of another size, a label id is unknown, a confidence is not a number or a value is no
 * instance id of Cityscapes; nothing is added then.
 */
export function addInstances(
  tally: InstanceTally,
  predictions: Iterable<PredictedInstance>,
  instanceIds: Raster & { values: Uint16Array },
  name = 'The image',
): void {
  const instances = countInstances(instanceIds, name);
  const predicted: Prediction[] = [];
  for (const instance of predictions) {
    const prediction = overlapsOf(
      instance,
      instanceIds,
      instances,
      instance.name ?? `Instance ${predicted.length} of ${name}`,
    );
    if (prediction) predicted.push(prediction);
  }
  for (const { id, name: label } of classes) {
    const truths = [...instances].filter(([value]) => labelOfInstance(value) === id);
    const ofClass = predicted.filter(({ labelId }) => labelId === id);
    const counted = new Map(truths.filter(([value, pixels]) => isInstance(value) && pixels >= smallest));
    tally[label].truths += counted.size;
    tally[label].predictions += ofClass.length;
    thresholds.forEach((threshold, i) =>
      match(tally[label].thresholds[i], threshold, ofClass, new Map(truths), counted),
    );
  }
}

/** The matches of all parts together. */
export function mergeInstances(parts: Iterable<InstanceTally>): InstanceTally {
  const total = noInstances();
  for (const part of parts)
    for (const { name } of classes) {
      total[name].truths += part[name].truths;
      total[name].predictions += part[name].predictions;
      total[name].thresholds.forEach((matches, i) => {
        const { hits, falseAlarms, missed } = part[name].thresholds[i];
        for (const confidence of hits) matches.hits.push(confidence);
        for (const confidence of falseAlarms) matches.falseAlarms.push(confidence);
        matches.missed += missed;
      });
    }
  return total;
}

/**
 * AP and AP50 of all images, as the benchmark for instances of Cityscapes reports them without distances.
 *
 * Reference: Cordts et al., CVPR 2016; evalInstanceLevelSemanticLabeling.py of cityscapesScripts.
 */
export function cityscapesInstanceScores(tally: InstanceTally): CityscapesInstanceScores {
  const precisions = classes.map(({ name }) => {
    const { truths, predictions, thresholds: each } = tally[name];
    return each.map((matches) => (truths === 0 ? NaN : predictions === 0 ? 0 : averagePrecision(matches)));
  });
  return {
    ap: meanOfNumbers(precisions.flat()),
    ap50: meanOfNumbers(precisions.map(([first]) => first)),
    classes: Object.fromEntries(
      classes.map(({ name }, i) => [name, { ap: meanOfNumbers(precisions[i]), ap50: precisions[i][0] }]),
    ),
  };
}

/** A prediction beside the truth. */
interface Prediction {
  labelId: number;
  confidence: number;
  pixels: number;
  /** Of them on void labels. */
  voidPixels: number;
  /** Of them on each true instance and group of the same label. */
  shared: Map<number, number>;
}

/** As the benchmark has it, single caravans and trailers (29000, 30000 and up) are not void, groups of them are. */
const isVoid = Uint8Array.from({ length: 65536 }, (_, value) => (drawnLabels[value]?.ignored ? 1 : 0));

/** Pixels of each true instance and group of the evaluated labels. */
function countInstances(instanceIds: Raster & { values: Uint16Array }, name: string): Map<number, number> {
  checkInstanceIds(instanceIds.values, instanceIds.width, `The truth of ${name}`);
  const pixels = new Uint32Array(65536);
  for (let pixel = 0; pixel < instanceIds.values.length; pixel++) pixels[instanceIds.values[pixel]]++;
  const instances = new Map<number, number>();
  pixels.forEach((count, value) => {
    const { hasInstances, ignored } = drawnLabels[count > 0 ? labelOfInstance(value) : 0];
    if (hasInstances && !ignored) instances.set(value, count);
  });
  return instances;
}

/** Undefined for an empty mask and for labels that are not evaluated. */
function overlapsOf(
  { labelId, confidence, mask }: PredictedInstance,
  instanceIds: Raster,
  instances: ReadonlyMap<number, number>,
  name: string,
): Prediction | undefined {
  if (!cityscapesLabels.some(({ id }) => id === labelId))
    throw new InputError(
      `${name} has the label id ${labelId}, which Cityscapes does not know. Write label ids, such as 26 for a car.`,
    );
  if (Number.isNaN(confidence))
    throw new InputError(`The confidence of ${name} is not a number. Write one for every instance.`);
  if (!classes.some(({ id }) => id === labelId)) return undefined;
  checkSameSize(mask, instanceIds, name);
  const counts = new Uint32Array(65536);
  let [pixels, voidPixels] = [0, 0];
  for (let pixel = 0; pixel < instanceIds.values.length; pixel++) {
    if (mask.values[pixel] === 0) continue;
    const value = instanceIds.values[pixel];
    pixels++;
    voidPixels += isVoid[value];
    counts[value]++;
  }
  if (pixels === 0) return undefined;
  const shared = new Map<number, number>();
  for (const value of instances.keys())
    if (labelOfInstance(value) === labelId && counts[value] > 0) shared.set(value, counts[value]);
  return { labelId, confidence, pixels, voidPixels, shared };
}

/**
 * @param truths pixels of all true instances and groups of the class
 * @param counted those that are single and not too small
 */
function match(
  matches: InstanceMatches,
  threshold: number,
  predictions: readonly Prediction[],
  truths: ReadonlyMap<number, number>,
  counted: ReadonlyMap<number, number>,
): void {
  const best = new Map<number, number>();
  for (const { confidence, pixels, voidPixels, shared } of predictions) {
    const matched = [...shared].find(([value, both]) => both / (truths.get(value)! + pixels - both) > threshold)?.[0];
    if (matched === undefined) {
      if (ignoredPixels(shared, voidPixels, truths) / pixels <= threshold) matches.falseAlarms.push(confidence);
    } else if (counted.has(matched)) {
      const other = best.get(matched);
      best.set(matched, Math.max(other ?? -Infinity, confidence));
      if (other !== undefined) matches.falseAlarms.push(Math.min(other, confidence));
    }
  }
  for (const confidence of best.values()) matches.hits.push(confidence);
  matches.missed += counted.size - best.size;
}

/** Pixels on void, on groups and on small instances; as the benchmark counts them, those of a small group count twice. */
function ignoredPixels(
  shared: ReadonlyMap<number, number>,
  voidPixels: number,
  truths: ReadonlyMap<number, number>,
): number {
  let ignored = voidPixels;
  for (const [value, both] of shared) {
    if (!isInstance(value)) ignored += both;
    if (truths.get(value)! < smallest) ignored += both;
  }
  return ignored;
}

/**
 * The benchmark's own integral of precision over recall: Σ pᵢ · (rᵢ₋₁ − rᵢ₊₁)/2 over the distinct confidences in ascending
 * order, with r₋₁ = r₀ and a last point of precision 1 and recall 0. 0 if nothing is left to count.
 */
function averagePrecision({ hits, falseAlarms, missed }: InstanceMatches): number {
  const wrong = Float64Array.from(falseAlarms).sort();
  const right = Float64Array.from(hits).sort();
  const precision: number[] = [];
  const recall: number[] = [];
  for (const confidence of Float64Array.from(new Set([...hits, ...falseAlarms])).sort()) {
    const tp = right.length - below(right, confidence);
    const fp = wrong.length - below(wrong, confidence);
    precision.push(tp / (tp + fp));
    recall.push(tp / (right.length + missed));
  }
  precision.push(1);
  recall.push(0);
  return precision.reduce((area, p, i) => area + (p * (recall[Math.max(0, i - 1)] - (recall[i + 1] ?? 0))) / 2, 0);
}

/** How many of the sorted values lie below `limit`. */
function below(sorted: Float64Array, limit: number): number {
  let [first, last] = [0, sorted.length];
  while (first < last) {
    const middle = (first + last) >> 1;
    if (sorted[middle] < limit) first = middle + 1;
    else last = middle;
  }
  return first;
}
