import * as fs from 'node:fs';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import type { ArrayValues } from './array-values.js';
import { floatsFromHalves } from './half.js';

/** Bytes of one number, by NumPy's name of its type without the byte order; `bf2` is bfloat16, `b1` a boolean. */
export const elementWidths = {
  f2: 2,
  bf2: 2,
  f4: 4,
  f8: 8,
  i1: 1,
  i2: 2,
  i4: 4,
  i8: 8,
  u1: 1,
  u2: 2,
  u4: 4,
  u8: 8,
  b1: 1,
} as const;

/** Element types of stored arrays. */
export type ElementType = keyof typeof elementWidths;

/** An array as it lies in a file: all that is needed to read some of it without the rest. */
export interface StoredArray {
  file: string;
  /** What messages call it: the file, and the array's name where a file holds several. */
  label: string;
  /** The byte at which its numbers begin. */
  offset: number;
  shape: readonly number[];
  type: ElementType;
  bigEndian: boolean;
  /** The first index varies fastest. */
  fortran: boolean;
}

/** How many bytes an array takes. */
export function storedBytes({ shape, type }: Pick<StoredArray, 'shape' | 'type'>): number {
  return shape.reduce((product, length) => product * length, elementWidths[type]);
}

/**
 * The numbers that little-endian bytes stand for; the bytes begin at a multiple of the type's width and are shared where no
 * conversion is needed. Half precision becomes Float32Array, booleans are bytes 0 and 1.
 */
export function elementsOf(bytes: Uint8Array, type: ElementType): ArrayValues {
  const { buffer, byteOffset } = bytes;
  const count = bytes.length / elementWidths[type];
  switch (type) {
    case 'f2':
      return floatsFromHalves(new Uint16Array(buffer, byteOffset, count), new Float32Array(count));
    case 'bf2':
      return new Float32Array(
        Uint32Array.from(new Uint16Array(buffer, byteOffset, count), (half) => half << 16).buffer,
      );
    case 'f4':
      return new Float32Array(buffer, byteOffset, count);
    case 'f8':
      return new Float64Array(buffer, byteOffset, count);
    case 'i1':
      return new Int8Array(buffer, byteOffset, count);
    case 'i2':
      return new Int16Array(buffer, byteOffset, count);
    case 'i4':
      return new Int32Array(buffer, byteOffset, count);
    case 'i8':
      return new BigInt64Array(buffer, byteOffset, count);
    case 'u2':
      return new Uint16Array(buffer, byteOffset, count);
    case 'u4':
      return new Uint32Array(buffer, byteOffset, count);
    case 'u8':
      return new BigUint64Array(buffer, byteOffset, count);
    case 'u1':
    case 'b1':
      return new Uint8Array(buffer, byteOffset, count);
  }
}

/** Turns big-endian numbers into little-endian ones, in place. */
export function swapBytes(bytes: Uint8Array, type: ElementType): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const width = elementWidths[type];
  if (width === 2) buffer.swap16();
  if (width === 4) buffer.swap32();
  if (width === 8) buffer.swap64();
}

/** Fewer than the 2 GiB that one call to the system may read. */
const mostAtOnce = 2 ** 30;

/** Fills `into` from a place in an open file. Throws InputError naming the file when it ends before. */
export function readFully(handle: number, into: Uint8Array, position: number, file: string): void {
  for (let read = 0; read < into.length;) {
    const got = fs.readSync(handle, into, read, Math.min(mostAtOnce, into.length - read), position + read);
    if (got === 0)
      throw new InputError(
        `${file} ends at byte ${position + read}, ${into.length - read} bytes before its header says: it was cut short or has changed while it was read. Copy it again.`,
      );
    read += got;
  }
}

/** Opens a file for reading. Throws with path and remedy when it is missing, a folder or may not be read. */
export function openForReading(file: string): { handle: number; size: number } {
  try {
    const handle = fs.openSync(file, 'r');
    const status = fs.fstatSync(handle);
    if (status.isFile()) return { handle, size: status.size };
    fs.closeSync(handle);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  throw new InputError(`Cannot read ${file}: it is no file. Name a file.`);
}

/** Reads a whole array, of any size that memory holds. Values are row-major. */
export function readStoredArray(array: StoredArray): ArrayValues {
  const { handle } = openForReading(array.file);
  try {
    const bytes = allocate(array);
    readFully(handle, bytes, array.offset, array.file);
    if (array.bigEndian) swapBytes(bytes, array.type);
    const values = elementsOf(bytes, array.type);
    return array.fortran ? rowMajor(values, array.shape) : values;
  } finally {
    fs.closeSync(handle);
  }
}

function allocate(array: StoredArray): Uint8Array {
  try {
    return new Uint8Array(storedBytes(array));
  } catch (error) {
    throw new InputError(
      `${array.label} takes ${storedBytes(array)} bytes, too many to hold at once: read it in blocks of rows.`,
      { cause: error },
    );
  }
}

/** Column-major values in row-major order. */
export function rowMajor(values: ArrayValues, shape: readonly number[]): ArrayValues {
  const ordered = values.slice();
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  for (let i = 0; i < values.length; i++) {
    ordered[i] = values[index.reduce((sum, at, axis) => sum + at * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return ordered;
}
