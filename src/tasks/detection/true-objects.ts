import type { Box, Sample } from '../../../data-loaders/sample.js';
import { InputError } from '../../support/errors.js';
import type { TaskDataset } from '../task.js';
import type { ObjectClass } from './detected-object.js';

/** The train id of classes that are left out. */
const leftOut = 255;

/** The classes of which a dataset may have objects that count: its own, without those that its benchmark leaves out. */
export function countedClasses({ classes, trainIds }: TaskDataset): ObjectClass[] {
  return classes.map((name, id) => ({ id, name })).filter(({ id }) => id !== 0 && trainIds?.[id] !== leftOut);
}

/**
 * The boxes of a sample that are learnt, scored or to be ignored: all but those of classes that the dataset's benchmark
 * leaves out. Throws InputError if the sample has no list of boxes, a class is none of the dataset's, or a box is no box.
 */
export function trueObjects({ id, boxes }: Pick<Sample, 'id' | 'boxes'>, dataset: TaskDataset): Box[] {
  if (!boxes)
    throw new InputError(`${id} has no boxes: objects are learnt and scored on frames that list them, be it none.`);
  boxes.forEach(({ x, y, width, height, classId, ignore }, i) => {
    if (![x, y, width, height].every(Number.isFinite) || width < 0 || height < 0)
      throw new InputError(
        `${id}, box ${i}, is x ${x}, y ${y}, width ${width}, height ${height}. Expected finite pixels, neither side negative: correct its annotation.`,
      );
    if (!ignore && !dataset.classes[classId])
      throw new InputError(
        `${id}, box ${i}, is of class ${classId}, which is none of ${dataset.name}: it has 0 to ${dataset.classes.length - 1}.`,
      );
  });
  return boxes.filter(({ classId, ignore }) => ignore || (classId !== 0 && dataset.trainIds?.[classId] !== leftOut));
}

/** Whether something can be learnt from a box: it is not to be ignored and has an area. */
export function isLearnable({ ignore, width, height }: Box): boolean {
  return !ignore && width * height > 0;
}

/** The classes of the objects in samples, by id. Throws InputError as {@link trueObjects} does, and when there is no object at all. */
export function learntClasses(samples: readonly Sample[], dataset: TaskDataset): ObjectClass[] {
  const ids = new Set(
    samples.flatMap((sample) =>
      trueObjects(sample, dataset)
        .filter(isLearnable)
        .map(({ classId }) => classId),
    ),
  );
  if (ids.size === 0)
    throw new InputError(
      `None of the ${samples.length} frames to learn from has an object with a box. Choose frames that do, or a larger share of the labels.`,
    );
  return countedClasses(dataset).filter(({ id }) => ids.has(id));
}
