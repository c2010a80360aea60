import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { showListing } from '../show-listing.js';
import { findFolders, type FolderType } from './folders.js';
import type { LayoutName } from './options.js';

/** The folders of splits, in the order of the dataset. */
export const splitFolders = ['train', 'train_extra', 'val', 'test'] as const;
export type SplitFolder = (typeof splitFolders)[number];

/** The files that a frame can have. */
export const fileKinds = ['left', 'right', 'labelIds', 'instanceIds', 'polygons', 'disparity', 'camera'] as const;
export type FileKind = (typeof fileKinds)[number];

/** One frame as it lies on disk: names only. */
export interface StoredFrame {
  /** `aachen_000001_000019` */
  name: string;
  city: string;
  /** `aachen_000001`: pictures of one drive. */
  sequence: string;
  split: SplitFolder;
  /** Path of each file that is there. */
  files: Partial<Record<FileKind, string>>;
}

/** Where a kind of file lies, and how its names end. */
interface Naming {
  type: FolderType;
  ending: string;
}

/** What a root holds. */
export interface StoredFrames {
  layout: LayoutName;
  naming: Record<FileKind, Naming>;
  /** By split, city and name. */
  frames: StoredFrame[];
}

const annotationType = { fine: 'gtFine', coarse: 'gtCoarse' } as const;

/** The splits of each layout: `train_extra` has coarse labels only. */
const splitsOf: Readonly<Record<LayoutName, readonly SplitFolder[]>> = {
  fine: ['train', 'val', 'test'],
  coarse: ['train', 'train_extra', 'val', 'test'],
};

function namingOf(layout: LayoutName): Record<FileKind, Naming> {
  const labels = annotationType[layout];
  return {
    left: { type: 'leftImg8bit', ending: '_leftImg8bit.png' },
    right: { type: 'rightImg8bit', ending: '_rightImg8bit.png' },
    labelIds: { type: labels, ending: `_${labels}_labelIds.png` },
    instanceIds: { type: labels, ending: `_${labels}_instanceIds.png` },
    polygons: { type: labels, ending: `_${labels}_polygons.json` },
    disparity: { type: 'disparity', ending: '_disparity.png' },
    camera: { type: 'camera', ending: '_camera.json' },
  };
}

/**
 * Lists the frames of a root, reading lists of files only. Throws InputError saying what was expected and what is there if
 * it has neither images nor labels, or no labels of the layout that was asked for.
 */
export async function findFrames(tree: FileTree, given?: LayoutName): Promise<StoredFrames> {
  const folders = await findFolders(tree);
  const layout = given ?? (!folders.has('gtFine') && folders.has('gtCoarse') ? 'coarse' : 'fine');
  if (!folders.has('leftImg8bit') && !folders.has(annotationType[layout])) throw await nothingFound(tree);
  if (given !== undefined && !folders.has(annotationType[given]))
    throw new InputError(
      `${tree.name} has no folder ${annotationType[given]}, which the layout ${given} takes. Unpack ${annotationType[given] === 'gtFine' ? 'gtFine_trainvaltest.zip' : 'gtCoarse.zip'} there, or give another --layout.`,
    );
  const naming = namingOf(layout);
  const frames: StoredFrame[] = [];
  for (const split of splitsOf[layout]) frames.push(...(await framesOfSplit(tree, folders, naming, split)));
  if (frames.length === 0) throw await nothingFound(tree);
  return { layout, naming, frames };
}

/** A frame's name with its sequence and city, whose name may hold hyphens. */
const frameName = /^(([a-z-]+)_\d{6})_\d{6}(?=_)/;

async function framesOfSplit(
  tree: FileTree,
  folders: ReadonlyMap<FolderType, string[]>,
  naming: Record<FileKind, Naming>,
  split: SplitFolder,
): Promise<StoredFrame[]> {
  const found = new Map<string, StoredFrame>();
  for (const type of new Set(Object.values(naming).map(({ type }) => type)))
    for (const base of folders.get(type) ?? []) {
      const folder = `${base}/${split}`;
      if (!(await tree.hasFolder(folder))) continue;
      for (const city of (await tree.list(folder)).folders)
        for (const file of (await tree.list(`${folder}/${city}`)).files) {
          const [name, sequence, cityOfFile] = frameName.exec(file) ?? [];
          const kind = fileKinds.find((each) => naming[each].type === type && file === `${name}${naming[each].ending}`);
          if (name === undefined || cityOfFile !== city || kind === undefined) continue;
          let frame = found.get(name);
          if (!frame) found.set(name, (frame = { name, city, sequence, split, files: {} }));
          frame.files[kind] ??= `${folder}/${city}/${file}`;
        }
    }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where a file of a frame would lie, for messages. */
export function expectedPath(
  { naming }: Pick<StoredFrames, 'naming'>,
  { name, city, split }: StoredFrame,
  kind: FileKind,
): string {
  const { type, ending } = naming[kind];
  return `${type}/${split}/${city}/${name}${ending}`;
}

async function nothingFound(tree: FileTree): Promise<InputError> {
  return new InputError(`${tree.name} does not hold Cityscapes. Expected
  leftImg8bit/{train,val,test}/aachen/aachen_000000_000019_leftImg8bit.png
  gtFine/{train,val}/aachen/aachen_000000_000019_gtFine_{labelIds,instanceIds}.png, …_polygons.json
  gtCoarse/{train,train_extra,val}/…, rightImg8bit/…, disparity/…_disparity.png, camera/…_camera.json
each also in a folder of its archive (gtFine_trainvaltest/gtFine/…) or in the archive itself (gtFine_trainvaltest.zip).
Found: ${showListing(await tree.list())}. Point --root at the folder that holds leftImg8bit/.`);
}
