import type { MaskBox, RunLengthMask } from '../../image/index.js';
import { InputError } from '../../support/errors.js';
import type { CocoDetection, CocoTruth, CocoIouType } from './objects.js';

/** Throws InputError, naming `where`, unless box or mask are there and the area is a number of pixels. */
export function checkTruth({ box, mask, area }: CocoTruth, iouType: CocoIouType, where: string): void {
  checkShape({ box, mask }, iouType, where);
  checkArea(area, where);
}

/** Throws InputError, naming `where`, as {@link checkTruth} does, and if the score is no finite number. */
export function checkDetection({ box, mask, area, score }: CocoDetection, iouType: CocoIouType, where: string): void {
  if (!Number.isFinite(score))
    throw new InputError(
      `${where}, has the score ${score}. Expected a finite number: find out what made it, or leave the detection out.`,
    );
  checkShape({ box, mask }, iouType, where);
  if (area !== undefined) checkArea(area, where);
}

function checkShape({ box, mask }: Pick<CocoTruth, 'box' | 'mask'>, iouType: CocoIouType, where: string): void {
  if (iouType === 'bbox') checkBox(box, where);
  else if (mask === undefined)
    throw new InputError(`${where}, has no mask. Give each object its mask, or evaluate boxes (bbox).`);
}

function checkBox(box: MaskBox | undefined, where: string): void {
  if (box === undefined)
    throw new InputError(`${where}, has no box. Give each object its box, or evaluate masks (segm).`);
  const { x, y, width, height } = box;
  if (![x, y, width, height].every(Number.isFinite) || width < 0 || height < 0)
    throw new InputError(
      `${where}, has the box x ${x}, y ${y}, width ${width}, height ${height}. Expected finite numbers of pixels, neither side negative.`,
    );
}

function checkArea(area: number, where: string): void {
  if (!(area >= 0 && area < Infinity))
    throw new InputError(`${where}, has the area ${area}. Expected a number of pixels, 0 or more.`);
}

/** Throws InputError if a detection's mask is not of the size of the others in the image, which those of truths give. */
export function checkMaskSizes(
  truths: readonly CocoTruth[],
  detections: readonly CocoDetection[],
  image: string,
): void {
  const size = (truths[0] ?? detections[0])?.mask;
  if (!size) return;
  const isOther = ({ width, height }: RunLengthMask): boolean => width !== size.width || height !== size.height;
  const check = (kind: string, objects: readonly { mask?: RunLengthMask }[]): void =>
    objects.forEach(({ mask }, i) => {
      if (mask && isOther(mask))
        throw new InputError(
          `${image}, ${kind} ${i}, has a mask of ${mask.width}×${mask.height}, others there are ${size.width}×${size.height}. Bring predictions to the size of the image.`,
        );
    });
  check('truth', truths);
  check('detection', detections);
}
