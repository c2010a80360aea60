import * as fs from 'node:fs';
import { InputError } from '../support/errors.js';
import { writeFileAtomic } from '../support/files.js';
import type { ArrayValues } from './array-values.js';
import { halfFromFloat } from './half.js';
import { isNpyType, longestNpyHeader, parseNpyHeader, serialiseNpyHeader } from './npy-header.js';
import {
  elementsOf,
  openForReading,
  readFully,
  readStoredArray,
  rowMajor,
  swapBytes,
  type StoredArray,
} from './stored-array.js';

/** An array of NumPy's: `values` row-major (C order) whatever the order in the file, f2 as Float32Array. */
export interface NpyArray {
  shape: number[];
  /** NumPy's name of the element type without its byte order: f2, f4, f8, i1, u1, …, b1 (booleans as 0 and 1). */
  dtype: string;
  values: ArrayValues;
}

/** Reads a `.npy` file of any size, see {@link parseNpy}. Throws InputError naming the file when it is missing or malformed. */
export function readNpy(file: string): NpyArray {
  const array = locateNpy(file);
  return { shape: [...array.shape], dtype: array.type, values: readStoredArray(array) };
}

/** Where the numbers of a `.npy` file lie; only the header is read. Throws as {@link readNpy} does. */
export function locateNpy(file: string): StoredArray {
  const { handle, size } = openForReading(file);
  try {
    const start = new Uint8Array(Math.min(size, longestNpyHeader));
    readFully(handle, start, 0, file);
    const { length, ...header } = parseNpyHeader(start, size, file);
    return { file, label: file, offset: length, ...header };
  } finally {
    fs.closeSync(handle);
  }
}

/** Writes an array as `.npy` version 1, little-endian, C order, atomically. */
export function writeNpy(file: string, array: { shape: readonly number[]; values: ArrayValues; dtype?: string }): void {
  writeFileAtomic(file, serialiseNpy(array));
}

/**
 * Parses `.npy` bytes of version 1 to 3: floats of 2, 4 and 8 bytes, integers of 1 to 8, booleans; either byte order; C or
 * Fortran order. `file` is named in errors. Throws InputError when the header is malformed, the type is another
 * (objects, strings, complex) or the data are shorter or longer than the shape says.
 *
 * Reference: NumPy Enhancement Proposal 1, A simple file format for NumPy arrays.
 */
export function parseNpy(bytes: Uint8Array, file = 'npy data'): NpyArray {
  const { shape, type, bigEndian, fortran, length } = parseNpyHeader(bytes, bytes.length, file);
  // A copy, since typed arrays must begin at a multiple of their width (and not `slice`, which for a Buffer is none).
  const data = Uint8Array.from(bytes.subarray(length));
  if (bigEndian) swapBytes(data, type);
  const values = elementsOf(data, type);
  return { shape, dtype: type, values: fortran ? rowMajor(values, shape) : values };
}

/**
 * The bytes of an array as `.npy` version 1; `dtype` f2 rounds a Float32Array to half precision. Throws InputError when values,
 * type and shape do not agree.
 */
export function serialiseNpy({
  shape,
  values,
  dtype = dtypeOf(values),
}: {
  shape: readonly number[];
  values: ArrayValues;
  dtype?: string;
}): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== values.length)
    throw new InputError(`Shape (${shape.join(', ')}) takes ${count} values, got ${values.length}.`);
  if (!isNpyType(dtype) || elementsOf(new Uint8Array(0), dtype).constructor !== values.constructor)
    throw new InputError(`A ${values.constructor.name} cannot be written as ${dtype}.`);
  const stored = dtype === 'f2' ? Uint16Array.from(values as Float32Array, halfFromFloat) : values;
  const header = serialiseNpyHeader(shape, dtype);
  const bytes = new Uint8Array(header.length + stored.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), header.length);
  return bytes;
}

/** The type that an array of numbers is written as unless told. */
function dtypeOf(values: ArrayValues): string {
  const kind = /^Float/.test(values.constructor.name) ? 'f' : /Uint/.test(values.constructor.name) ? 'u' : 'i';
  return `${kind}${values.BYTES_PER_ELEMENT}`;
}
