import { paintMask } from '../../src/image/mask.js';
import type { RasterSize } from '../../src/image/resample.js';
import type { CocoAnnotation } from './annotation.js';

/** Rasters [height, width] of one value a pixel, 0 where there is no object. */
export interface LabelRasters {
  /** Class ids: 1 + the place of the category. */
  semantics: Uint16Array;
  /** Category ids as stored. */
  rawSemantics: Uint16Array;
  /** 1 + the place of the annotation in the list. */
  instances: Uint16Array;
}

/**
 * Draws annotations over one another, since COCO does not tell which of two objects is in front: crowds first, then objects
 * by area (the file's), the largest first, so that what is small stays visible; equal ones in the order of the list.
 *
 * @param classOf class id by category id
 */
export function drawAnnotations(
  annotations: readonly CocoAnnotation[],
  { width, height }: RasterSize,
  classOf: ReadonlyMap<number, number>,
): LabelRasters {
  const instances = new Uint16Array(width * height);
  const order = [...annotations.keys()].sort(
    (a, b) =>
      Number(annotations[b].iscrowd) - Number(annotations[a].iscrowd) || annotations[b].area - annotations[a].area,
  );
  for (const i of order) {
    const { mask } = annotations[i];
    if (mask) paintMask(instances, mask, i + 1);
  }
  const semantics = new Uint16Array(instances.length);
  const rawSemantics = new Uint16Array(instances.length);
  for (let pixel = 0; pixel < instances.length; pixel++) {
    if (instances[pixel] === 0) continue;
    const { categoryId } = annotations[instances[pixel] - 1];
    semantics[pixel] = classOf.get(categoryId)!;
    rawSemantics[pixel] = categoryId;
  }
  return { semantics, rawSemantics, instances };
}
