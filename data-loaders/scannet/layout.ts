import * as path from 'node:path';
import type { FileTree, Listing } from '../../src/formats/file-tree.js';
import { openTree } from '../../src/formats/open-tree.js';
import { InputError } from '../../src/support/errors.js';
import type { Split } from '../sample.js';
import { showListing } from '../show-listing.js';

/** The layouts that a root can have, see docs/datasets/scannet.md. */
export const layoutNames = ['sens', 'frames25k', 'export', 'mesh'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** A folder of one scan. */
export interface ScanFolder {
  /** The folder's name: `scene0000_00`. */
  id: string;
  tree: FileTree;
  /** Path in the tree. */
  folder: string;
  layouts: readonly LayoutName[];
  /** Said by the folder it lies in. */
  split?: Split;
}

/** Folders of scans as ScanNet names them, and the split that a name says. */
const containers: Readonly<Record<string, Split | undefined>> = {
  scans: undefined,
  scans_test: 'test',
  scannet_frames_25k: undefined,
  scannet_frames_test: 'test',
};

/**
 * Finds the scans of a root: the root itself if it is one; else those in its folders `scans`, `scans_test`,
 * `scannet_frames_25k` and `scannet_frames_test`, or in archives of these names, also in its folder `tasks`, into which
 * ScanNet's script downloads archives; else the folders in it. Reads lists of files only. Throws InputError saying what
 * was expected and what is there if there is none.
 */
export async function findScans(root: FileTree): Promise<ScanFolder[]> {
  const listing = await root.list();
  const name = path.basename(path.resolve(root.name)).replace(/\.zip$/i, '');
  const own = layoutsOf(listing);
  if (own.length > 0) return [{ id: name, tree: root, folder: '', layouts: own, split: containers[name] }];
  const scans: ScanFolder[] = [];
  for (const place of listing.folders.includes('tasks') ? ['', 'tasks'] : [''])
    for (const [container, split] of Object.entries(containers)) {
      const folder = join(place, container);
      if (await root.hasFolder(folder)) scans.push(...(await scansIn(root, folder, split)));
      else if (await root.has(`${folder}.zip`)) {
        const tree = await openTree(await root.locate(`${folder}.zip`));
        scans.push(...(await scansIn(tree, (await tree.hasFolder(container)) ? container : '', split)));
      }
    }
  if (scans.length === 0) scans.push(...(await scansIn(root, '', containers[name])));
  if (scans.length === 0) throw new InputError(nothingFound(root, listing));
  return scans;
}

async function scansIn(tree: FileTree, folder: string, split: Split | undefined): Promise<ScanFolder[]> {
  const { folders } = await tree.list(folder);
  const scans: ScanFolder[] = [];
  for (const id of folders) {
    const layouts = layoutsOf(await tree.list(join(folder, id)));
    if (layouts.length > 0) scans.push({ id, tree, folder: join(folder, id), layouts, split });
  }
  return scans;
}

/** Path of `name` in a folder, `''` being the root. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function layoutsOf({ files, folders }: Listing): LayoutName[] {
  const layouts: LayoutName[] = [];
  if (files.some((file) => file.endsWith('.sens'))) layouts.push('sens');
  const hasPluralIntrinsics = files.some((file) => /^intrinsics_(?:color|depth)\.txt$/.test(file));
  if (folders.includes('color') && hasPluralIntrinsics) layouts.push('frames25k');
  if ((folders.includes('color') && folders.includes('intrinsic')) || files.some((file) => cppColour.test(file)))
    layouts.push('export');
  if (files.some((file) => file.endsWith('_vh_clean_2.ply'))) layouts.push('mesh');
  return layouts;
}

/** A colour image as the C++ SensReader names it. */
export const cppColour = /^frame-(\d+)\.color\.(?:jpg|png)$/;

/**
 * The layout to read: the one given, else the only one that the scans have; meshes count only where nothing else is.
 * Throws InputError if the one given is not there, or if none is given and there are several.
 */
export function chooseLayout(root: string, scans: readonly ScanFolder[], given?: LayoutName): LayoutName {
  const counts = new Map<LayoutName, number>();
  for (const { layouts } of scans) for (const layout of layouts) counts.set(layout, (counts.get(layout) ?? 0) + 1);
  const found = [...counts].map(([layout, count]) => `${layout} (${count} ${count === 1 ? 'scan' : 'scans'})`);
  if (given !== undefined) {
    if (counts.has(given)) return given;
    throw new InputError(`${root} has no scans in layout ${given}; it has ${found.join(', ')}. Give another --layout.`);
  }
  const withFrames = [...counts.keys()].filter((layout) => layout !== 'mesh');
  if (withFrames.length > 1)
    throw new InputError(`${root} has scans in several layouts: ${found.join(', ')}. Say which with --layout.`);
  return withFrames[0] ?? 'mesh';
}

function nothingFound(root: FileTree, listing: Listing): string {
  return `${root.name} holds no scans of ScanNet. Expected one of
  scans/scene0000_00/scene0000_00.sens
  scannet_frames_25k/scene0000_00/{color,depth,pose}/000000.*, intrinsics_color.txt, intrinsics_depth.txt
  scene0000_00/{color,depth,pose}/0.*, intrinsic/ (Python SensReader)
  scene0000_00/frame-000000.{color.jpg,depth.pgm,pose.txt}, _info.txt (C++ SensReader)
  scans/scene0000_00/scene0000_00_vh_clean_2.ply
Found: ${showListing(listing)}. Point --root at the folder that holds scans/ or scannet_frames_25k/.`;
}
