import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { keypointsOf, parseAnnotation, type CocoAnnotation } from './annotation.js';
import { boxesOf } from './boxes.js';
import type { Labels, ObjectKeypoints } from './coco-sample.js';
import type { ClassSet } from './class-set.js';
import { drawAnnotations } from './draw.js';
import type { OpenSubset } from './subset.js';

/** Objects of an image with their masks, those of keypoint files with their keypoints. None if nobody annotated its subset. */
export async function readObjects(
  { files }: OpenSubset,
  imageId: number,
  size: RasterSize,
): Promise<CocoAnnotation[] | undefined> {
  const [instances, people] = [files.get('instances'), files.get('person_keypoints')];
  const main = instances ?? people;
  if (!main) return undefined;
  const objects = (await main.read(imageId)).map((stored) => parseAnnotation(stored, size, main.name));
  if (!instances || !people) return objects;
  // The two files have the same people under the same ids.
  const keypoints = new Map(
    (await people.read(imageId)).map((stored) => [stored.id, keypointsOf(stored, people.name)]),
  );
  return objects.map((object) => ({ ...object, keypoints: keypoints.get(object.id) }));
}

/** What objects say of an image. */
export function labelsOfObjects(objects: readonly CocoAnnotation[], size: RasterSize, classes: ClassSet): Labels {
  const keypoints = objects.flatMap(({ keypoints: points }, i): ObjectKeypoints[] =>
    points ? [{ instance: i + 1, points }] : [],
  );
  return { ...drawAnnotations(objects, size, classes.ids), boxes: boxesOf(objects, classes), keypoints };
}

/** The captions of an image; undefined if its subset has none. */
export async function readCaptions({ files }: OpenSubset, imageId: number): Promise<string[] | undefined> {
  const file = files.get('captions');
  return (await file?.read(imageId))?.map(({ id, caption }) => {
    if (typeof caption !== 'string')
      throw new InputError(`${file!.name}: annotation ${String(id)} has no caption. Restore the file.`);
    return caption;
  });
}
