import { instanceBounds } from '../instance-bounds.js';
import type { Box } from '../sample.js';
import type { ClassSet } from './class-set.js';
import { isGroup, isInstance, labelOfInstance } from './instance-ids.js';
import { drawnLabels } from './labels.js';

/**
 * The boxes of an instance image: of each instance, and of all groups of a label together one that is to be ignored, as are
 * those of labels that are not scored.
 */
export function boxesOf(instanceIds: Uint16Array, width: number, { names, ofLabelId }: ClassSet): Box[] {
  const boxes: Box[] = [];
  for (const [value, { x, y, width: across, height }] of instanceBounds(instanceIds, width)) {
    if (!isInstance(value) && !isGroup(value)) continue;
    const label = labelOfInstance(value);
    const classId = ofLabelId[label];
    const box: Box = { x, y, width: across, height, class: names[classId], classId, instance: value };
    if (isGroup(value) || drawnLabels[label].ignored) box.ignore = true;
    boxes.push(box);
  }
  return boxes;
}
