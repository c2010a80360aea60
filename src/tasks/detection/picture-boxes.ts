import { colourOf } from '../../../data-loaders/label-colours.js';
import type { Picture } from '../../../data-loaders/picture.js';
import type { Box, Sample } from '../../../data-loaders/sample.js';
import type { TaskDataset } from '../task.js';

/** The image of a sample with boxes outlined in the colours of their classes, one pixel wide, the largest first. */
export function pictureBoxes(
  { width, height, rgb }: Sample,
  boxes: readonly Pick<Box, 'x' | 'y' | 'width' | 'height' | 'classId'>[],
  { legend }: TaskDataset,
): Picture {
  const picture = { width, height, rgb: rgb.slice() };
  const clamp = (value: number, limit: number): number => Math.min(limit - 1, Math.max(0, Math.round(value)));
  for (const box of [...boxes].sort((a, b) => b.width * b.height - a.width * a.height)) {
    const colour = legend?.[box.classId] ?? colourOf(box.classId);
    const [left, right] = [clamp(box.x, width), clamp(box.x + box.width - 1, width)];
    const [top, bottom] = [clamp(box.y, height), clamp(box.y + box.height - 1, height)];
    for (let v = top; v <= bottom; v++)
      for (let u = left; u <= right; u++)
        if (u === left || u === right || v === top || v === bottom) picture.rgb.set(colour, (v * width + u) * 3);
  }
  return picture;
}
