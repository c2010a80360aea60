import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseSafetensors, serialiseSafetensors } from '../../src/formats/safetensors.js';
import { AlignscopeError } from '../../src/support/errors.js';
import { cacheFolder, sha256, writeFileAtomic } from '../../src/support/files.js';
import { progress } from '../../src/support/progress.js';
import type { AnnotationIndex } from './annotation-index.js';
import type { CocoCategory } from './labels.js';

/** Raise it when the same file gives another index than before. */
const version = '1';

/** Files below this size, in bytes, are indexed faster than it takes to look for their index. */
const smallFile = 2 ** 23;

/**
 * The index of the annotation file at the absolute path `file`: as kept beside it (`<file>.index`), or in the cache folder where it could not
 * be written beside it, if file and index belong together by size and time; else made and kept. A kept index that cannot be read is
 * made again. Small files are always indexed anew.
 */
export async function throughIndexCache(file: string, make: () => Promise<AnnotationIndex>): Promise<AnnotationIndex> {
  const { size, mtimeMs } = fs.statSync(file);
  if (size < smallFile) return make();
  const key = { version, size: String(size), modified: String(mtimeMs) };
  const places = [`${file}.index`, cacheFolder('coco', `${sha256(file).slice(0, 16)}-${path.basename(file)}.index`)];
  for (const place of places) {
    const kept = read(place, key, size);
    if (kept) return kept;
  }
  const made = await make();
  keep(serialise(made, key), places, file);
  return made;
}

function keep(bytes: Uint8Array, places: readonly string[], file: string): void {
  let refusal = '';
  for (const place of places)
    try {
      return writeFileAtomic(place, bytes);
    } catch (error) {
      if (!(error instanceof AlignscopeError)) throw error;
      refusal = error.message;
    }
  progress().note(`The index of ${file} is not kept and will be made again: ${refusal}`);
}

type Key = Record<'version' | 'size' | 'modified', string>;

function serialise({ images, categories, strays, ...annotations }: AnnotationIndex, key: Key): Uint8Array {
  const files = new TextEncoder().encode(images.files.join('\0'));
  return serialiseSafetensors(
    [
      ['image.ids', { dtype: 'F64', shape: [images.ids.length], values: images.ids }],
      ['image.widths', { dtype: 'I32', shape: [images.widths.length], values: images.widths }],
      ['image.heights', { dtype: 'I32', shape: [images.heights.length], values: images.heights }],
      ['image.files', { dtype: 'U8', shape: [files.length], values: files }],
      ['first', { dtype: 'I32', shape: [annotations.first.length], values: annotations.first }],
      ['ids', { dtype: 'F64', shape: [annotations.ids.length], values: annotations.ids }],
      ['offsets', { dtype: 'F64', shape: [annotations.offsets.length], values: annotations.offsets }],
      ['lengths', { dtype: 'I32', shape: [annotations.lengths.length], values: annotations.lengths }],
    ],
    { ...key, strays: String(strays), categories: JSON.stringify(categories) },
  );
}

function read(place: string, key: Key, size: number): AnnotationIndex | undefined {
  if (!fs.existsSync(place)) return undefined;
  try {
    const { tensors, metadata } = parseSafetensors(fs.readFileSync(place), place);
    if (Object.entries(key).some(([name, value]) => metadata[name] !== value)) return undefined;
    const values = <T>(name: string): T => tensors.get(name)!.values as T;
    const index: AnnotationIndex = {
      images: {
        ids: values('image.ids'),
        widths: values('image.widths'),
        heights: values('image.heights'),
        files: Buffer.from(values<Uint8Array>('image.files')).toString('utf8').split('\0'),
      },
      first: values('first'),
      ids: values('ids'),
      offsets: values('offsets'),
      lengths: values('lengths'),
      categories: JSON.parse(metadata.categories) as CocoCategory[],
      strays: Number(metadata.strays),
    };
    return isConsistent(index, size) ? index : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an index can be of a file of this size: what it points at lies in the file. */
function isConsistent({ images, first, ids, offsets, lengths }: AnnotationIndex, size: number): boolean {
  return (
    images.files.length === images.ids.length &&
    first.length === images.ids.length + 1 &&
    first.every((next, i) => next >= (first[i - 1] ?? 0)) &&
    first[first.length - 1] === ids.length &&
    lengths.every((length, i) => length > 0 && offsets[i] >= 0 && offsets[i] + length <= size)
  );
}
