import type { FileTree } from '../../src/formats/file-tree.js';
import { readDepthPng, readLabelPng } from '../../src/formats/single-channel-png.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { checkInstanceIds, checkLabelIds, labelIdsFromInstances } from './instance-ids.js';
import { drawInstances, parsePolygons } from './polygons.js';

/** The labels of one image at its recorded size. */
export interface CityscapesAnnotation extends RasterSize {
  /** [height, width], 0..33 as in `cityscapesLabels`. */
  labelIds: Uint8Array;
  /**
   * `[height, width]`: label id · 1000 + number where single objects are told apart, the label id elsewhere. Undefined if
   * only label ids are there.
   */
  instanceIds?: Uint16Array;
}

/** Paths of what an image is annotated with, as far as it is there. */
export interface AnnotationFiles {
  labelIds?: string;
  instanceIds?: string;
  polygons?: string;
}

/**
 * Reads the labels of an image, of which at least one file is there: the images of ids; label ids from instance ids where they
 * are missing; both drawn from the polygons where there are no instance ids. Throws InputError naming the file that cannot
 * be used.
 */
export async function readAnnotation(
  tree: FileTree,
  { labelIds, instanceIds, polygons }: AnnotationFiles,
): Promise<CityscapesAnnotation> {
  const instances = instanceIds !== undefined ? await readInstances(tree, instanceIds) : undefined;
  const drawn = !instances && polygons !== undefined ? await readPolygons(tree, polygons) : undefined;
  const known = instances ?? drawn;
  if (labelIds !== undefined) {
    const file = tree.describe(labelIds);
    const { width, height, values } = readLabelPng(await tree.read(labelIds), file);
    checkLabelIds(values, width, file);
    if (known && (known.width !== width || known.height !== height))
      throw new InputError(
        `${known.file} is ${known.width}×${known.height}, ${file} ${width}×${height}. Use both as they were downloaded.`,
      );
    return { width, height, labelIds: values, ...(known && { instanceIds: known.ids }) };
  }
  const { width, height, ids } = known!;
  return { width, height, labelIds: labelIdsFromInstances(ids), instanceIds: ids };
}

interface InstanceImage extends RasterSize {
  ids: Uint16Array;
  file: string;
}

async function readInstances(tree: FileTree, path: string): Promise<InstanceImage> {
  const file = tree.describe(path);
  const { width, height, values } = readDepthPng(await tree.read(path), file);
  checkInstanceIds(values, width, file);
  return { width, height, ids: values, file };
}

async function readPolygons(tree: FileTree, path: string): Promise<InstanceImage> {
  const file = tree.describe(path);
  const annotation = parsePolygons(Buffer.from(await tree.read(path)).toString('utf8'), file);
  return { width: annotation.width, height: annotation.height, ids: drawInstances(annotation, file), file };
}
