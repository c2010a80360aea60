import * as path from 'node:path';
import * as fs from 'node:fs';
import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { openRoot } from '../open-root.js';
import { parseDepthMap, type StoredMap } from './depth-maps.js';
import { openSelection, selectionFolders } from './depth-selection.js';
import type { KittiLayout, LayoutKind, Place } from './layout.js';
import { archiveName, filesIn, inFolder } from './tree-paths.js';
import type { CompleteOptions } from './options.js';
import { holdsDrives } from './raw-drives.js';
import { describeRecordings, rawBases } from './raw-layout.js';
import { RawRecordings } from './raw-recordings.js';
import { camerasOfFrames, frameId, splitLists, type RecordedPlace } from './recorded-frames.js';
import { sameSize } from './same-size.js';

/** Depth completion and prediction (2017): dense depth maps of the raw recordings, or the images selected for the benchmark. */
export const depthLayout: LayoutKind = {
  name: 'depth',
  expected:
    'depth: {train,val}/2011_09_26_drive_0001_sync/proj_depth/{groundtruth,velodyne_raw}/image_02/0000000005.png with the raw recordings in raw/ or `raw`, or depth_selection/val_selection_cropped/{image,groundtruth_depth,velodyne_raw,intrinsics} (also below depth/)',
  bases: ['', 'depth', 'data_depth_annotated', 'data_depth'],
  isAt: async (tree, base) =>
    (await annotatedDrives(tree, base)).length > 0 || (await selectionFolders(tree, base)).length > 0,
  open: async (place, options) => {
    const drives = await annotatedDrives(place.tree, place.base);
    const selected = await selectionFolders(place.tree, place.base);
    if (drives.length === 0) return openSelection(place.tree, selected, options);
    const layout = await openAnnotated(place, drives, options);
    if (selected.length > 0)
      layout.notes.push('depth_selection is there too: point the root at it to read its images.');
    return layout;
  },
};

/** A drive with depth maps. */
interface AnnotatedDrive {
  name: string;
  split: 'train' | 'val';
  folder: string;
}

/** Throws InputError if a drive is there twice. */
async function annotatedDrives(tree: FileTree, base: string): Promise<AnnotatedDrive[]> {
  const drives: AnnotatedDrive[] = [];
  for (const split of ['train', 'val'] as const) {
    const folder = inFolder(base, split);
    if (!(await tree.hasFolder(folder))) continue;
    for (const name of (await tree.list(folder)).folders) {
      if (!/_drive_\d{4}_sync$/.test(name)) continue;
      if (drives.some((other) => other.name === name))
        throw new InputError(`${tree.describe(folder)} has ${name}, which is in train too. Remove one of them.`);
      drives.push({ name, split, folder: `${folder}/${name}/proj_depth` });
    }
  }
  return drives;
}

async function openAnnotated(
  place: Place,
  drives: readonly AnnotatedDrive[],
  options: CompleteOptions,
): Promise<KittiLayout> {
  const { tree } = place;
  const recordings = await findRaw(place, options);
  const places = new Map<string, RecordedPlace>();
  const maps = new Map<string, { truth: string; sparse?: string; split: 'train' | 'val' }>();
  const withoutImage: string[] = [];
  const lists = splitLists(options);
  const cameras = camerasOfFrames(lists, options);
  for (const { name, split, folder } of drives)
    for (const camera of cameras) {
      const sparse = new Set(await filesIn(tree, `${folder}/velodyne_raw/image_0${camera}`));
      for (const file of await filesIn(tree, `${folder}/groundtruth/image_0${camera}`)) {
        const number = /^(\d{10})\.png$/.exec(file)?.[1];
        if (number === undefined) continue;
        const drive = recordings.drives.get(name);
        const id = frameId(name, camera, number);
        if (!drive?.images.get(camera)?.has(number)) withoutImage.push(id);
        else places.set(id, { id, drive, camera, number });
        maps.set(id, {
          truth: `${folder}/groundtruth/image_0${camera}/${file}`,
          sparse: sparse.has(file) ? `${folder}/velodyne_raw/image_0${camera}/${file}` : undefined,
          split,
        });
      }
    }
  if (maps.size === 0)
    throw new InputError(
      `${place.root} has no depth map of camera ${cameras.join(' or ')} (image_02 and image_03 have such). Choose another camera, or unpack data_depth_annotated.zip.`,
    );
  if (places.size === 0)
    throw new InputError(
      `${place.root} has ${maps.size} depth maps of camera ${cameras.join(' and ')}, but the raw recordings have no image of the same number for any. Unpack the drives beside it, give \`raw\`, or choose another camera.`,
    );
  const notes = [`Depth maps: ${maps.size}, of several scans, without what moved.`];
  if (withoutImage.length > 0)
    notes.push(
      `Depth maps without an image in the raw recordings, left out: ${withoutImage.length}, the first ${withoutImage[0]}.`,
    );
  const layout = await describeRecordings(recordings, places, {
    ...{ options, lists, notes },
    splitOf: ({ id }) => maps.get(id)!.split,
  });
  return {
    ...layout,
    modalities: ['depth', ...layout.modalities.filter((modality) => modality !== 'depth')],
    hasDepthMaps: true,
    filesOf: (id) => {
      const { truth, sparse } = maps.get(id)!;
      const paths = sparse === undefined ? [truth] : [truth, sparse];
      return [...layout.filesOf(id), ...paths.map((file) => ({ tree, path: file }))];
    },
    read: async (id, wanted) => {
      const { truth, sparse } = maps.get(id)!;
      const mapAt = async (file: string): Promise<StoredMap> =>
        parseDepthMap(await tree.read(file), tree.describe(file));
      const [frame, depth, input] = await Promise.all([
        layout.read(id, wanted),
        wanted.maps ? mapAt(truth) : undefined,
        wanted.maps && sparse !== undefined ? mapAt(sparse) : undefined,
      ]);
      if (depth) {
        sameSize(depth, frame, tree.describe(truth));
        frame.depth = depth.values;
      }
      if (input) {
        sameSize(input, frame, tree.describe(sparse!));
        frame.sparseDepth = input.values;
      }
      return frame;
    },
  };
}

/** The raw recordings of depth maps: those given, else in the same root or beside it. Throws InputError if there are none. */
async function findRaw({ root, tree, base }: Place, { raw }: CompleteOptions): Promise<RawRecordings> {
  const beside = rawBases.slice(1).map((name) => path.join(path.dirname(path.resolve(root)), name));
  const trees = raw !== undefined ? [raw] : beside.filter((folder) => fs.existsSync(folder));
  const bases =
    raw === undefined ? [...rawBases, base, ...rawBases.slice(1).map((folder) => inFolder(base, folder))] : [];
  for (const folder of bases) if (await holdsDrives(tree, folder)) return RawRecordings.find(tree, folder);
  for (const name of trees) {
    const other = await openRoot(name, archiveName);
    for (const folder of rawBases) if (await holdsDrives(other, folder)) return RawRecordings.find(other, folder);
  }
  throw new InputError(
    `${raw ?? root} has no raw recordings (<date>/<drive>_sync/image_02/data), from which the images of depth maps come. Unpack them into ${path.join(root, 'raw')}, or give \`raw\`.`,
  );
}
