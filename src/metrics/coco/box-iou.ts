import type { MaskBox } from '../../image/index.js';

/**
 * Overlap of every detection's box with every true one, [detections, truths]: `|D∩T| / |D∪T|`, for a crowd `|D∩T| / |D|`; 0
 * where they do not meet, so also for a box without area. Sides are `x` to `x + width`, in pixels with fractions.
 *
 * @param isCrowd of each truth; none is when left out
 *
 * Reference: `bbIou` of COCO's maskApi.c.
 */
export function boxIou(
  detections: readonly MaskBox[],
  truths: readonly MaskBox[],
  isCrowd?: ArrayLike<boolean>,
): Float64Array {
  const overlaps = new Float64Array(detections.length * truths.length);
  detections.forEach((a, d) => {
    const area = a.width * a.height;
    truths.forEach((b, t) => {
      const width = Math.min(a.width + a.x, b.width + b.x) - Math.max(a.x, b.x);
      if (width <= 0) return;
      const height = Math.min(a.height + a.y, b.height + b.y) - Math.max(a.y, b.y);
      if (height <= 0) return;
      const shared = width * height;
      const whole = isCrowd?.[t] ? area : area + b.width * b.height - shared;
      overlaps[d * truths.length + t] = shared / whole;
    });
  });
  return overlaps;
}
