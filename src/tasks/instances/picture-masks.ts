import { colourOf } from '../../../data-loaders/label-colours.js';
import type { Picture } from '../../../data-loaders/picture.js';
import type { Sample } from '../../../data-loaders/sample.js';
import { decodeMask, maskArea, type RunLengthMask } from '../../image/index.js';
import type { TaskDataset } from '../task.js';

/** The image of a sample with masks in the colours of their classes, full along their rims and halfway within, the largest first. */
export function pictureMasks(
  { width, height, rgb }: Sample,
  objects: readonly { mask: RunLengthMask; classId: number }[],
  { legend }: TaskDataset,
): Picture {
  const picture = { width, height, rgb: rgb.slice() };
  for (const { mask, classId } of [...objects].sort((a, b) => maskArea(b.mask) - maskArea(a.mask))) {
    const colour = legend?.[classId] ?? colourOf(classId);
    const raster = decodeMask(mask);
    const isInside = (u: number, v: number): boolean =>
      u >= 0 && u < width && v >= 0 && v < height && raster[v * width + u] === 1;
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++) {
        if (!isInside(u, v)) continue;
        const isRim = !(isInside(u - 1, v) && isInside(u + 1, v) && isInside(u, v - 1) && isInside(u, v + 1));
        const at = (v * width + u) * 3;
        for (let c = 0; c < 3; c++) picture.rgb[at + c] = isRim ? colour[c] : Math.round((rgb[at + c] + colour[c]) / 2);
      }
  }
  return picture;
}
