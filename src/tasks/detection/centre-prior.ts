import type { Box, Sample } from '../../../data-loaders/sample.js';
import type { TaskDataset } from '../task.js';
import type { Detection } from './detected-object.js';
import { isLearnable, learntClasses, trueObjects } from './true-objects.js';

/**
 * What to expect in an image that nobody has looked at: of each class one object, its box the mean of the class's boxes in
 * the given samples (in shares of the image), its score the share of samples that have the class.
 *
 * Throws InputError when there is no object at all.
 */
export function centrePrior(
  train: readonly Sample[],
  dataset: TaskDataset,
): (image: Pick<Sample, 'width' | 'height'>) => Detection[] {
  const objects = train.flatMap((sample, image) =>
    trueObjects(sample, dataset)
      .filter(isLearnable)
      .map((box) => ({ box, image, sample })),
  );
  const expected = learntClasses(train, dataset).map(({ id, name }) => {
    const ofClass = objects.filter(({ box }) => box.classId === id);
    const mean = (part: (box: Box, sample: Sample) => number): number =>
      ofClass.reduce((sum, { box, sample }) => sum + part(box, sample), 0) / ofClass.length;
    return {
      ...{ x: mean((box, { width }) => box.x / width), y: mean((box, { height }) => box.y / height) },
      ...{ width: mean((box, { width }) => box.width / width), height: mean((box, { height }) => box.height / height) },
      ...{ class: name, classId: id, score: new Set(ofClass.map(({ image }) => image)).size / train.length },
    };
  });
  const bySurety = expected.sort((a, b) => b.score - a.score);
  return ({ width, height }) =>
    bySurety.map((one) => ({
      ...one,
      x: one.x * width,
      y: one.y * height,
      width: one.width * width,
      height: one.height * height,
    }));
}
