import type { FileTree } from '../../src/formats/file-tree.js';
import type { Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { fewestFrames, splitSizes } from '../posed-rgbd/split.js';
import type { Scene, Split } from '../sample.js';
import { openArchives } from './annotations.js';
import { imageSource } from './image-source.js';
import { join, type LayoutName, type ScanFolder } from './layout.js';
import { findMesh, meshPaths, type MeshFiles } from './mesh.js';
import { axisAlignmentOf, parseScanInfo } from './scan-info.js';
import { openSensFiles, sensSource } from './sens-source.js';
import { partsByTime, splitScans, type Part } from './splits.js';
import type { FrameSource } from './stored-frame.js';

/** One scan with where its parts lie. */
export interface Scan extends ScanFolder {
  /** What stands for scenes: the whole scan, or stretches of it where it is split by time. */
  parts: readonly Part[];
  /** Undefined in layout `mesh`. */
  source?: FrameSource;
  mesh?: MeshFiles;
  /** Turns its world so that walls lie along the axes; only where that was asked for and the scan's `.txt` has it. */
  alignment?: Pose;
  /** Names, sizes and times of its files, its split and its alignment. */
  fingerprint: string;
}

interface ScanOptions {
  layout: LayoutName;
  every: number;
  /** Whether to look for the scans' alignment. */
  align: boolean;
  /** Split of each scan that a list names. */
  lists: ReadonlyMap<string, Split>;
}

/**
 * Opens the scans that have a layout, in the order of their ids. Throws InputError if one is there twice, or if none can be
 * opened.
 */
export async function openScans(
  root: FileTree,
  found: readonly ScanFolder[],
  { layout, every, align, lists }: ScanOptions,
): Promise<{ scans: Map<string, Scan>; splitNote: string }> {
  const folders = found.filter(({ layouts }) => layouts.includes(layout)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const { splitOf, tooFewPlaces, note } = splitScans(folders, lists);
  const byTime = tooFewPlaces && layout !== 'mesh';
  const opened = { sens: openSensFiles(), archives: openArchives() };
  const scans = new Map<string, Scan>();
  for (const folder of folders) {
    const { id } = folder;
    const other = scans.get(id);
    if (other)
      throw new InputError(
        `${id} is there twice: ${other.tree.describe(other.folder)} and ${folder.tree.describe(folder.folder)}. Remove one, or point --root at the folder of the other.`,
      );
    const places = placesOf(root, folder);
    const mesh = await findMesh(root, places, id);
    const alignment = align ? await findAlignment(root, places, id) : undefined;
    const source =
      layout === 'mesh'
        ? undefined
        : await orUnreadable(
            layout === 'sens' ? sensSource(folder, every, opened) : imageSource(folder, layout, every, opened.archives),
          );
    const split = splitOf.get(id)!;
    const count = source?.names.length ?? 0;
    const parts = byTime ? partsByTime(id, count) : [{ id, split, begin: 0, end: count }];
    const decided = {
      id,
      split: byTime ? 'time' : split,
      frames: source?.fingerprint,
      alignment: alignment && [...alignment],
    };
    const fingerprint = await fingerprintFiles(root, mesh ? await meshPaths(mesh) : [], decided);
    scans.set(id, { ...folder, parts, source, mesh, alignment, fingerprint });
  }
  const faults = Array.from(scans.values(), ({ source }) => source?.fault);
  if (faults[0] && faults.every((fault) => fault)) throw faults[0];
  return { scans, splitNote: byTime ? timeNote([...scans.values()]) : note };
}

/** What a reader of results must know of scans that are split by time. */
function timeNote(scans: readonly Scan[]): string {
  const short = scans.filter(({ parts }) => parts.length === 1).length;
  const notes = [
    `No list names them, so split by time with gaps between the splits, into segments that stand for scenes: ${splitSizes(scans.flatMap(scenesOf))}.`,
    'Train and test see the same place at different times, so skill on new places is not measured.',
  ];
  if (short > 0) notes.push(`Scans of fewer than ${fewestFrames} frames, all for training: ${short}.`);
  return notes.join(' ');
}

/** A scan that cannot be opened has one frame, which says so when it is read: one damaged scan of 1,513 is no reason to stop. */
async function orUnreadable(source: Promise<FrameSource>): Promise<FrameSource> {
  try {
    return await source;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const fail = (): Promise<never> => Promise.reject(new InputError(error.message, { cause: error }));
    return {
      names: ['000000'],
      carried: { depth: false, pose: false, labels: false, instances: false },
      labelKind: 'raw',
      fingerprint: error.message,
      fault: error,
      calibration: fail,
      read: fail,
    };
  }
}

/** Folders of the root in which a scan's mesh and text may lie, though its frames are elsewhere. */
function placesOf(root: FileTree, { tree, folder, id }: ScanFolder): string[] {
  return [...(tree === root ? [folder] : []), join('scans', id), join('scans_test', id)];
}

async function findAlignment(tree: FileTree, places: readonly string[], id: string): Promise<Pose | undefined> {
  for (const place of places) {
    const path = join(place, `${id}.txt`);
    if (await tree.has(path))
      return axisAlignmentOf(parseScanInfo(Buffer.from(await tree.read(path)).toString('utf8')), tree.describe(path));
  }
  return undefined;
}

/** The scenes of a scan: itself, or its parts. Ids of frames are `scene0000_00/000000` either way. */
export function scenesOf({ id, source, parts }: Pick<Scan, 'id' | 'source' | 'parts'>): Scene[] {
  const names = source?.names ?? [];
  return parts.map((part) => ({
    id: part.id,
    split: part.split,
    frames: names.slice(part.begin, part.end).map((name) => `${id}/${name}`),
  }));
}
