import type { Sample } from '../../../data-loaders/sample.js';
import type { SemanticProtocol } from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import type { TaskDataset } from '../task.js';

/** The train id of classes that are left out. */
const leftOut = 255;

/**
 * What is learnt and counted of a dataset: its classes under their own ids, without those that its benchmark leaves out;
 * these and 0 are void.
 */
export function semanticProtocol({ name, classes, trainIds }: TaskDataset): SemanticProtocol {
  const counts = (id: number): boolean => id !== 0 && trainIds?.[id] !== leftOut;
  const ids = classes.map((_, id) => id);
  return {
    name,
    classes: ids.filter(counts).map((id) => ({ id, name: classes[id] })),
    voidIds: ids.filter((id) => !counts(id)),
    reference: `the classes of ${name}`,
  };
}

/** Index of the class of every pixel among those of a protocol, [height, width]; −1 where it is void. */
export function classIndices({ id, semantics, width }: Sample, protocol: SemanticProtocol): Int16Array {
  if (!semantics)
    throw new InputError(
      `${id} has no semantics: semantic segmentation is learnt and measured on frames that have them.`,
    );
  const known = new Set(protocol.voidIds);
  const indexOf = new Int16Array(65536).fill(-1);
  protocol.classes.forEach((one, index) => (indexOf[one.id] = index));
  return Int16Array.from(semantics, (label, pixel) => {
    if (indexOf[label] < 0 && !known.has(label))
      throw new InputError(
        `${id} has label ${label} at column ${pixel % width}, row ${Math.floor(pixel / width)}, which is no class of ${protocol.name}.`,
      );
    return indexOf[label];
  });
}

/** Labelled pixels of each class in samples. Throws InputError when there is none at all. */
export function classCounts(samples: readonly Sample[], protocol: SemanticProtocol): Float64Array {
  const counts = new Float64Array(protocol.classes.length);
  for (const sample of samples) for (const index of classIndices(sample, protocol)) if (index >= 0) counts[index]++;
  if (!counts.some((count) => count > 0))
    throw new InputError(
      `None of the ${samples.length} frames to learn from has a pixel labelled with a class of ${protocol.name}. Choose frames with labels.`,
    );
  return counts;
}
