import { transformPoint, type Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import type { Box, Box3d } from '../sample.js';

/** Classes of the object benchmark; a region that nobody labelled (DontCare) has class id 0. */
export const objectClasses: readonly string[] = [
  'unlabelled',
  'Car',
  'Van',
  'Truck',
  'Pedestrian',
  'Person_sitting',
  'Cyclist',
  'Tram',
  'Misc',
];

/** A box of the object benchmark with what decides its difficulty. */
export interface KittiBox extends Box {
  /** Share of the object outside the image, 0..1. */
  truncation: number;
  /** 0 fully visible, 1 partly occluded, 2 largely occluded, 3 unknown. */
  occlusion: number;
  /** Angle under which it is seen, radians in −π..π. */
  alpha: number;
  /** Confidence, in result files. */
  score?: number;
}

/** The objects of one image; `boxes3d[i]` belongs to the box of the same `instance`. */
export interface ObjectLabels {
  boxes: KittiBox[];
  boxes3d: Box3d[];
}

const unlabelledType = 'DontCare';

/**
 * The objects of a `label_2/%06d.txt`, 15 fields a line (16 in results); no line, no object. Regions that nobody labelled
 * are boxes with `ignore` and have no 3D box. In the file a 3D box stands on the centre of its bottom; here `centre` is
 * its middle, in the camera of which `cameraFromRectified` tells.
 *
 * Throws InputError naming file and line if a type is unknown, or a field is missing or no number.
 */
export function parseObjectLabels(text: string, file: string, cameraFromRectified: Pose): ObjectLabels {
  const labels: ObjectLabels = { boxes: [], boxes3d: [] };
  text.split('\n').forEach((line, index) => {
    const fields = line.split(/\s+/).filter((field) => field !== '');
    if (fields.length === 0) return;
    const where = `${file}, line ${index + 1},`;
    const [type, ...words] = fields;
    const numbers = words.map(Number);
    if ((numbers.length !== 14 && numbers.length !== 15) || !numbers.every(Number.isFinite))
      throw new InputError(
        `${where} is no object: expected a type and 14 numbers (15 in results), got ${JSON.stringify(line.trim())}. Take the file of the download.`,
      );
    const ignore = type === unlabelledType;
    const classId = ignore ? 0 : objectClasses.indexOf(type);
    if (classId < 0 || (classId === 0 && !ignore))
      throw new InputError(
        `${where} has the unknown type ${type}; there are ${objectClasses.slice(1).join(', ')} and ${unlabelledType}.`,
      );
    const [truncation, occlusion, alpha, left, top, right, bottom, height, width, length, x, y, z, yaw, score] =
      numbers;
    const instance = labels.boxes.length + 1;
    labels.boxes.push({
      ...{ x: left, y: top, width: right - left, height: bottom - top, class: type, classId, instance },
      ...(ignore && { ignore }),
      ...{ truncation, occlusion, alpha },
      ...(score !== undefined && { score }),
    });
    if (ignore) return;
    const centre = transformPoint(cameraFromRectified, [x, y - height / 2, z]);
    labels.boxes3d.push({ class: type, classId, instance, centre, size: [length, width, height], yaw });
  });
  return labels;
}
