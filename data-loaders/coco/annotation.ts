import { maskFromCounts } from '../../src/image/mask.js';
import { maskFromPolygons } from '../../src/image/mask-polygons.js';
import { maskFromString } from '../../src/image/mask-string.js';
import type { RunLengthMask } from '../../src/image/mask.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { StoredAnnotation } from './annotation-file.js';

/** One object, or one crowd, in an image; coordinates and areas at the size at which the image is stored. */
export interface CocoAnnotation {
  /** Beyond 32 bits for crowds. */
  id: number;
  imageId: number;
  /** As stored, with gaps. */
  categoryId: number;
  /** Many objects of a class that nobody told apart. */
  iscrowd: boolean;
  /** Pixels as the file has it, which may differ from what its mask covers. */
  area: number;
  /** As the file has it, in pixels with fractions, from the left top corner of the image. */
  box: { x: number; y: number; width: number; height: number };
  /** Undefined if the annotation has no segmentation. */
  mask?: RunLengthMask;
  /** `[keypoints, 3]`: x, y in pixels and 0 not labelled, 1 hidden, 2 visible. */
  keypoints?: Float32Array;
}

/**
 * An annotation of an `instances` or `person_keypoints` file, checked, with its mask drawn. Throws InputError, naming
 * `file` and the annotation, if a field that it needs is missing or wrong.
 */
export function parseAnnotation(stored: StoredAnnotation, size: RasterSize, file: string): CocoAnnotation {
  const where = `${file}: annotation ${String(stored.id)}`;
  const { area, iscrowd = 0, segmentation } = stored;
  if (typeof area !== 'number' || !(area >= 0))
    throw new InputError(`${where} has the area ${JSON.stringify(area)}. Expected a number of pixels.`);
  if (iscrowd !== 0 && iscrowd !== 1)
    throw new InputError(`${where} has iscrowd ${JSON.stringify(iscrowd)}. Expected 0 or 1.`);
  return {
    id: stored.id as number,
    imageId: stored.image_id as number,
    categoryId: stored.category_id as number,
    iscrowd: iscrowd === 1,
    area,
    box: parseBox(stored.bbox, where),
    mask: parseSegmentation(segmentation, size, where),
    keypoints: keypointsOf(stored, file),
  };
}

/** `[x, y, width, height]`. Throws InputError, naming `where`, if it is none. */
export function parseBox(value: unknown, where: string): CocoAnnotation['box'] {
  if (!isNumbers(value) || value.length !== 4 || !(value[2] >= 0 && value[3] >= 0))
    throw new InputError(
      `${where} has the bbox ${JSON.stringify(value)}. Expected [x, y, width, height] in pixels, neither side negative.`,
    );
  const [x, y, width, height] = value;
  return { x, y, width, height };
}

/**
 * The mask of a `segmentation`: a list of polygons, `{size: [height, width], counts}` with a list of runs, or the same with a
 * compressed string; undefined if there is none or an empty list. Throws InputError, naming `where`, if it is of another form, damaged, or for
 * an image of another size.
 */
export function parseSegmentation(value: unknown, size: RasterSize, where: string): RunLengthMask | undefined {
  const source = `${where}, segmentation,`;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    if (!value.every(isNumbers)) throw new InputError(`${source} is no list of polygons [x0, y0, x1, y1, …]. Mend it.`);
    return maskFromPolygons(value, size, source);
  }
  const { size: stored, counts } = value as { size?: unknown; counts?: unknown };
  if (!isNumbers(stored) || stored.length !== 2)
    throw new InputError(`${source} is neither a list of polygons nor an RLE with size and counts. Mend it.`);
  if (stored[0] !== size.height || stored[1] !== size.width)
    throw new InputError(
      `${source} is an RLE of [height, width] ${JSON.stringify(stored)}, its image is [${size.height}, ${size.width}]. Make it again at that size.`,
    );
  if (typeof counts === 'string') return maskFromString(counts, size, source);
  if (isNumbers(counts)) return maskFromCounts(counts, size, source);
  throw new InputError(`${source} has counts that are neither a list of runs nor a string. Mend it.`);
}

/** The keypoints of an annotation, if it has any. Throws InputError, naming `file` and the annotation, if they are wrong. */
export function keypointsOf({ id, keypoints }: StoredAnnotation, file: string): Float32Array | undefined {
  if (keypoints === undefined) return undefined;
  const isVisibility = (value: number): boolean => value === 0 || value === 1 || value === 2;
  if (
    !isNumbers(keypoints) ||
    keypoints.length % 3 !== 0 ||
    !keypoints.every((value, i) => i % 3 !== 2 || isVisibility(value))
  )
    throw new InputError(
      `${file}: annotation ${String(id)} has keypoints that are no list of x, y, visibility (0, 1 or 2). Restore it.`,
    );
  return Float32Array.from(keypoints);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
