import { InputError } from '../support/errors.js';
import { maskArea, maskBox, type MaskBox, type RunLengthMask } from './mask.js';

/**
 * One mask of several: the pixels in any of them (`union`) or in all (`intersection`). Throws InputError if there is
 * none or their sizes differ.
 */
export function mergeMasks(
  masks: readonly RunLengthMask[],
  operation: 'union' | 'intersection' = 'union',
): RunLengthMask {
  if (masks.length === 0) throw new InputError('There is no mask to merge. Give at least one.');
  return masks.reduce((merged, mask) => mergeTwo(merged, mask, operation === 'union' ? 1 : 2));
}

/** Pixels that are in at least `fewest` of two masks. */
function mergeTwo(a: RunLengthMask, b: RunLengthMask, fewest: 1 | 2): RunLengthMask {
  checkSameSize(a, b);
  const merged = new Int32Array(a.counts.length + b.counts.length);
  let length = 0;
  let inside = false;
  let run = 0;
  forEachStretch(a.counts, b.counts, (pixels, inA, inB) => {
    const is = inA + inB >= fewest;
    if (is !== inside) {
      merged[length++] = run;
      run = 0;
      inside = is;
    }
    run += pixels;
  });
  merged[length++] = run;
  return { width: a.width, height: a.height, counts: merged.slice(0, length) };
}

function checkSameSize(a: RunLengthMask, b: RunLengthMask): void {
  if (a.width !== b.width || a.height !== b.height)
    throw new InputError(
      `Masks of ${a.width}×${a.height} and ${b.width}×${b.height} cannot be compared. Make both for the same image.`,
    );
}

/** Visits the stretches of pixels in which neither mask changes; they cover the image. */
function forEachStretch(a: Int32Array, b: Int32Array, visit: (pixels: number, inA: number, inB: number) => void): void {
  let [i, j] = [0, 0];
  let [leftA, leftB] = [a[0], b[0]];
  for (;;) {
    while (leftA === 0 && ++i < a.length) leftA = a[i];
    while (leftB === 0 && ++j < b.length) leftB = b[j];
    if (i >= a.length || j >= b.length) return;
    const pixels = leftA < leftB ? leftA : leftB;
    visit(pixels, i & 1, j & 1);
    leftA -= pixels;
    leftB -= pixels;
  }
}

/**
 * Overlap of every detection with every truth, [detections, truths]: `|D∩T| / |D∪T|`, for a crowd `|D∩T| / |D|`, since a
 * detection that lies in a crowd is one of it; 0 where they do not meet.
 *
 * @param isCrowd of each truth; none is when left out
 *
 * Throws InputError if sizes or the numbers of truths and of `isCrowd` differ.
 *
 * Reference: Lin et al., Microsoft COCO, ECCV 2014; `mask.iou` of pycocotools.
 */
export function maskIou(
  detections: readonly RunLengthMask[],
  truths: readonly RunLengthMask[],
  isCrowd?: ArrayLike<boolean>,
): Float64Array {
  if (isCrowd && isCrowd.length !== truths.length)
    throw new InputError(`${isCrowd.length} values of isCrowd for ${truths.length} truths. Give one each.`);
  const overlaps = new Float64Array(detections.length * truths.length);
  const truthBoxes = truths.map(maskBox);
  const truthAreas = truths.map(maskArea);
  detections.forEach((detection, d) => {
    const box = maskBox(detection);
    const area = maskArea(detection);
    truths.forEach((truth, t) => {
      checkSameSize(detection, truth);
      if (!meet(box, truthBoxes[t])) return;
      const shared = intersectionArea(detection.counts, truth.counts);
      const whole = isCrowd?.[t] ? area : area + truthAreas[t] - shared;
      if (shared > 0) overlaps[d * truths.length + t] = shared / whole;
    });
  });
  return overlaps;
}

function meet(a: MaskBox, b: MaskBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function intersectionArea(a: Int32Array, b: Int32Array): number {
  let area = 0;
  forEachStretch(a, b, (pixels, inA, inB) => {
    area += pixels * (inA & inB);
  });
  return area;
}
