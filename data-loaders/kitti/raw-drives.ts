import type { FileTree } from '../../src/formats/file-tree.js';
import { numberedFiles } from './numbered-files.js';
import { inFolder } from './tree-paths.js';
import type { CameraIndex } from './rig.js';

/** One drive as it lies on disk: names only. */
export interface RawDrive {
  /** `2011_09_26_drive_0001_sync` */
  name: string;
  /** Its day, by which it is calibrated. */
  date: string;
  /** Path in the tree. */
  folder: string;
  /** Images are rectified, and files of one number were taken at one time. */
  synchronised: boolean;
  /** Names of files by number (ten digits), ascending. */
  images: ReadonlyMap<CameraIndex, ReadonlyMap<string, string>>;
  scans: ReadonlyMap<string, string>;
  packets: ReadonlyMap<string, string>;
}

const dateName = /^\d{4}_\d{2}_\d{2}$/;
const driveName = /^(?:\d{4}_\d{2}_\d{2})_drive_\d{4}_(?:sync|extract)$/;

/** Whether a folder of a tree holds a folder of a day and in it one of a drive. */
export async function holdsDrives(tree: FileTree, base: string): Promise<boolean> {
  if (!(await tree.hasFolder(base))) return false;
  for (const date of (await tree.list(base)).folders.filter((name) => dateName.test(name)))
    if ((await tree.list(inFolder(base, date))).folders.some((name) => driveName.test(name))) return true;
  return false;
}

/**
 * The drives below a folder by name; of one that is there both synchronised and not, the former. Throws InputError if a
 * frame is there twice.
 */
export async function listDrives(tree: FileTree, base: string): Promise<Map<string, RawDrive>> {
  const drives = new Map<string, RawDrive>();
  for (const date of (await tree.list(base)).folders.filter((name) => dateName.test(name))) {
    const { folders } = await tree.list(inFolder(base, date));
    for (const name of folders.filter((folder) => driveName.test(folder))) {
      if (name.endsWith('_extract') && folders.includes(name.replace(/extract$/, 'sync'))) continue;
      drives.set(name, await listDrive(tree, inFolder(base, `${date}/${name}`), name));
    }
  }
  return drives;
}

async function listDrive(tree: FileTree, folder: string, name: string): Promise<RawDrive> {
  const byNumber = (stream: string, kind: RegExp): Promise<Map<string, string>> =>
    numberedFiles(tree, `${folder}/${stream}/data`, kind);
  const images = new Map<CameraIndex, Map<string, string>>();
  for (const camera of [0, 1, 2, 3] as const)
    images.set(camera, await byNumber(`image_0${camera}`, /^(\d{10})\.(?:png|jpe?g)$/));
  const synchronised = name.endsWith('_sync');
  return {
    ...{ name, date: name.slice(0, 10), folder, synchronised, images },
    scans: await byNumber('velodyne_points', synchronised ? /^(\d{10})\.bin$/ : /^(\d{10})\.(?:bin|txt)$/),
    packets: await byNumber('oxts', /^(\d{10})\.txt$/),
  };
}
