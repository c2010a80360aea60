import { readPng } from '../../src/formats/png.js';
import { InputError } from '../../src/support/errors.js';
import { parseBox, type CocoAnnotation } from './annotation.js';
import type { StoredAnnotation } from './annotation-file.js';
import type { LabelRasters } from './draw.js';

/**
 * One segment of a panoptic annotation: an object, a crowd, or all stuff of a class. Its id is the colour of its pixels in
 * the PNG, R + 256·G + 65536·B.
 */
export type PanopticSegment = Pick<CocoAnnotation, 'id' | 'categoryId' | 'iscrowd' | 'area' | 'box'>;

/** Segment ids of the pixels of an image, [height, width]; 0 = void. */
export interface PanopticImage {
  width: number;
  height: number;
  ids: Uint32Array;
}

/** The segments of a panoptic annotation. Throws InputError, naming `file` and image, if one is not as it should be. */
export function parseSegments({ image_id: image, segments_info }: StoredAnnotation, file: string): PanopticSegment[] {
  const segments = segments_info as Record<string, unknown>[];
  return segments.map(({ id, category_id: categoryId, iscrowd = 0, area, bbox }) => {
    const where = `${file}: segment ${JSON.stringify(id)} of image ${String(image)}`;
    if (!Number.isInteger(id) || !((id as number) > 0 && (id as number) < 2 ** 24))
      throw new InputError(`${where} has an id that no colour has. Expected a whole number, 1 to 2^24 - 1.`);
    if (typeof area !== 'number' || !(area >= 0))
      throw new InputError(`${where} has the area ${JSON.stringify(area)}. Expected a number of pixels.`);
    if (iscrowd !== 0 && iscrowd !== 1)
      throw new InputError(`${where} has iscrowd ${JSON.stringify(iscrowd)}. Expected 0 or 1.`);
    const box = parseBox(bbox, where);
    return { id: id as number, categoryId: categoryId as number, iscrowd: iscrowd === 1, area, box };
  });
}

/** Decodes the PNG of a panoptic annotation. Throws InputError naming `file` if it is no RGB PNG of 8 bits. */
export function readPanopticPng(bytes: Uint8Array, file: string): PanopticImage {
  const { width, height, channels, values } = readPng(bytes, file);
  if (channels < 3 || values instanceof Uint16Array)
    throw new InputError(
      `${file} has ${channels} channels of ${values.BYTES_PER_ELEMENT * 8} bits; segment ids take 3 of 8. Take the PNG of the download.`,
    );
  const ids = new Uint32Array(width * height);
  for (let pixel = 0, at = 0; pixel < ids.length; pixel++, at += channels)
    ids[pixel] = values[at] | (values[at + 1] << 8) | (values[at + 2] << 16);
  return { width, height, ids };
}

/**
 * Classes and instances of the pixels. Objects are numbered from 1 in the order of `segments`; stuff has no instance.
 * Throws InputError naming `file` if a pixel is of a segment that is not listed.
 *
 * @param classOf class id by category id
 */
export function labelPanoptic(
  { ids }: PanopticImage,
  segments: readonly PanopticSegment[],
  instanceOf: ReadonlyMap<number, number>,
  classOf: ReadonlyMap<number, number>,
  file: string,
): LabelRasters {
  const rasters: LabelRasters = {
    semantics: new Uint16Array(ids.length),
    rawSemantics: new Uint16Array(ids.length),
    instances: new Uint16Array(ids.length),
  };
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  let segment: PanopticSegment | undefined;
  let [classId, instance] = [0, 0];
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const id = ids[pixel];
    if (id === 0) continue;
    if (id !== segment?.id) {
      segment = byId.get(id);
      if (!segment)
        throw new InputError(
          `${file} has pixels of segment ${id}, which its annotation does not list. Take PNG and JSON of one download.`,
        );
      classId = classOf.get(segment.categoryId)!;
      instance = instanceOf.get(id) ?? 0;
    }
    rasters.semantics[pixel] = classId;
    rasters.rawSemantics[pixel] = segment.categoryId;
    rasters.instances[pixel] = instance;
  }
  return rasters;
}
