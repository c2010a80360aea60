import { InputError } from '../../src/support/errors.js';
import { readText } from '../../src/support/files.js';
import { fewestFrames, partName, splitByScene, splitByTime, type Segment } from '../posed-rgbd/split.js';
import type { Split } from '../sample.js';
import { findBeside } from './beside.js';
import type { ScanFolder } from './layout.js';

const splitNames = ['train', 'val', 'test'] as const;

/** Text files that list the scans of each split, one id a line. */
export interface SplitLists {
  trainList?: string;
  valList?: string;
  testList?: string;
}

/**
 * The split of each scan that is in a list: those given, else the official `scannetv2_{train,val,test}.txt` (or
 * `scannetv1_…`, `scannet_…`) as far as they lie in or beside the root.
 *
 * Throws InputError naming the file if one is missing or holds something else than ids, or if a scan is in two.
 */
export function readSplitFiles({ trainList, valList, testList }: SplitLists, root: string): Map<string, Split> {
  const given = [trainList, valList, testList];
  const files = given.some((file) => file !== undefined) ? given : findSplitFiles(root);
  const listOf = new Map<string, string>();
  const splitOf = new Map<string, Split>();
  splitNames.forEach((split, i) => {
    const file = files[i];
    for (const id of file === undefined ? [] : readIds(file)) {
      if (splitOf.has(id) && splitOf.get(id) !== split)
        throw new InputError(`${id} is in ${listOf.get(id)} and in ${file}. A scan belongs to one split.`);
      splitOf.set(id, split);
      listOf.set(id, file!);
    }
  });
  return splitOf;
}

function findSplitFiles(root: string): (string | undefined)[] {
  for (const release of ['scannetv2', 'scannetv1', 'scannet']) {
    const files = splitNames.map((split) => findBeside(root, `${release}_${split}.txt`));
    if (files.some((file) => file !== undefined)) return files;
  }
  return [];
}

function readIds(file: string): string[] {
  const ids = readText(file)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = ids.find((id) => !/^[\w-]+$/.test(id));
  if (wrong !== undefined)
    throw new InputError(`${file} holds ${JSON.stringify(wrong.slice(0, 60))}; expected one scan's id a line.`);
  return ids;
}

/** The place where a scan was taken: `scene0000` of `scene0000_01`. */
export function placeOf(scan: string): string {
  return /^(scene\d{4})_\d{2}$/.exec(scan)?.[1] ?? scan;
}

/** With fewer places than this, none of them in a list, each scan is split by time: every split needs a place. */
const fewestPlaces = 3;

/** How scans are split. */
export interface ScanSplits {
  splitOf: ReadonlyMap<string, Split>;
  /** Nothing says how to split so few places: each scan is to be split by time instead, where it has frames. */
  tooFewPlaces: boolean;
  note: string;
}

/**
 * Splits scans by the lists; those that are in none follow another scan of their place, else the folder that they lie in
 * (`scans_test`), else places are split in the order of their ids, 60 : 15 : 25. No place is in two splits unless the
 * lists put it there. `note` says which way was taken.
 */
export function splitScans(
  scans: readonly Pick<ScanFolder, 'id' | 'split'>[],
  lists: ReadonlyMap<string, Split>,
): ScanSplits {
  const ofPlace = new Map<string, Split>();
  for (const [id, split] of lists) ofPlace.set(placeOf(id), split);
  for (const { id, split } of scans) if (split && !ofPlace.has(placeOf(id))) ofPlace.set(placeOf(id), split);
  const places = new Set(scans.map(({ id }) => placeOf(id)));
  const free = [...places].filter((place) => !ofPlace.has(place)).sort();
  byOrder(free.length).forEach((split, i) => ofPlace.set(free[i], split));
  const listed = scans.filter(({ id }) => lists.has(id)).length;
  const byPlace = ` ${free.length} ${free.length === 1 ? 'place' : 'places'} in no list split in the order of their ids.`;
  return {
    splitOf: new Map(scans.map(({ id }) => [id, lists.get(id) ?? ofPlace.get(placeOf(id))!])),
    tooFewPlaces: places.size < fewestPlaces && free.length === places.size,
    note: `${listed} split by lists.${free.length === 0 ? '' : byPlace}`,
  };
}

/** At least one for training, then one for testing. */
function byOrder(places: number): Split[] {
  if (places >= fewestPlaces) return splitByScene(places);
  return (['train', 'test'] as const).slice(0, places);
}

/** Consecutive frames of a scan that stand for a scene. */
export interface Part extends Segment {
  /** Of the scene. */
  id: string;
}

/** The parts of a scan that is split by time, with gaps; one for training if it has too few frames for that. */
export function partsByTime(scan: string, frames: number): Part[] {
  if (frames < fewestFrames) return [{ id: scan, split: 'train', begin: 0, end: frames }];
  return splitByTime(frames, scan).map((segment, part) => ({ id: partName(scan, part), ...segment }));
}
