import type { FileTree } from '../../src/formats/file-tree.js';
import { readDepthPng } from '../../src/formats/single-channel-png.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import type { Scene, Split } from '../sample.js';
import { colourCamera } from './cameras.js';
import { byLists, givenLists } from './frame-lists.js';
import { foldersHold, inFolder, type LayoutKind } from './layout.js';

const colourName = /^rgb_(\d+)\.(?:jpg|jpeg|png)$/;

/** Stored depth is in millimetres. */
const unitsPerMetre = 1000;

interface SyncFrame {
  colour: string;
  depth?: string;
}

/** Colour with depth registered to it, as published with BTS: raw scenes for training, labelled images for test. */
export const syncLayout: LayoutKind = {
  name: 'sync',
  expected:
    'sync: sync/basement_0001a/{rgb_00000.jpg,sync_depth_00000.png}, official_splits/{train,test}/classroom/{rgb_00283.jpg,sync_depth_00283.png}',
  isAt: async (tree, base) => {
    for (const folder of ['sync', 'official_splits']) if (await tree.hasFolder(inFolder(base, folder))) return true;
    if (base !== '') return false;
    for (const folder of ['', 'train', 'test']) if (await foldersHold(tree, folder, colourName)) return true;
    return false;
  },
  open: async ({ tree, base }, { labels, ...lists }) => {
    if (labels !== undefined)
      throw new InputError('The layout sync of nyuv2 has no labels. Leave labels out, or choose the layout mat.');
    const frames = new Map<string, SyncFrame>();
    const scenes: Scene[] = [];
    const recorded = await firstFolder(tree, [inFolder(base, 'sync'), base], colourName);
    if (recorded !== undefined)
      for (const name of (await tree.list(recorded)).folders) {
        const found = await framesIn(tree, inFolder(recorded, name));
        for (const [number, frame] of found) frames.set(`${name}/${number}`, frame);
        const ids = Array.from(found.keys(), (number) => `${name}/${number}`);
        if (ids.length > 0) scenes.push({ id: name, split: 'train', frames: ids });
      }
    for (const split of ['train', 'test'] as const) {
      if (split === 'train' && scenes.length > 0) continue;
      scenes.push(...(await labelledImages(tree, base, split, frames)));
    }
    if (scenes.length === 0)
      throw new InputError(`${tree.describe(base)} has no rgb_00000.jpg in the folders of sync/ or official_splits/.`);
    const chosen = byLists(scenes, lists);
    const ids = chosen.scenes.flatMap((scene) => scene.frames);
    const without = ids.filter((id) => frames.get(id)!.depth === undefined);
    const notes = [
      'Frames of sync/ are for training; of official_splits/ test is for test, and train where there is no sync/.',
      ...chosen.notes,
    ];
    if (without.length > 0)
      notes.push(`Frames without sync_depth_*.png, so without depth: ${without.length}, the first ${without[0]}.`);
    return {
      scenes: chosen.scenes,
      modalities: without.length < ids.length ? ['depth', 'normals'] : [],
      notes,
      filesOf: (id) => {
        const { colour, depth } = frames.get(id)!;
        return depth === undefined ? [colour] : [colour, depth];
      },
      tables: givenLists(lists).map(([, file]) => file),
      withoutImage: [],
      read: async (id) => {
        const { colour, depth } = frames.get(id)!;
        const image = await decodeColour(await tree.read(colour), tree.describe(colour));
        return {
          ...image,
          camera: colourCamera(image),
          ...(depth !== undefined && { depth: await readDepth(tree, depth, image) }),
        };
      },
    };
  },
};

/** The first of the folders whose own folders hold files of a kind. */
async function firstFolder(tree: FileTree, folders: readonly string[], kind: RegExp): Promise<string | undefined> {
  for (const folder of folders) if (await foldersHold(tree, folder, kind)) return folder;
  return undefined;
}

/** Frames of a folder by number. Throws InputError if one is there twice. */
async function framesIn(tree: FileTree, folder: string): Promise<Map<string, SyncFrame>> {
  const { files } = await tree.list(folder);
  const present = new Set(files);
  const frames = new Map<string, SyncFrame>();
  for (const file of files) {
    const number = colourName.exec(file)?.[1];
    if (number === undefined) continue;
    const colour = inFolder(folder, file);
    const other = frames.get(number);
    if (other)
      throw new InputError(`${tree.describe(other.colour)} and ${tree.describe(colour)} are one frame. Remove one.`);
    const depth = `sync_depth_${number}.png`;
    frames.set(number, { colour, ...(present.has(depth) && { depth: inFolder(folder, depth) }) });
  }
  return frames;
}

/** Labelled images by kind of room, each a scene: which of them show one place is not known here. */
async function labelledImages(
  tree: FileTree,
  base: string,
  split: Split,
  frames: Map<string, SyncFrame>,
): Promise<Scene[]> {
  const folder = await firstFolder(
    tree,
    [inFolder(base, `official_splits/${split}`), inFolder(base, split)],
    colourName,
  );
  if (folder === undefined) return [];
  const scenes: Scene[] = [];
  for (const kind of (await tree.list(folder)).folders)
    for (const [number, frame] of await framesIn(tree, inFolder(folder, kind))) {
      const id = `${kind}/${number}`;
      frames.set(id, frame);
      scenes.push({ id, split, frames: [id] });
    }
  return scenes;
}

async function readDepth(
  tree: FileTree,
  path: string,
  image: { width: number; height: number },
): Promise<Float32Array> {
  const file = tree.describe(path);
  const { width, height, values } = readDepthPng(await tree.read(path), file);
  if (width !== image.width || height !== image.height)
    throw new InputError(
      `${file} is ${width}×${height}, its image ${image.width}×${image.height}. Use both as they were downloaded.`,
    );
  return Float32Array.from(values, (stored) => stored / unitsPerMetre);
}
