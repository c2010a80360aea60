import { readNetpbm } from '../../src/formats/netpbm.js';
import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import type { Scene } from '../sample.js';
import { depthCamera } from './cameras.js';
import { foldersHold, inFolder, type LayoutKind } from './layout.js';
import { findPlaceSplit } from './mat-layout.js';
import type { NyuFrame } from './nyu-sample.js';
import { parseRawDepth } from './raw-depth.js';
import { nearestInTime, stampedFiles } from './time-stamps.js';

const rawFile = /^[rd]-\d+\.\d+-\d+\.p[pg]m$/;

interface RawFrame {
  colour: string;
  depth: string;
  /** Seconds from depth to colour. */
  delay: number;
}

/** The raw recordings: depth frames, each with the colour image that was taken nearest in time. */
export const rawLayout: LayoutKind = {
  name: 'raw',
  expected: 'raw: basement_0001a/{r-….ppm,d-….pgm} (also below raw/)',
  isAt: async (tree, base) => (base === '' || base === 'raw') && foldersHold(tree, base, rawFile),
  open: async ({ root, tree, base }, { labels }) => {
    if (labels !== undefined)
      throw new InputError('The layout raw of nyuv2 has no labels. Leave labels out, or choose the layout mat.');
    const places = await findPlaceSplit(root, base);
    const frames = new Map<string, RawFrame>();
    const scenes: Scene[] = [];
    const empty: string[] = [];
    for (const name of (await tree.list(base)).folders) {
      const folder = inFolder(base, name);
      const { colour, depth } = stampedFiles((await tree.list(folder)).files);
      const scene: Scene = { id: name, split: places?.splitOf(name) ?? 'train', frames: [] };
      for (const file of depth) {
        const nearest = nearestInTime(colour, file.time);
        if (!nearest) continue;
        const id = `${name}/${file.name.replace(/\.pgm$/, '')}`;
        scene.frames.push(id);
        frames.set(id, {
          colour: inFolder(folder, nearest.name),
          depth: inFolder(folder, file.name),
          delay: nearest.time - file.time,
        });
      }
      if (scene.frames.length > 0) scenes.push(scene);
      else if (depth.length > 0) empty.push(name);
    }
    if (scenes.length === 0) throw new InputError(`${tree.describe(base)} has no scene with both r-….ppm and d-….pgm.`);
    const latest = Math.max(...Array.from(frames.values(), ({ delay }) => Math.abs(delay)));
    const notes = [
      'Depth is that of the depth camera, whose the intrinsics are; colour is not registered to it and some pixels apart.',
      `Colour is the nearest in time, at most ${latest.toFixed(3)} s apart.`,
      places
        ? `Places with labelled test images are test, by ${places.tables.join(' and ')}.`
        : 'All scenes are train: without nyu_depth_v2_labeled.mat and its split beside the root it is not known which places the official test has.',
    ];
    if (empty.length > 0) notes.push(`Scenes without a colour image are left out: ${empty.join(', ')}.`);
    return {
      scenes,
      modalities: ['depth'],
      notes,
      filesOf: (id) => [frames.get(id)!.colour, frames.get(id)!.depth],
      tables: places?.tables ?? [],
      withoutImage: [],
      read: (id) => readFrame(tree, frames.get(id)!),
    };
  },
};

async function readFrame(tree: FileTree, { colour, depth, delay }: RawFrame): Promise<NyuFrame> {
  const file = tree.describe(colour);
  const image = readNetpbm(await tree.read(colour), file);
  if (image.channels !== 3 || !(image.values instanceof Uint8Array))
    throw new InputError(
      `${file} has ${image.channels} channels of ${image.values.BYTES_PER_ELEMENT * 8} bits; raw colour has 3 of 8. Take the file of the download.`,
    );
  const measured = parseRawDepth(await tree.read(depth), tree.describe(depth));
  const { width, height, values: rgb } = image;
  if (measured.width !== width || measured.height !== height)
    throw new InputError(
      `${tree.describe(depth)} is ${measured.width}×${measured.height}, ${file} ${width}×${height}. Take the files of the download.`,
    );
  return { width, height, rgb, camera: depthCamera({ width, height }), depth: measured.depth, colourDelay: delay };
}
