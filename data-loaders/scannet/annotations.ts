import type { FileTree } from '../../src/formats/file-tree.js';
import { openTree } from '../../src/formats/open-tree.js';
import { readDepthPng, readLabelPng } from '../../src/formats/single-channel-png.js';
import { InputError } from '../../src/support/errors.js';
import { join, type ScanFolder } from './layout.js';
import { numberedFiles, type NumberedFiles } from './numbered-files.js';
import { Recent } from './recent.js';
import type { IdImage } from './stored-frame.js';

/** The label or instance images of a scan's frames, in a folder or an archive. */
export interface Annotation {
  /** Path of the archive, or of each image, in the scan's tree. */
  readonly files: readonly string[];
  /** Throws InputError naming file and frame if it has none of that frame or the image is damaged or of another depth. */
  read(frame: number): Promise<IdImage>;
}

export type AnnotationKind = 'label' | 'instance';

/** Archives of the scans that were read last. */
export type OpenArchives = Recent<Images>;

export function openArchives(): OpenArchives {
  return new Recent(8, ({ tree }) => tree.close());
}

/**
 * The 2D annotation that comes with a scan: `label-filt/` or `<scan>_2d-label-filt.zip`, else `label/` or
 * `<scan>_2d-label.zip` (16 bits, ids of the label table); instances likewise (8 bits, number of the object + 1).
 */
export async function findAnnotation(
  { tree, folder, id }: ScanFolder,
  kind: AnnotationKind,
  archives: OpenArchives,
): Promise<Annotation | undefined> {
  const { files, folders } = await tree.list(folder);
  const parse = kind === 'label' ? wideIds : narrowIds;
  for (const name of [`${kind}-filt`, kind]) {
    if (folders.includes(name)) return annotationIn(await imagesIn(tree, join(folder, name)), parse);
    const zip = `${id}_2d-${name}.zip`;
    if (!files.includes(zip)) continue;
    const file = await tree.locate(join(folder, zip));
    return {
      files: [join(folder, zip)],
      read: (frame) =>
        archives.use(
          file,
          () => imagesInArchive(file),
          (images) => readImage(images, frame, parse),
        ),
    };
  }
  return undefined;
}

/** The annotation of `scannet_frames_25k`: NYU40 ids of 8 bits; instances of 16 bits, class·1000 + number. */
export async function findAnnotation25k(
  { tree, folder }: ScanFolder,
  kind: AnnotationKind,
): Promise<Annotation | undefined> {
  const inner = join(folder, kind);
  if (!(await tree.hasFolder(inner))) return undefined;
  return annotationIn(await imagesIn(tree, inner), kind === 'label' ? narrowIds : classedIds);
}

/** Images by frame, in the tree that holds them. */
interface Images {
  tree: FileTree;
  paths: NumberedFiles;
  /** Names folder or archive in messages. */
  name: string;
}

async function imagesIn(tree: FileTree, folder: string): Promise<Images> {
  const name = tree.describe(folder);
  return { tree, name, paths: numberedFiles((await tree.list(folder)).files, /^(\d+)\.png$/, name, `${folder}/`) };
}

async function imagesInArchive(file: string): Promise<Images> {
  const tree = await openTree(file);
  const names: string[] = [];
  for await (const name of tree.files()) names.push(name);
  return { tree, name: file, paths: numberedFiles(names, /^(?:.*\/)?(\d+)\.png$/, file) };
}

function annotationIn(images: Images, parse: Parse): Annotation {
  return { files: [...images.paths.values()], read: (frame) => readImage(images, frame, parse) };
}

type Parse = (bytes: Uint8Array, file: string) => IdImage;

async function readImage({ tree, paths, name }: Images, frame: number, parse: Parse): Promise<IdImage> {
  const path = paths.get(frame);
  if (path === undefined)
    throw new InputError(
      `${name} has no image ${frame}.png, though the scan has a frame ${frame}. Download it again, or remove it to do without.`,
    );
  return parse(await tree.read(path), tree.describe(path));
}

/** Ids of 8 bits. */
const narrowIds: Parse = (bytes, file) => {
  const { width, height, values } = readLabelPng(bytes, file);
  return { width, height, ids: new Uint16Array(values), file };
};

/** Ids of 16 bits, since those of the label table go up to 1357. */
const wideIds: Parse = (bytes, file) => {
  const { width, height, values } = readDepthPng(bytes, file);
  return { width, height, ids: values, file };
};

/** Values below 1000 are of class 0, unlabelled, and so of no instance. */
const classedIds: Parse = (bytes, file) => {
  const image = wideIds(bytes, file);
  for (let i = 0; i < image.ids.length; i++) if (image.ids[i] < 1000) image.ids[i] = 0;
  return image;
};
