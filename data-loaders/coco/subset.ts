import type { FileTree } from '../../src/formats/file-tree.js';
import { decodeColour, type ColourImage } from '../../src/image/decode.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { AnnotationFile } from './annotation-file.js';
import { inFolder, type AnnotationKind, type Subset } from './layout.js';

/** One image of a subset. */
export interface ListedImage {
  id: number;
  /** Path relative to the folder of the images. */
  file: string;
  /** As the annotations have it; undefined where they do not tell. */
  size: RasterSize | undefined;
  /** Whether the annotation file that lists it has annotations of it. */
  isAnnotated: boolean;
}

/** The images of a subset, and the annotation files of the kinds that were asked for. */
export class OpenSubset {
  private constructor(
    private readonly tree: FileTree,
    readonly subset: Subset,
    private readonly folder: string,
    readonly files: ReadonlyMap<AnnotationKind, AnnotationFile>,
    /** That which lists the images: the first of the kinds that is there. */
    readonly main: AnnotationFile,
    private readonly present: ReadonlySet<string>,
  ) {}

  /** Opens the annotation files of these kinds that are there, and lists the images on disk. */
  static async open(
    tree: FileTree,
    subset: Subset & { images: string },
    kinds: readonly AnnotationKind[],
  ): Promise<OpenSubset> {
    const files = new Map<AnnotationKind, AnnotationFile>();
    for (const kind of kinds) {
      const path = subset.annotations[kind];
      if (path !== undefined) files.set(kind, await AnnotationFile.open(tree, path, kind));
    }
    const [main] = files.values();
    const present = await listPresent(tree, subset.images, main.index.images.files);
    return new OpenSubset(tree, subset, subset.images, files, main, present);
  }

  /** Images in the order of the file, whether they are on disk or not. */
  *images(): Generator<ListedImage> {
    const { images, first } = this.main.index;
    for (let row = 0; row < images.ids.length; row++) {
      const [width, height] = [images.widths[row], images.heights[row]];
      yield {
        id: images.ids[row],
        file: images.files[row],
        size: width > 0 ? { width, height } : undefined,
        isAnnotated: first[row + 1] > first[row],
      };
    }
  }

  /** Whether an image is on disk. */
  has({ file }: ListedImage): boolean {
    return this.present.has(file);
  }

  /** Images on disk that are not listed. */
  countUnlisted(): number {
    const listed = new Set(this.main.index.images.files);
    let unlisted = 0;
    for (const file of this.present) if (!listed.has(file)) unlisted++;
    return unlisted;
  }

  /** Decodes an image. Throws InputError naming it if it is missing, damaged, or not of the size that its annotations are for. */
  async readImage(image: ListedImage): Promise<ColourImage> {
    const path = inFolder(this.folder, image.file);
    const name = this.tree.describe(path);
    if (!this.has(image))
      throw new InputError(
        `${name} is missing, though ${this.main.name} lists it. Complete the images, or open those that are there with --images present.`,
      );
    const colour = await decodeColour(await this.tree.read(path), name);
    const { width, height } = image.size ?? colour;
    if (colour.width !== width || colour.height !== height)
      throw new InputError(
        `${name} is ${colour.width}×${colour.height}, but ${width}×${height} in ${this.main.name}, so that its annotations do not fit. Take the image as COCO has it, not turned or resized.`,
      );
    return colour;
  }
}

/** Which files there are in the folder of the images, and in those folders in it that names of images lead to. */
async function listPresent(tree: FileTree, folder: string, files: readonly string[]): Promise<Set<string>> {
  const folders = new Set(files.map((file) => file.slice(0, file.lastIndexOf('/') + 1)));
  const present = new Set<string>();
  for (const inner of folders) {
    const path = inFolder(folder, inner).replace(/\/$/, '');
    if (!(await tree.hasFolder(path))) continue;
    for (const file of (await tree.list(path)).files) present.add(inner + file);
  }
  return present;
}
