import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import type { Scene, Split } from '../sample.js';
import type { SourceFile } from './layout.js';
import { numberedFiles } from './numbered-files.js';
import { filesIn, inFolder } from './tree-paths.js';

/** An image of a benchmark whose images come one by one. */
export interface BenchmarkImage {
  /** Its number; with `testing/` before it if it belongs to the test images. */
  id: string;
  number: string;
  training: boolean;
}

/** What a benchmark of single images consists of. */
interface BenchmarkContents {
  /** Folder of the images. */
  images: string;
  /** Names of images; the first group is the number. */
  pattern: RegExp;
  every: number;
  /** Name of the file in each other folder that belongs to a number. */
  beside: Readonly<Record<string, (number: string) => string>>;
}

/** The images of `training` and `testing` of a benchmark and what lies beside them: names only. */
export class BenchmarkImages {
  private constructor(
    readonly tree: FileTree,
    readonly images: readonly BenchmarkImage[],
    private readonly base: string,
    private readonly beside: BenchmarkContents['beside'],
    private readonly names: ReadonlyMap<string, string>,
    private readonly present: ReadonlySet<string>,
  ) {}

  /** Lists every n-th image of each part. Throws InputError if there are none, or if a number is there twice. */
  static async find(
    tree: FileTree,
    base: string,
    { images: folder, pattern, every, beside }: BenchmarkContents,
  ): Promise<BenchmarkImages> {
    const images: BenchmarkImage[] = [];
    const names = new Map<string, string>();
    const present = new Set<string>();
    for (const part of ['training', 'testing']) {
      const training = part === 'training';
      const prefix = training ? '' : 'testing/';
      const files = await numberedFiles(tree, inFolder(base, `${part}/${folder}`), pattern);
      for (const [number, file] of [...files].filter((_, index) => index % every === 0)) {
        images.push({ id: prefix + number, number, training });
        names.set(prefix + number, inFolder(base, `${part}/${folder}/${file}`));
      }
      for (const other of Object.keys(beside))
        for (const file of await filesIn(tree, inFolder(base, `${part}/${other}`)))
          present.add(`${part}/${other}/${file}`);
    }
    if (images.length === 0)
      throw new InputError(
        `${tree.describe(inFolder(base, `training/${folder}`))} has no image like 000000.png. Unpack the archive of these images, or choose another camera.`,
      );
    return new BenchmarkImages(tree, images, base, beside, names, present);
  }

  imagePath({ id }: BenchmarkImage): string {
    return this.names.get(id)!;
  }

  /** Path of what belongs to an image in another folder, there or not. */
  pathIn(folder: string, { number, training }: BenchmarkImage): string {
    return inFolder(this.base, `${training ? 'training' : 'testing'}/${folder}/${this.beside[folder](number)}`);
  }

  /** The same, undefined if it is not there. */
  presentIn(folder: string, image: BenchmarkImage): string | undefined {
    const { number, training } = image;
    const there = this.present.has(`${training ? 'training' : 'testing'}/${folder}/${this.beside[folder](number)}`);
    return there ? this.pathIn(folder, image) : undefined;
  }

  /** The image and all that is there beside it. */
  filesOf(image: BenchmarkImage): SourceFile[] {
    const others = Object.keys(this.beside).flatMap((folder) => this.presentIn(folder, image) ?? []);
    return [this.imagePath(image), ...others].map((path) => ({ tree: this.tree, path }));
  }
}

/** One scene an image. */
export function oneScenePerImage(
  images: readonly BenchmarkImage[],
  splitOf: (image: BenchmarkImage) => Split,
): Scene[] {
  return images.map((image) => ({ id: image.id, split: splitOf(image), frames: [image.id] }));
}

/** Splits as Pri3D does: the first fifth of the training images is for validation; test images have no truth. */
export function firstFifthForValidation(images: readonly BenchmarkImage[]): Scene[] {
  const training = images.filter((image) => image.training);
  const validation = new Set(training.slice(0, Math.floor(training.length / 5)));
  return oneScenePerImage(images, (image) => (!image.training ? 'test' : validation.has(image) ? 'val' : 'train'));
}

/** Images by id. */
export function byId(images: readonly BenchmarkImage[]): (id: string) => BenchmarkImage {
  const map = new Map(images.map((image) => [image.id, image]));
  return (id) => map.get(id)!;
}
