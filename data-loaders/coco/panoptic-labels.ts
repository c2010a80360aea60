import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { boxesOf } from './boxes.js';
import type { ClassSet } from './class-set.js';
import type { Labels } from './coco-sample.js';
import { inFolder, type SegmentFolder } from './layout.js';
import { labelPanoptic, parseSegments, readPanopticPng, type PanopticImage, type PanopticSegment } from './panoptic.js';
import type { OpenSubset } from './subset.js';

/** The panoptic annotation of one image. */
export interface PanopticAnnotation extends PanopticImage {
  segments: PanopticSegment[];
  /** Name of the PNG in messages. */
  file: string;
}

/** Reads the segments of an image and the PNG that shows them; undefined if the image has no annotation. */
export async function readPanoptic(
  { main }: OpenSubset,
  pngs: SegmentFolder,
  imageId: number,
): Promise<PanopticAnnotation | undefined> {
  const [stored] = await main.read(imageId);
  if (stored === undefined) return undefined;
  const path = inFolder(pngs.folder, stored.file_name as string);
  const file = pngs.tree.describe(path);
  return { file, segments: parseSegments(stored, main.name), ...readPanopticPng(await pngs.tree.read(path), file) };
}

/**
 * What segments say of an image: objects are numbered from 1 in the order of the file and have boxes, stuff has neither. Throws InputError if the
 * PNG is not of the image's size.
 */
export function labelsOfSegments(
  annotation: PanopticAnnotation,
  { width, height }: RasterSize,
  classes: ClassSet,
): Labels {
  const { file, segments } = annotation;
  if (annotation.width !== width || annotation.height !== height)
    throw new InputError(
      `${file} is ${annotation.width}×${annotation.height}, its image ${width}×${height}. Take both as COCO has them.`,
    );
  const objects = segments.filter(({ categoryId }) => classes.isThing(categoryId));
  const instanceOf = new Map(objects.map(({ id }, i) => [id, i + 1]));
  const boxes = boxesOf(objects, classes);
  return { ...labelPanoptic(annotation, segments, instanceOf, classes.ids, file), boxes };
}
