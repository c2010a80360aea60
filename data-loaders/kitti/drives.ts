import { fewestFrames, fewestScenes, partName, splitByScene, splitByTime, splitSizes } from '../posed-rgbd/split.js';
import type { Scene, Split } from '../sample.js';

/** Frames of one drive or sequence, in the order of their numbers. */
export interface Drive {
  name: string;
  frames: string[];
  /** Where the download or a list tells it. */
  split?: Split;
}

/** Scenes and how they came about. */
export interface SplitScenes {
  scenes: Scene[];
  note: string;
}

/**
 * Scenes of drives whose split is told, or that are split here: five drives or more by drive, fewer each by time, with gaps,
 * and those too short for that all for training. A drive is cut into scenes of about `segment` consecutive frames, which
 * look at the same place.
 */
export function scenesOf(drives: readonly Drive[], segment: number): SplitScenes {
  const scenes: Scene[] = [];
  const free: Drive[] = [];
  for (const drive of drives) {
    if (drive.split) scenes.push(...cut(drive.name, drive.frames, drive.split, segment));
    else free.push(drive);
  }
  if (free.length >= fewestScenes) {
    const splits = splitByScene(free.length);
    scenes.push(...free.flatMap(({ name, frames }, i) => cut(name, frames, splits[i], segment)));
    return { scenes, note: `${free.length} drives split by drive: ${splitSizes(scenes)}.` };
  }
  const short = free.filter(({ frames }) => frames.length < fewestFrames);
  for (const { name, frames } of free)
    scenes.push(...(frames.length < fewestFrames ? cut(name, frames, 'train', segment) : cutByTime(name, frames)));
  const note = [`${free.length === 0 ? 'Split as given' : 'Split by time'}: ${splitSizes(scenes)}.`];
  if (short.length > 0) note.push('Drives of fewer than 12 frames are too short to be split and all for training.');
  if (short.length < free.length)
    note.push('Train and test lie on the same drives, with gaps between, so skill on new drives is not measured.');
  return { scenes, note: note.join(' ') };
}

/** Parts of equal length, in order; a part has the name of the drive and its number unless it is the whole drive. */
function cut(drive: string, frames: readonly string[], split: Split, segment: number): Scene[] {
  const count = Math.max(1, Math.round(frames.length / segment));
  return Array.from({ length: count }, (_, part) => ({
    id: count === 1 ? drive : partName(drive, part),
    split,
    frames: frames.slice(Math.round((part * frames.length) / count), Math.round(((part + 1) * frames.length) / count)),
  }));
}

function cutByTime(drive: string, frames: readonly string[]): Scene[] {
  return splitByTime(frames.length, drive).map(({ split, begin, end }, part) => ({
    id: partName(drive, part),
    split,
    frames: frames.slice(begin, end),
  }));
}
