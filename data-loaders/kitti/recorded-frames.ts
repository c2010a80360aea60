import { InputError } from '../../src/support/errors.js';
import { readText } from '../../src/support/files.js';
import type { Split } from '../sample.js';
import type { Drive } from './drives.js';
import { eigenTestFrames } from './eigen-split.js';
import { parseFrameList, type ListedFrame } from './lists.js';
import { listsOf, type CompleteOptions } from './options.js';
import type { RawDrive } from './raw-drives.js';
import type { CameraIndex } from './rig.js';

/** A frame of a raw recording. */
export interface RecordedPlace {
  /** `2011_09_26_drive_0001_sync/image_02/0000000000` */
  id: string;
  drive: RawDrive;
  camera: CameraIndex;
  number: string;
}

/** The name of a frame in the dataset. */
export function frameId(drive: string, camera: number, number: string): string {
  return `${drive}/image_0${camera}/${number}`;
}

/** The drives of the validation set of KITTI's depth benchmark. */
const benchmarkValidation = new Set(
  [
    '2011_09_26_drive_0002',
    '2011_09_26_drive_0005',
    '2011_09_26_drive_0013',
    '2011_09_26_drive_0020',
    '2011_09_26_drive_0023',
    '2011_09_26_drive_0036',
    '2011_09_26_drive_0079',
    '2011_09_26_drive_0095',
    '2011_09_26_drive_0113',
    '2011_09_28_drive_0037',
    '2011_09_29_drive_0026',
    '2011_09_30_drive_0016',
    '2011_10_03_drive_0047',
  ].flatMap((drive) => [`${drive}_sync`, `${drive}_extract`]),
);

/** Which split of the depth benchmark a drive belongs to. */
export function benchmarkSplit(drive: string): Split {
  return benchmarkValidation.has(drive) ? 'val' : 'train';
}

/** Every n-th frame of each drive, grouped by drive, with the split that `splitOf` tells. */
export function byDrive(
  places: Iterable<RecordedPlace>,
  every: number,
  splitOf: (drive: string) => Split | undefined,
): Drive[] {
  const drives = new Map<string, string[]>();
  for (const { id, drive } of places) if (!drives.get(drive.name)?.push(id)) drives.set(drive.name, [id]);
  return [...drives].map(([name, ids]) => ({
    name,
    frames: ids.filter((_, index) => index % every === 0),
    split: splitOf(name),
  }));
}

/** Frames that are listed for a split. */
export interface SplitList {
  split: Split;
  /** Of the list, in messages. */
  name: string;
  frames: readonly ListedFrame[];
}

/**
 * The lists that decide the splits: files as published with BTS, and Eigen's test frames if they are asked for. Throws
 * InputError naming file or option if a list is none, or if something else is asked for too.
 */
export function splitLists(options: CompleteOptions): SplitList[] {
  const lists = listsOf(options).map(([split, file]): SplitList => {
    return { split, name: file, frames: parseFrameList(readText(file), file) };
  });
  const { splitBy, camera } = options;
  if (splitBy === 'eigen') {
    if (camera !== 2 || lists.some(({ split }) => split === 'test'))
      throw new InputError(
        "Eigen's split has test frames of its own, of camera 2. Leave `testList` and `camera` out, or splitBy `eigen`.",
      );
    lists.push({ split: 'test', name: "Eigen's split", frames: eigenTestFrames() });
  } else if (splitBy !== undefined && lists.length > 0)
    throw new InputError(`Lists and splitBy \`${splitBy}\` both decide the splits. Leave one of them out.`);
  return lists;
}

/** The cameras of whose images frames are made: that which was chosen, and those that lists name. */
export function camerasOfFrames(lists: readonly SplitList[], { camera }: CompleteOptions): CameraIndex[] {
  const cameras = new Set<CameraIndex>(lists.flatMap(({ frames }) => frames.map((frame) => frame.camera)));
  return [...cameras.add(camera)].sort();
}

/** What a drive is called whether it is synchronised or not. */
function recordingOf(drive: string): string {
  return drive.replace(/_(?:sync|extract)$/, '');
}

/** Of the drives that no list names, the share that is for validation. */
const validationShare = 0.2;

/**
 * The drives of lists. Frames of a list without file (those left out, or not downloaded) are counted. Where there is no list
 * for training, the frames of the chosen camera of all drives that no list names are for training, and where there is none
 * for validation either, the last fifth of these drives for validation.
 *
 * Throws InputError if a frame is listed twice or none of those listed is there.
 */
export function byLists(
  places: ReadonlyMap<string, RecordedPlace>,
  lists: readonly SplitList[],
  { every, camera: chosen }: Pick<CompleteOptions, 'every' | 'camera'>,
): { drives: Drive[]; notes: string[] } {
  const listed = new Map<string, Split>();
  const named = new Set<string>();
  const notes: string[] = [];
  const drives: Drive[] = [];
  for (const { split, name, frames } of lists) {
    const there: RecordedPlace[] = [];
    for (const { drive, camera, number } of frames) {
      const id = frameId(drive, camera, number);
      if (listed.has(id))
        throw new InputError(`${name} lists ${id}, which is listed before for ${listed.get(id)}. List it once.`);
      listed.set(id, split);
      named.add(recordingOf(drive));
      const place = places.get(id);
      if (place) there.push(place);
    }
    there.sort((a, b) => (a.id < b.id ? -1 : 1));
    drives.push(...byDrive(there, every, () => split).map((drive) => ({ ...drive, name: `${drive.name}-${split}` })));
    notes.push(`${split}: ${there.length} of the ${frames.length} frames that ${name} lists are there.`);
  }
  if (drives.length === 0)
    throw new InputError(
      `None of the ${listed.size} frames that the lists name is there: ${[...listed.keys()][0]} and others. Check the lists, the root and the camera.`,
    );
  const given = new Set(lists.map(({ split }) => split));
  if (!given.has('train')) {
    const others = byDrive(
      [...places.values()].filter(({ drive, camera }) => camera === chosen && !named.has(recordingOf(drive.name))),
      every,
      () => 'train',
    );
    const validation = !given.has('val') ? Math.floor(validationShare * others.length) : 0;
    others.slice(others.length - validation).forEach((drive) => (drive.split = 'val'));
    drives.push(...others);
    notes.push(
      `No list for training: ${others.length} drives that no list names are for training${validation > 0 ? `, the last ${validation} of them for validation` : ''}.`,
    );
  }
  return { drives, notes };
}
