import type { FileTree } from '../../src/formats/file-tree.js';
import { openHdf5 } from '../../src/formats/hdf5.js';
import { InputError } from '../../src/support/errors.js';
import type { Scene } from '../sample.js';
import { colourCamera } from './cameras.js';
import { inFolder, type LayoutKind } from './layout.js';
import type { NyuFrame } from './nyu-sample.js';

const frameName = /^(\d+)\.h5$/;

/** One HDF5 file a frame, as published with FastDepth and sparse-to-dense. */
export const h5Layout: LayoutKind = {
  name: 'h5',
  expected: 'h5: {train/basement_0001a,val/official}/00001.h5 (also below nyudepthv2/)',
  isAt: async (tree, base) => (await findBase(tree, base)) !== undefined,
  open: async ({ tree, base }, { labels }) => {
    if (labels !== undefined)
      throw new InputError('The layout h5 of nyuv2 has no labels. Leave labels out, or choose the layout mat.');
    const start = (await findBase(tree, base))!;
    const paths = new Map<string, string>();
    const scenes: Scene[] = [];
    for (const folder of ['train', 'val']) {
      const parent = inFolder(start, folder);
      if (!(await tree.hasFolder(parent))) continue;
      for (const name of (await tree.list(parent)).folders) {
        const inner = inFolder(parent, name);
        const numbers = (await tree.list(inner)).files.flatMap((file) => frameName.exec(file)?.[1] ?? []);
        const ids = numbers.map((number) => `${name}/${number}`);
        numbers.forEach((number, i) => paths.set(ids[i], inFolder(inner, `${number}.h5`)));
        if (folder === 'train' && ids.length > 0) scenes.push({ id: name, split: 'train', frames: ids });
        // The official test images, of which it is not known here which show one place.
        if (folder === 'val') for (const id of ids) scenes.push({ id, split: 'test', frames: [id] });
      }
    }
    if (scenes.length === 0)
      throw new InputError(`${tree.describe(start)} has no 00001.h5 in the folders of train/ or val/.`);
    return {
      scenes,
      modalities: ['depth', 'normals'],
      notes: ['Frames of val/ are those of the official test, and test here.'],
      filesOf: (id) => [paths.get(id)!],
      tables: [],
      withoutImage: [],
      read: async (id) => readFrame(await tree.locate(paths.get(id)!)),
    };
  },
};

async function findBase(tree: FileTree, base: string): Promise<string | undefined> {
  for (const start of [base, inFolder(base, 'nyudepthv2')])
    if (await tree.hasFolder(inFolder(start, 'val/official'))) return start;
  const train = inFolder(base, 'nyudepthv2/train');
  return (await tree.hasFolder(train)) ? inFolder(base, 'nyudepthv2') : undefined;
}

/** `rgb` [3, height, width] of bytes, `depth` [height, width] in metres: row-major, unlike the files of MATLAB. */
async function readFrame(file: string): Promise<NyuFrame> {
  const opened = await openHdf5(file);
  try {
    const [rgb, depth] = [opened.dataset('rgb'), opened.dataset('depth')];
    const [channels, height, width] = rgb.shape;
    if (rgb.shape.length !== 3 || channels !== 3 || depth.shape.join() !== [height, width].join())
      throw new InputError(
        `${file}: rgb has the shape [${rgb.shape.join(', ')}], depth [${depth.shape.join(', ')}]. Expected [3, rows, columns] and [rows, columns].`,
      );
    const [planes, metres] = [rgb.read(), depth.read()];
    if (!(planes instanceof Uint8Array) || !(metres instanceof Float32Array))
      throw new InputError(`${file} holds no rgb of 8 bits or no depth of 32-bit floating point. Download it again.`);
    const size = { width, height };
    return { ...size, rgb: interleave(planes), camera: colourCamera(size), depth: metres };
  } finally {
    opened.close();
  }
}

function interleave(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  const rgb = new Uint8Array(planes.length);
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = planes[c * pixels + pixel];
  return rgb;
}
