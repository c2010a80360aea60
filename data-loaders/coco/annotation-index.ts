import { scanJson, type JsonItem } from '../../src/formats/json-stream.js';
import { relativePathFault } from '../../src/formats/relative-path.js';
import { InputError } from '../../src/support/errors.js';
import { parseCategory, sortCategories } from './category.js';
import { panopticCategories, type CocoCategory } from './labels.js';
import type { AnnotationKind } from './layout.js';

/** The images of an annotation file, in its order. */
export interface ImageTable {
  ids: Float64Array;
  /** Pixels; 0 where the file does not tell. */
  widths: Int32Array;
  heights: Int32Array;
  /** Paths relative to the folder of the images. */
  files: string[];
}

/** What an annotation file holds and where in it: everything but the annotations themselves. */
export interface AnnotationIndex {
  images: ImageTable;
  /** The annotations of image i are those from `first[i]` to before `first[i + 1]`, in the order of the file. */
  first: Int32Array;
  /** Annotation ids; those of crowds exceed 32 bits. In panoptic files, which have none, the image's. */
  ids: Float64Array;
  /** Where the text of each annotation begins in the file and how long it is, in bytes. */
  offsets: Float64Array;
  lengths: Int32Array;
  /** In the order of their ids; empty where the file lists none, as captions do (a panoptic file then means COCO's 133). */
  categories: CocoCategory[];
  /** Annotations of images that the file does not list; they are left out. */
  strays: number;
}

/**
 * Indexes an annotation file in one pass, with one annotation at a time in memory.
 *
 * Throws InputError, naming `file`, if it is damaged or not of this kind, an id is there twice or is no whole number, an
 * annotation is of no listed category, or the name of an image leads out of its folder.
 */
export async function indexAnnotations(
  chunks: AsyncIterable<Uint8Array>,
  kind: AnnotationKind,
  file: string,
): Promise<AnnotationIndex> {
  const builder = new IndexBuilder(kind, file);
  const keys = await scanJson(chunks, file, (item) => builder.add(item));
  return builder.finish(keys);
}

/** Lists that each kind of file must have. */
const needed: Record<AnnotationKind, readonly string[]> = {
  instances: ['images', 'annotations', 'categories'],
  person_keypoints: ['images', 'annotations', 'categories'],
  captions: ['images', 'annotations'],
  image_info: ['images'],
  // The panoptic files of some collections hold nothing else.
  panoptic: ['annotations'],
};

class IndexBuilder {
  private readonly images = {
    ids: [] as number[],
    widths: [] as number[],
    heights: [] as number[],
    files: [] as string[],
  };
  private readonly categories: CocoCategory[] = [];
  private readonly ids: number[] = [];
  private readonly imageIds: number[] = [];
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  /** Of each category that is used, an annotation that uses it. */
  private readonly users = new Map<number, number>();
  /** Names of the images after those of their PNGs, for panoptic files that list no images. */
  private readonly segmentFiles: string[] = [];

  constructor(
    private readonly kind: AnnotationKind,
    private readonly file: string,
  ) {}

  add({ key, index, value, offset, length }: JsonItem): void {
    if (key !== 'images' && key !== 'annotations' && key !== 'categories') return;
    const where = `${this.file}, ${key}${index === undefined ? '' : `[${index}]`},`;
    if (index === undefined || value === null || typeof value !== 'object')
      throw new InputError(
        `${where} is no ${index === undefined ? 'array' : 'object'}, as a file of COCO's kind has it. Restore the file.`,
      );
    const record = value as Record<string, unknown>;
    if (key === 'images') this.addImage(record, where);
    else if (key === 'categories') this.categories.push(parseCategory(record, where));
    else {
      this.addAnnotation(record, where);
      this.offsets.push(offset);
      this.lengths.push(length);
    }
  }

  private addImage(image: Record<string, unknown>, where: string): void {
    const { width, height, file_name: file } = image;
    if (!(isWhole(width) && isWhole(height) && width > 0 && height > 0))
      throw new InputError(
        `${where} has the size ${JSON.stringify(width)}×${JSON.stringify(height)}. Expected whole numbers of pixels.`,
      );
    this.images.ids.push(wholeNumber(image, 'id', where));
    this.images.widths.push(width);
    this.images.heights.push(height);
    this.images.files.push(safePath(file, where));
  }

