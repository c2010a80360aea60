import type { FileTree } from '../../src/formats/file-tree.js';
import type { Modality, Scene } from '../sample.js';
import type { NyuAnnotation } from './annotation.js';
import type { ClassSet } from './class-set.js';
import type { NyuFrame } from './nyu-sample.js';
import type { CompleteOptions, LayoutName } from './options.js';

/** The frames of one layout. */
export interface NyuLayout {
  scenes: Scene[];
  modalities: Modality[];
  /** Undefined if it has no labels. */
  classes?: ClassSet;
  notes: string[];
  /** Paths in the tree of the files that a frame is read from. */
  filesOf(frameId: string): string[];
  /** Files outside of the tree that decide what is read. */
  tables: string[];
  /** Ids of frames whose labels are there but not their image. */
  withoutImage: string[];
  /** Reads a frame at its recorded size. Throws InputError naming the file that cannot be used. */
  read(frameId: string): Promise<NyuFrame>;
  /** The labels of a frame as stored; undefined if the layout has none. Throws InputError as `read` does. */
  annotation?(frameId: string): Promise<NyuAnnotation>;
}

/** Where a layout was found. */
export interface Place {
  /** As it was given. */
  root: string;
  tree: FileTree;
  /** Folder of the tree in which the layout begins. */
  base: string;
}

/** A way in which NYU Depth v2 lies on disk. */
export interface LayoutKind {
  name: LayoutName;
  /** What belongs below `root`, for messages. */
  expected: string;
  /** Whether it begins in a folder of a tree, `''` being the root. */
  isAt(tree: FileTree, base: string): Promise<boolean>;
  /** Lists the frames; reads none. Throws InputError if there are none, or an option does not fit. */
  open(place: Place, options: CompleteOptions): Promise<NyuLayout>;
}

/** Path of something in a folder of a tree, whose root is `''`. */
export function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Folders that are looked into to find out what folders of a root hold. */
const mostTried = 8;

/** Whether one of the first folders in a folder has files of a kind. */
export async function foldersHold(tree: FileTree, base: string, kind: RegExp): Promise<boolean> {
  if (base !== '' && !(await tree.hasFolder(base))) return false;
  for (const folder of (await tree.list(base)).folders.slice(0, mostTried))
    if ((await tree.list(inFolder(base, folder))).files.some((file) => kind.test(file))) return true;
  return false;
}
