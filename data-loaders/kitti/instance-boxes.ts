import { InputError } from '../../src/support/errors.js';
import { drawnLabels } from '../cityscapes/labels.js';
import type { ClassSet } from '../cityscapes/class-set.js';
import { instanceBounds } from '../instance-bounds.js';
import type { Box } from '../sample.js';

/** Instances are stored as label · 256 + number; 0 is the number of what is not counted, and of groups not told apart. */
const perLabel = 256;

/** Instance ids [height, width] of a stored image: the stored value, 0 where nothing is counted. */
export function countedInstances(stored: Uint16Array): Uint16Array {
  return stored.map((value) => (value % perLabel === 0 ? 0 : value));
}

/**
 * The boxes of an instance image: of each instance, and of all groups of a label together one that is to be ignored, as are
 * those of labels that are not scored. Throws InputError naming `file` if a value is of no label.
 */
export function instanceBoxes(stored: Uint16Array, width: number, { names, ofLabelId }: ClassSet, file: string): Box[] {
  const boxes: Box[] = [];
  for (const [instance, { x, y, width: across, height }] of instanceBounds(stored, width)) {
    const label = drawnLabels[Math.floor(instance / perLabel)];
    if (!label)
      throw new InputError(
        `${file} holds ${instance}, which is no instance of a label (label · 256 + number, labels end at ${drawnLabels.length - 1}). Take the file of the download.`,
      );
    if (!label.hasInstances) continue;
    const classId = ofLabelId[label.id];
    const box: Box = { x, y, width: across, height, class: names[classId], classId, instance };
    if (label.ignored || instance % perLabel === 0) box.ignore = true;
    boxes.push(box);
  }
  return boxes;
}
