import type { Sample } from '../../../data-loaders/sample.js';
import { encodeMask, maskArea, type RunLengthMask } from '../../image/index.js';
import type { CocoTruth } from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { checkCount } from '../check-count.js';
import type { Detection } from '../detection/detected-object.js';
import { averagePrecision, cocoTruths, scoreDetections } from '../detection/score-detections.js';
import { trueObjects } from '../detection/true-objects.js';
import type { TaskDataset, TaskScore } from '../task.js';
import { maskOfBox } from './mask-of-box.js';

/** An object found in an image, with its pixels. */
export interface InstanceDetection extends Detection {
  mask: RunLengthMask;
}

/**
 * Scores masks against the instances of samples by COCO's rule, as `ap50`, `ap`, `ap75`, `ar100` and the `ap50` of each class; those
 * of the boxes as `boxAp50` and so on. Objects with a box of which no pixel is seen are no truths; a box to be ignored in
 * which no instance is drawn is ignored as a whole.
 *
 * Throws InputError when a sample has no boxes or no instances, or a mask is not of its size.
 */
export function scoreInstances(
  predictions: readonly (readonly InstanceDetection[])[],
  samples: readonly Sample[],
  dataset: TaskDataset,
  scenes?: readonly string[],
): TaskScore[] {
  checkCount(predictions, samples);
  const images = samples.map((sample, i) => ({
    scene: sample.scene,
    truths: trueMasks(sample, dataset),
    detections: predictions[i].map(({ classId, score, mask }) => {
      if (mask.width !== sample.width || mask.height !== sample.height)
        throw new InputError(
          `A mask found in ${sample.id} is ${mask.width}×${mask.height}, the frame ${sample.width}×${sample.height}: predict on frames of that size.`,
        );
      return { categoryId: classId, score, mask };
    }),
  }));
  const ofBoxes = scoreDetections(predictions, samples, dataset, scenes).filter((score) => score.class === undefined);
  return [
    ...averagePrecision(images, 'segm', dataset, scenes),
    ...ofBoxes.map((score) => ({ ...score, metric: `box${score.metric[0].toUpperCase()}${score.metric.slice(1)}` })),
  ];
}

/** The masks of the objects in a sample. Throws InputError if it has no boxes or no instances. */
export function trueMasks(sample: Sample, dataset: TaskDataset): CocoTruth[] {
  const { id, instances } = sample;
  if (!instances) throw new InputError(`${id} has no instances to compare the masks with.`);
  return trueObjects(sample, dataset).flatMap((box) => {
    const drawn = encodeMask(
      instances.map((instance) => (instance === box.instance ? 1 : 0)),
      sample,
    );
    const mask = box.ignore && maskArea(drawn) === 0 ? maskOfBox(box, sample) : drawn;
    const area = maskArea(mask);
    return area > 0 ? cocoTruths(box, { mask, area }, dataset) : [];
  });
}
