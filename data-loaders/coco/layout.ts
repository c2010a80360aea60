import type { FileTree } from '../../src/formats/file-tree.js';
import { openTree } from '../../src/formats/open-tree.js';
import { InputError } from '../../src/support/errors.js';
import type { Split } from '../sample.js';
import { showListing } from '../show-listing.js';

/** What an annotation file holds, by the beginning of its name. */
export type AnnotationKind = 'instances' | 'person_keypoints' | 'captions' | 'image_info' | 'panoptic';

/** The images of one split of one year, with the files that describe them. */
export interface Subset {
  /** As in the names of files: `train2017`. */
  name: string;
  split: Split;
  year: number;
  /** Paths of the annotation files that are there. */
  annotations: Partial<Record<AnnotationKind, string>>;
  /** Folder of the images; undefined if it is not there. */
  images?: string;
}

/** Archives as COCO names them. */
export const archive =
  /^(?:(?:train|val|test)\d{4}|(?:panoptic_)?annotations_trainval\d{4}|image_info_test(?:-dev)?\d{4})\.zip$/;

const annotationFile =
  /^(instances|person_keypoints|captions|image_info|panoptic)_(train|val|test)(?:-dev)?(\d{4})\.json$/;

/** Finds the annotation files and image folders of a root; lists names only. Throws InputError if there are no annotations. */
export async function findSubsets(tree: FileTree): Promise<Subset[]> {
  const folder = (await tree.hasFolder('annotations')) ? 'annotations' : '';
  const { files } = await tree.list(folder);
  const subsets = new Map<string, Subset>();
  // Of the two lists of test images the longer, image_info_test2017.json, comes after image_info_test-dev2017.json.
  for (const file of files) {
    const [, kind, split, year] = annotationFile.exec(file) ?? [];
    if (kind === undefined) continue;
    const name = `${split}${year}`;
    const subset = subsets.get(name) ?? { name, split: split as Split, year: Number(year), annotations: {} };
    subset.annotations[kind as AnnotationKind] = inFolder(folder, file);
    subsets.set(name, subset);
  }
  if (subsets.size === 0) throw await wrongRoot(tree, 'no annotation file');
  for (const subset of subsets.values()) subset.images = await imageFolder(tree, subset.name);
  return [...subsets.values()];
}

/** `train2017/`, or `images/train2017/`, or `images/` for all. */
async function imageFolder(tree: FileTree, name: string): Promise<string | undefined> {
  for (const folder of [name, `images/${name}`, 'images']) if (await tree.hasFolder(folder)) return folder;
  return undefined;
}

/** Where the pictures of a panoptic file lie: a folder, or the archive of it. */
export interface SegmentFolder {
  tree: FileTree;
  folder: string;
}

/**
 * Finds the folder of the PNGs of a panoptic file, which has its name, beside it or in the root, or that folder's
 * archive. Throws InputError if there is none.
 */
export async function findSegments(tree: FileTree, annotations: string): Promise<SegmentFolder> {
  const beside = annotations.replace(/\.json$/, '');
  const name = beside.replace(/^.*\//, '');
  for (const folder of [beside, name]) if (await tree.hasFolder(folder)) return { tree, folder };
  for (const path of [`${beside}.zip`, `${name}.zip`])
    if (await tree.has(path)) return { tree: await openTree(await tree.locate(path)), folder: name };
  throw new InputError(
    `${tree.describe(annotations)} has no folder ${name}/ of PNGs beside it. Unpack panoptic_annotations_trainval2017.zip, then the ${name}.zip in it (or leave that one packed).`,
  );
}

/** An error that says what a root of COCO looks like, and what is there instead. */
export async function wrongRoot(tree: FileTree, fault: string): Promise<InputError> {
  return new InputError(
    [
      `${tree.name} has ${fault}. Point --root at the folder that holds`,
      '  annotations/instances_val2017.json   and the like: {instances,person_keypoints,captions,panoptic}_{train,val}{2014,2017}.json, image_info_test2017.json',
      '  val2017/000000000139.jpg             or images/val2017/…, or images/…; val2017.zip and annotations_trainval2017.zip will do as they are',
      `Found there: ${showListing(await tree.list())}.`,
    ].join('\n'),
  );
}

export function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
