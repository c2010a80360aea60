import { InputError } from '../../src/support/errors.js';
import { scenesOf } from './drives.js';
import type { KittiLayout, LayoutKind } from './layout.js';
import { inFolder } from './tree-paths.js';
import type { CompleteOptions } from './options.js';
import { holdsDrives } from './raw-drives.js';
import { RawRecordings } from './raw-recordings.js';
import {
  benchmarkSplit,
  byDrive,
  byLists,
  camerasOfFrames,
  frameId,
  splitLists,
  type RecordedPlace,
  type SplitList,
} from './recorded-frames.js';
import type { CameraIndex } from './rig.js';

/** Folders of a root in which raw recordings may begin. */
export const rawBases: readonly string[] = ['', 'raw', 'raw_data', 'kitti_raw'];

/** The raw recordings: drives with images, laser scans and positions. */
export const rawLayout: LayoutKind = {
  name: 'raw',
  expected:
    'raw: 2011_09_26/calib_{cam_to_cam,velo_to_cam,imu_to_velo}.txt, 2011_09_26/2011_09_26_drive_0001_sync/{image_02,velodyne_points,oxts}/data/0000000000.{png,bin,txt} (also below raw/)',
  bases: rawBases,
  isAt: holdsDrives,
  open: async ({ tree, base }, options) => {
    const recordings = await RawRecordings.find(tree, base);
    const lists = splitLists(options);
    const cameras = camerasOfFrames(lists, options);
    const { places, without } = placesOf(recordings, cameras);
    if (places.size === 0)
      throw new InputError(
        `${tree.describe(inFolder(base, `<date>/<drive>/image_0${cameras.join('|')}/data`))} has no image in any of ${recordings.drives.size} drives. Unpack the archives of drives, or choose another camera.`,
      );
    const notes: string[] = [];
    if (without > 0) notes.push(`Drives without an image of camera ${cameras.join(' or ')}, left out: ${without}.`);
    return describeRecordings(recordings, places, { options, lists, notes });
  },
};

function placesOf(
  { drives }: RawRecordings,
  cameras: readonly CameraIndex[],
): { places: Map<string, RecordedPlace>; without: number } {
  const places = new Map<string, RecordedPlace>();
  let without = 0;
  for (const drive of drives.values()) {
    const before = places.size;
    for (const index of cameras)
      for (const number of drive.images.get(index)!.keys()) {
        const id = frameId(drive.name, index, number);
        places.set(id, { id, drive, camera: index, number });
      }
    if (places.size === before) without++;
  }
  return { places, without };
}

/** What decides the splits of recorded frames, and what was noted of them so far. */
interface SplitChoice {
  options: CompleteOptions;
  lists: readonly SplitList[];
  notes: string[];
  /** The split that the download tells. */
  splitOf?: (place: RecordedPlace) => 'train' | 'val';
}

/** The layout of frames of raw recordings: split, cut into scenes, and told apart from those that lack scan or pose. */
export async function describeRecordings(
  recordings: RawRecordings,
  places: Map<string, RecordedPlace>,
  { options, lists, notes, splitOf }: SplitChoice,
): Promise<KittiLayout> {
  const all = [...places.values()];
  const lacksScan = all.filter(({ drive, number }) => drive.synchronised && !drive.scans.has(number));
  const lacksPose = all.filter(({ drive, number }) => drive.synchronised && !drive.packets.has(number));
  const hasScans = all.some(({ drive }) => drive.scans.size > 0);
  const hasPoses = all.some(({ drive }) => drive.packets.size > 0);
  const incomplete = new Set([...(hasScans ? lacksScan : []), ...(hasPoses ? lacksPose : [])]);
  if (hasScans && lacksScan.length > 0) notes.push(lacking(lacksScan, 'laser scan'));
  if (hasPoses && lacksPose.length > 0) notes.push(lacking(lacksPose, 'position'));
  if (options.incomplete === 'leave-out' && incomplete.size > 0) {
    for (const { id } of incomplete) places.delete(id);
    notes.push(`Left out for it: ${incomplete.size} frames.`);
  }
  const given = lists.length > 0 ? byLists(places, lists, options) : undefined;
  const splits = new Map(splitOf && all.map((place) => [place.drive.name, splitOf(place)]));
  const drives =
    given?.drives ??
    byDrive(places.values(), options.every, (drive) =>
      options.splitBy === 'drive' ? undefined : (splits.get(drive) ?? (options.splitBy && benchmarkSplit(drive))),
    );
  const { scenes, note } = scenesOf(drives, options.segment);
  notes.push(...(given?.notes ?? []), note);
  if (hasPoses) notes.push('World: x east, y north, z up, from where the first packet of the drive was taken.');
  return {
    scenes,
    modalities: [
      ...(hasScans ? (['depth', 'points'] as const) : []),
      ...(hasPoses ? (['pose'] as const) : []),
      ...(hasScans && hasPoses ? (['cloud'] as const) : []),
    ],
    classes: [],
    notes,
    sharedFiles: (await recordings.sharedFiles()).map((path) => ({ tree: recordings.tree, path })),
    hasDepthMaps: false,
    filesOf: (id) => recordings.filesOf(places.get(id)!).map((path) => ({ tree: recordings.tree, path })),
    read: (id, wanted) => recordings.frame(places.get(id)!, wanted),
  };
}

function lacking(places: readonly RecordedPlace[], what: string): string {
  return `Frames without ${what}: ${places.length}, the first ${places[0].id}.`;
}
