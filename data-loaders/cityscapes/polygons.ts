import { z } from 'zod';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { fillPolygon } from './fill-polygon.js';
import { instanceValue } from './instance-ids.js';
import { cityscapesLabels, type CityscapesLabel } from './labels.js';

/** An annotated region as stored. */
export interface AnnotatedPolygon {
  label: CityscapesLabel;
  /** Of several objects that are not told apart (`cargroup`). */
  isGroup: boolean;
  polygon: readonly [number, number][];
}

/** The regions of an image in the order in which they are drawn: what comes later covers what is there. */
export interface PolygonAnnotation extends RasterSize {
  objects: AnnotatedPolygon[];
}

/** More pixels than any image has: what asks for more is damaged. */
const largestSide = 2 ** 14;

const side = z.int().positive().max(largestSide);
const polygonFile = z.object({
  imgHeight: side,
  imgWidth: side,
  objects: z.array(
    z.object({
      label: z.string(),
      polygon: z.array(z.tuple([z.number(), z.number()])),
      deleted: z.union([z.boolean(), z.number()]).optional(),
    }),
  ),
});

const labelByName = new Map(cityscapesLabels.map((label) => [label.name, label]));

/**
 * Parses `_polygons.json`: regions that are marked as deleted are left out; a name that is no label but ends in `group` is
 * that of a region of several objects. Throws InputError naming `file` if it is not such JSON or names an unknown label.
 */
export function parsePolygons(text: string, file: string): PolygonAnnotation {
  const fail = (fault: string): never => {
    throw new InputError(`${file} is no polygon file of Cityscapes: ${fault}. Take the file of the download.`);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return fail((error as Error).message);
  }
  const parsed = polygonFile.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    return fail(`${path.join('.') || 'it'}: ${message}`);
  }
  const { imgWidth: width, imgHeight: height, objects } = parsed.data;
  return {
    width,
    height,
    objects: objects
      .filter(({ deleted }) => !deleted)
      .map(({ label: name, polygon }) => {
        const known = labelByName.get(name);
        const label = known ?? labelByName.get(name.replace(/group$/, ''));
        if (!label) return fail(`it has an object with the unknown label ${JSON.stringify(name)}`);
        return { label, isGroup: known === undefined, polygon };
      }),
  };
}

/**
 * The instance image [height, width] that polygons make, drawn in their order: label id · 1000 + number for objects that are told apart,
 * numbered from 0 by label, the label id for all else; 0 where there is nothing. What is never drawn (license plate) is
 * left out. Throws InputError naming `file` if a label has more than 1000 instances.
 */
export function drawInstances({ objects, ...size }: PolygonAnnotation, file: string): Uint16Array {
  const raster = new Uint16Array(size.width * size.height);
  const numbers = new Map<number, number>();
  for (const { label, isGroup, polygon } of objects) {
    if (label.id < 0) continue;
    let value = label.id;
    if (label.hasInstances && !isGroup) {
      const number = numbers.get(label.id) ?? 0;
      if (number === 1000)
        throw new InputError(`${file} has more than 1000 objects ${label.name}, too many to number.`);
      numbers.set(label.id, number + 1);
      value = instanceValue(label.id, number);
    }
    fillPolygon(raster, size, polygon, value);
  }
  return raster;
}
