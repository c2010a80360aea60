import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { cacheFolder, explainFileError, makeFolder, sha256 } from '../../src/support/files.js';
import { progress } from '../../src/support/progress.js';
import { indexAnnotations, type AnnotationIndex } from './annotation-index.js';
import { throughIndexCache } from './index-cache.js';
import type { AnnotationKind } from './layout.js';

/** An annotation as stored. */
export type StoredAnnotation = Record<string, unknown>;

/** An annotation file that is read one image at a time, however large it is. */
export class AnnotationFile {
  private readonly rows: ReadonlyMap<number, number>;

  private constructor(
    /** Its name in messages. */
    readonly name: string,
    readonly kind: AnnotationKind,
    readonly index: AnnotationIndex,
    private readonly location: string,
  ) {
    this.rows = new Map(Array.from(index.images.ids, (id, row) => [id, row]));
  }

  /**
   * Opens an annotation file by its index, which is made when it is not kept. Out of a zip archive the file is
   * unpacked to the cache folder, since it is read in pieces from anywhere. Throws as `indexAnnotations` does.
   */
  static async open(tree: FileTree, file: string, kind: AnnotationKind): Promise<AnnotationFile> {
    const name = tree.describe(file);
    const location = await placeOnDisk(tree, file);
    const index = await throughIndexCache(location, () => indexAnnotations(reported(location, name), kind, name));
    return new AnnotationFile(name, kind, index, location);
  }

  /** The annotations of an image by its id, in the order of the file; none if the file does not list it. */
  async read(imageId: number): Promise<StoredAnnotation[]> {
    const row = this.rows.get(imageId);
    if (row === undefined) return [];
    const { first, ids, offsets, lengths } = this.index;
    const annotations: StoredAnnotation[] = [];
    if (first[row] === first[row + 1]) return annotations;
    const handle = await fs.promises.open(this.location).catch((error: unknown) => {
      throw explainFileError(error, this.name, 'read');
    });
    try {
      for (let i = first[row]; i < first[row + 1]; i++) {
        const text = Buffer.allocUnsafe(lengths[i]);
        const { bytesRead } = await handle.read(text, 0, text.length, offsets[i]);
        annotations.push(this.parse(text.toString('utf8', 0, bytesRead), ids[i], imageId));
      }
    } finally {
      await handle.close();
    }
    return annotations;
  }

  private parse(text: string, id: number, imageId: number): StoredAnnotation {
    let annotation: StoredAnnotation | undefined;
    try {
      annotation = JSON.parse(text) as StoredAnnotation;
    } catch {
      // Another file than was indexed, as found out below.
    }
    if (annotation?.image_id !== imageId || (this.kind !== 'panoptic' && annotation.id !== id))
      throw new InputError(`${this.name} has changed since it was indexed. Open the dataset again.`);
    return annotation;
  }
}

/** The pieces of a file, told to the progress display as they come. */
async function* reported(location: string, name: string): AsyncGenerator<Uint8Array> {
  const task = progress().start(`index ${path.basename(name)}`, fs.statSync(location).size);
  let done = 0;
  try {
    for await (const chunk of fs.createReadStream(location, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
      yield chunk;
      task.update((done += chunk.length));
    }
  } finally {
    task.finish();
  }
}

async function placeOnDisk(tree: FileTree, file: string): Promise<string> {
  try {
    return await tree.locate(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return unpack(tree, file);
  }
}

async function unpack(tree: FileTree, file: string): Promise<string> {
  const { size, modified } = await tree.status(file);
  const key = sha256(`${path.resolve(tree.name)} ${file} ${size} ${modified}`).slice(0, 16);
  const location = cacheFolder('coco', `${key}-${path.posix.basename(file)}`);
  if (fs.existsSync(location)) return location;
  makeFolder(path.dirname(location));
  const temporary = `${location}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await fs.promises.writeFile(temporary, tree.stream(file));
    fs.renameSync(temporary, location);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw explainFileError(error, location, 'write');
  }
  return location;
}
