import { InputError } from '../../src/support/errors.js';
import type { Scene, Split } from '../sample.js';
import { readImageList } from './image-list.js';

/** Files that list the images of each split, as published with BTS. */
export interface FrameLists {
  trainList?: string;
  valList?: string;
  testList?: string;
}

/** The list files that were given, by split. */
export function givenLists({ trainList, valList, testList }: FrameLists): [Split, string][] {
  const all: [Split, string | undefined][] = [
    ['train', trainList],
    ['val', valList],
    ['test', testList],
  ];
  return all.filter((one): one is [Split, string] => one[1] !== undefined);
}

/**
 * Scenes with the frames of the lists: a split that has one holds what it names and nothing else, the others keep what is
 * left of theirs. Throws InputError naming the lists if an image or a scene is in two, or if a list cannot be read.
 */
export function byLists(scenes: readonly Scene[], lists: FrameLists): { scenes: Scene[]; notes: string[] } {
  const given = givenLists(lists);
  if (given.length === 0) return { scenes: [...scenes], notes: [] };
  const listed = readLists(given);
  const withList = new Set(given.map(([split]) => split));
  const kept: Scene[] = [];
  let found = 0;
  let left = 0;
  for (const scene of scenes) {
    const named = scene.frames.filter((frame) => listed.has(frame));
    found += named.length;
    const split = commonSplit(scene, listed) ?? scene.split;
    const frames = named.length > 0 || withList.has(scene.split) ? named : scene.frames;
    left += scene.frames.length - frames.length;
    if (frames.length > 0) kept.push({ ...scene, split, frames });
  }
  const notes = [
    `${found} of the ${listed.size} images that ${given.map(([, file]) => file).join(', ')} name are there.`,
  ];
  if (left > 0) notes.push(`Frames that are in no list and left out: ${left}.`);
  return { scenes: kept, notes };
}

interface Listed {
  split: Split;
  file: string;
}

/** Split and list of each frame. */
function readLists(given: readonly [Split, string][]): Map<string, Listed> {
  const listed = new Map<string, Listed>();
  for (const [split, file] of given)
    for (const { folder, number } of readImageList(file)) {
      const id = `${folder}/${number}`;
      const other = listed.get(id);
      if (other && other.split !== split)
        throw new InputError(`${id} is in ${other.file} and in ${file}. An image belongs to one split.`);
      listed.set(id, { split, file });
    }
  return listed;
}

/** The one split that the listed frames of a scene are of; undefined if none is listed. */
function commonSplit({ id, frames }: Scene, listed: ReadonlyMap<string, Listed>): Split | undefined {
  const found = frames.flatMap((frame) => listed.get(frame) ?? []);
  const other = found.find(({ split }) => split !== found[0].split);
  if (other)
    throw new InputError(`${found[0].file} and ${other.file} both have images of ${id}. A place belongs to one split.`);
  return found.at(0)?.split;
}