  private addAnnotation(annotation: Record<string, unknown>, where: string): void {
    const imageId = wholeNumber(annotation, 'image_id', where);
    const id = this.kind === 'panoptic' ? imageId : wholeNumber(annotation, 'id', where);
    this.imageIds.push(imageId);
    this.ids.push(id);
    if (this.kind === 'panoptic') {
      this.segmentFiles.push(safePath(annotation.file_name, where));
      const { segments_info: segments } = annotation;
      if (!Array.isArray(segments)) throw new InputError(`${where} has no segments_info. Restore the file.`);
      for (const segment of segments as Record<string, unknown>[])
        this.users.set(wholeNumber(segment ?? {}, 'category_id', where), id);
    } else if (this.kind !== 'captions') this.users.set(wholeNumber(annotation, 'category_id', where), id);
  }

  finish(keys: ReadonlySet<string>): AnnotationIndex {
    const { file, kind } = this;
    const missing = needed[kind].find((key) => !keys.has(key));
    if (missing !== undefined)
      throw new InputError(`${file} has no ${missing}, as a file of this name has. Restore it from COCO's archive.`);
    refuseTwice(this.ids, kind === 'panoptic' ? 'the annotation of the image' : 'the annotation', file);
    if (!keys.has('images')) this.addImagesOfSegments();
    refuseTwice(this.images.ids, 'the image', file);
    const categories = sortCategories(this.categories, file);
    this.checkCategories(categories.length === 0 && kind === 'panoptic' ? panopticCategories : categories);
    return {
      images: {
        ids: Float64Array.from(this.images.ids),
        widths: Int32Array.from(this.images.widths),
        heights: Int32Array.from(this.images.heights),
        files: this.images.files,
      },
      ...this.sortByImage(),
      categories,
    };
  }

  private addImagesOfSegments(): void {
    this.imageIds.forEach((id, i) => {
      this.images.ids.push(id);
      this.images.widths.push(0);
      this.images.heights.push(0);
      this.images.files.push(this.segmentFiles[i].replace(/\.png$/, '.jpg'));
    });
  }

  private checkCategories(categories: readonly CocoCategory[]): void {
    const listed = new Set(categories.map(({ id }) => id));
    for (const [category, annotation] of this.users)
      if (!listed.has(category))
        throw new InputError(
          `${this.file}: annotation ${annotation} is of category ${category}, which is not among the ${categories.length} that there are. Add the category or remove the annotation.`,
        );
  }

  private sortByImage(): Pick<AnnotationIndex, 'first' | 'ids' | 'offsets' | 'lengths' | 'strays'> {
    const rows = new Map(this.images.ids.map((id, row) => [id, row]));
    const rowOf = this.imageIds.map((id) => rows.get(id) ?? -1);
    const first = new Int32Array(this.images.ids.length + 1);
    for (const row of rowOf) if (row >= 0) first[row + 1]++;
    for (let row = 0; row < first.length - 1; row++) first[row + 1] += first[row];
    const count = first[first.length - 1];
    const sorted = { ids: new Float64Array(count), offsets: new Float64Array(count), lengths: new Int32Array(count) };
    const next = first.slice();
    rowOf.forEach((row, i) => {
      if (row < 0) return;
      const to = next[row]++;
      sorted.ids[to] = this.ids[i];
      sorted.offsets[to] = this.offsets[i];
      sorted.lengths[to] = this.lengths[i];
    });
    return { first, ...sorted, strays: rowOf.length - count };
  }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function wholeNumber(record: Record<string, unknown>, key: string, where: string): number {
  const value = record[key];
  if (!isWhole(value))
    throw new InputError(
      `${where} has ${value === undefined ? 'no' : JSON.stringify(value)} ${key}. Expected a whole number below 2^53.`,
    );
  return value;
}

/** Throws InputError if a file's name could lead out of the folder that it is relative to. */
function safePath(value: unknown, where: string): string {
  const fault = typeof value === 'string' ? relativePathFault(value) : 'it is no text';
  if (fault !== undefined)
    throw new InputError(
      `${where} has the file_name ${JSON.stringify(value)}, which is refused, because ${fault}. Expected a name like 000000000139.jpg.`,
    );
  return value as string;
}

function refuseTwice(ids: readonly number[], what: string, file: string): void {
  const sorted = Float64Array.from(ids).sort();
  const twice = new Set(sorted.filter((id, i) => id === sorted[i + 1]));
  if (twice.size === 0) return;
  const [one, ...others] = [...twice].slice(0, 3);
  const more =
    others.length > 0 ? ` (also ${others.join(', ')}${twice.size > 3 ? ', …' : ''}; ${twice.size} in all)` : '';
  throw new InputError(`${file} has ${what} ${one} twice${more}. Keep one of each, since ids must be unique.`);
}
