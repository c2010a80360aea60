import type { FileTree } from '../../src/formats/file-tree.js';
import { readLabelPng } from '../../src/formats/single-channel-png.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import type { Modality, Scene, Split } from '../sample.js';
import { labelRasters, type NyuAnnotation } from './annotation.js';
import { colourCamera } from './cameras.js';
import { storedNyu13 } from './class-set.js';
import { inFolder, type LayoutKind } from './layout.js';

/** Folders of a split, and how files in them are named after the number of an image. */
const kinds = {
  colour: { folder: 'color', pattern: /^nyu_rgb_(\d{4})\.png$/ },
  labels: { folder: 'label', pattern: /^new_nyu_class13_(\d{4})\.png$/ },
  instances: { folder: 'instance', pattern: /^(\d{4})\.png$/ },
} as const;
type Kind = keyof typeof kinds;

interface Pri3dImage {
  number: string;
  split: Split;
  files: Partial<Record<Kind, string>>;
}

/** The labelled images as Pri3D published them: PNGs with 13 classes. */
export const pri3dLayout: LayoutKind = {
  name: 'pri3d',
  expected:
    'pri3d: {train,test}/{color/nyu_rgb_0001.png,label/new_nyu_class13_0001.png,instance/0001.png} (also below pri3d/)',
  isAt: async (tree, base) => {
    for (const split of ['train', 'test'])
      for (const { folder } of [kinds.colour, kinds.labels])
        if (await tree.hasFolder(inFolder(base, `${split}/${folder}`))) return true;
    return false;
  },
  open: async ({ tree, base }, { labels }) => {
    if (labels !== undefined && labels !== 'nyu13')
      throw new InputError(`The layout pri3d of nyuv2 has the 13 classes nyu13, not ${labels}. Leave labels out.`);
    const images = new Map<string, Pri3dImage>();
    for (const split of ['train', 'test'] as const) await addImages(tree, base, split, images);
    const all = [...images.values()];
    const has = (kind: Kind): boolean => all.some(({ files }) => files[kind] !== undefined);
    const complete = all.filter(({ files }) => files.colour !== undefined);
    const withoutImage = all.filter(({ files }) => files.colour === undefined && files.labels !== undefined);
    const modalities: Modality[] = has('labels') ? ['semantics'] : [];
    if (has('labels') && has('instances')) modalities.push('instances', 'boxes');
    const notes = ['Images are numbered as in the labelled file, from 1; those of train and test interleave.'];
    if (has('instances'))
      notes.push('Instances are told apart by class and number: objects of one class with one number are one.');
    if (withoutImage.length > 0)
      notes.push(
        `Images with labels but no colour, left out: ${withoutImage.length}, the first ${withoutImage[0].number}.`,
      );
    const annotation = (id: string) => readAnnotation(tree, images.get(id)!, { base, instances: has('instances') });
    return {
      scenes: complete.map(({ number, split }): Scene => ({ id: number, split, frames: [number] })),
      modalities,
      classes: has('labels') ? storedNyu13 : undefined,
      notes,
      filesOf: (id) => Object.values(images.get(id)!.files),
      tables: [],
      withoutImage: withoutImage.map(({ number }) => number),
      read: async (id) => {
        const { split, files } = images.get(id)!;
        const path = files.colour ?? inFolder(base, `${split}/color/nyu_rgb_${id}.png`);
        const colour = await decodeColour(await tree.read(path), tree.describe(path));
        const frame = { ...colour, camera: colourCamera(colour) };
        if (!has('labels')) return frame;
        const stored = await annotation(id);
        const file = tree.describe(files.labels!);
        if (stored.width !== colour.width || stored.height !== colour.height)
          throw new InputError(
            `${file} is ${stored.width}×${stored.height}, its image ${colour.width}×${colour.height}. Use both as they were downloaded.`,
          );
        return { ...frame, ...labelRasters(stored, storedNyu13, file) };
      },
      ...(has('labels') && { annotation }),
    };
  },
};

async function addImages(tree: FileTree, base: string, split: Split, images: Map<string, Pri3dImage>): Promise<void> {
  const found = new Map<string, Pri3dImage>();
  for (const [kind, { folder: name, pattern }] of Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][]) {
    const folder = inFolder(base, `${split}/${name}`);
    if (!(await tree.hasFolder(folder))) continue;
    for (const file of (await tree.list(folder)).files) {
      const number = pattern.exec(file)?.[1];
      if (number === undefined) continue;
      const image = found.get(number) ?? { number, split, files: {} };
      found.set(number, image);
      image.files[kind] = inFolder(folder, file);
    }
  }
  for (const number of [...found.keys()].sort()) {
    const other = images.get(number);
    if (other)
      throw new InputError(
        `${tree.describe(base)} has image ${number} in ${other.split} and in ${split}. Remove one of them.`,
      );
    images.set(number, found.get(number)!);
  }
}

async function readAnnotation(
  tree: FileTree,
  { number, split, files }: Pri3dImage,
  { base, instances: hasInstances }: { base: string; instances: boolean },
): Promise<NyuAnnotation> {
  const read = async (kind: 'labels' | 'instances', name: string) => {
    const path = files[kind] ?? inFolder(base, `${split}/${kinds[kind].folder}/${name}`);
    return { file: tree.describe(path), ...readLabelPng(await tree.read(path), tree.describe(path)) };
  };
  const { width, height, values } = await read('labels', `new_nyu_class13_${number}.png`);
  const annotation = { width, height, labels: Uint16Array.from(values) };
  if (!hasInstances) return annotation;
  const instances = await read('instances', `${number}.png`);
  if (instances.width !== width || instances.height !== height)
    throw new InputError(
      `${instances.file} is ${instances.width}×${instances.height}, its labels ${width}×${height}. Use both as they were downloaded.`,
    );
  return { ...annotation, instances: instances.values };
}
