import type { FileTree } from '../../src/formats/file-tree.js';
import type { Modality, Scene } from '../sample.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { CompleteOptions, LayoutName } from './options.js';

/** A file that a frame is read from. */
export interface SourceFile {
  tree: FileTree;
  path: string;
}

/** Parts of a frame that take time to read, and that not every use needs. */
export interface WantedParts {
  scan: boolean;
  maps: boolean;
}

/** The frames of one layout. */
export interface KittiLayout {
  scenes: Scene[];
  modalities: Modality[];
  classes: readonly string[];
  legend?: readonly (readonly [number, number, number])[];
  /** Train id of each class, where classes have such; 255 = left out. */
  trainIds?: readonly number[];
  notes: string[];
  /** Whether depth is stored as maps; else it is made from scans. */
  hasDepthMaps: boolean;
  /** Calibration and poses that frames share. */
  sharedFiles: SourceFile[];
  /** The other files that a frame is read from. */
  filesOf(frameId: string): SourceFile[];
  /** Reads a frame at its recorded size. Throws InputError naming the file that cannot be used. */
  read(frameId: string, wanted: WantedParts): Promise<RecordedFrame>;
}

/** Where a layout was found. */
export interface Place {
  /** As it was given. */
  root: string;
  tree: FileTree;
  /** Folder of the tree in which the layout begins. */
  base: string;
}

/** A way in which KITTI lies on disk. */
export interface LayoutKind {
  name: LayoutName;
  /** What belongs below `root`, for messages. */
  expected: string;
  /** Folders of a root in which it may begin, `''` the root itself. */
  bases: readonly string[];
  isAt(tree: FileTree, base: string): Promise<boolean>;
  /** Lists the frames; reads none. Throws InputError if there are none, or an option does not fit. */
  open(place: Place, options: CompleteOptions): Promise<KittiLayout>;
}
