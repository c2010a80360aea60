import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseBox, parseSegmentation } from '../../../data-loaders/coco/annotation.js';
import { scanJsonArray } from '../../formats/index.js';
import { maskArea, maskBox, maskFromPolygons, type RasterSize, type RunLengthMask } from '../../image/index.js';
import type { CocoDetection, CocoIouType } from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { explainFileError } from '../../support/files.js';
import { progress } from '../../support/progress.js';

/** A detection as stored, checked but for its shape. */
export interface StoredDetection {
  /** Place in the file, from 0. */
  index: number;
  categoryId: number;
  score: number;
  bbox: unknown;
  segmentation: unknown;
}

/** What the annotations have. */
interface Known {
  images: ReadonlySet<number>;
  categories: readonly { id: number }[];
}

/**
 * Reads results in COCO's format, a list of `{image_id, category_id, score, bbox and/or segmentation}`, one at a time, and
 * gives them by image in the order of the file.
 *
 * Throws InputError, naming file and detection, if one has no image or category of the annotations or no score.
 */
export async function readCocoResults(file: string, known: Known): Promise<Map<number, StoredDetection[]>> {
  const categories = new Set(known.categories.map(({ id }) => id));
  const byImage = new Map<number, StoredDetection[]>();
  await scanJsonArray(piecesOf(file), file, ({ index, value }) => {
    const where = detectionOf(file, index!);
    if (typeof value !== 'object' || value === null) throw new InputError(`${where} is no object. Restore the file.`);
    const { image_id, category_id, score, bbox, segmentation } = value as Record<string, unknown>;
    if (!known.images.has(image_id as number))
      throw new InputError(
        `${where} is of image ${JSON.stringify(image_id)}, which the annotations do not list. Give the results and the annotations of the same images.`,
      );
    if (!categories.has(category_id as number))
      throw new InputError(
        `${where} is of category ${JSON.stringify(category_id)}, which is not among the ${categories.size} of the annotations. Map the classes to the annotations' ids (COCO's have gaps), or leave it out.`,
      );
    if (typeof score !== 'number')
      throw new InputError(`${where} has the score ${JSON.stringify(score)}. Expected a number.`);
    const detection = { index: index!, categoryId: category_id as number, score, bbox, segmentation };
    const others = byImage.get(image_id as number);
    if (others) others.push(detection);
    else byImage.set(image_id as number, [detection]);
  });
  return byImage;
}

/**
 * The shape of a detection, in an image of this size. Where it has a box and a mask, its area is that of the box; where it
 * lacks what is compared, a box is taken for the mask of its pixels, or a mask for the box around it: as `loadRes` of pycocotools does.
 *
 * Throws InputError, naming file and detection, if it has neither or one is wrong.
 */
export function parseDetection(
  { index, categoryId, score, bbox, segmentation }: StoredDetection,
  iouType: CocoIouType,
  size: RasterSize,
  file: string,
): CocoDetection {
  const where = detectionOf(file, index);
  const hasBox = bbox !== undefined && bbox !== null && !(Array.isArray(bbox) && bbox.length === 0);
  const box = hasBox ? parseBox(bbox, where) : undefined;
  const drawn = iouType === 'segm' || !box ? parseSegmentation(segmentation, size, where) : undefined;
  if (!box && !drawn) throw new InputError(`${where} has neither a bbox nor a segmentation. Give it one.`);
  const common = { categoryId, score, area: box ? box.width * box.height : maskArea(drawn!) };
  if (iouType === 'bbox') return { ...common, box: box ?? maskBox(drawn!) };
  return { ...common, mask: drawn ?? maskOfBox(box!, size, where) };
}

function maskOfBox(
  { x, y, width, height }: CocoDetection['box'] & object,
  size: RasterSize,
  where: string,
): RunLengthMask {
  const [right, bottom] = [x + width, y + height];
  return maskFromPolygons([[x, y, x, bottom, right, bottom, right, y]], size, where);
}

const detectionOf = (file: string, index: number): string => `${file}: detection ${index}`;

/** The pieces of the file, told to the progress display as they come. */
async function* piecesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    const task = progress().start(`read ${path.basename(file)}`, fs.statSync(file).size);
    let done = 0;
    try {
      for await (const piece of fs.createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
        if (done === 0) refuseObject(piece, file);
        yield piece;
        task.update((done += piece.length));
      }
    } finally {
      task.finish();
    }
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
}

/** The file of annotations, given in the place of results, is an object. */
function refuseObject(beginning: Uint8Array, file: string): void {
  if (/^\s*\{/.test(Buffer.from(beginning.subarray(0, 64)).toString('latin1')))
    throw new InputError(
      `${file} holds an object. Expected a list of detections [{"image_id", "category_id", "score", "bbox" or "segmentation"}, …].`,
    );
}
