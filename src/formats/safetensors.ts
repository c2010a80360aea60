import * as fs from 'node:fs';
import { InputError } from '../support/errors.js';
import { writeFileAtomic } from '../support/files.js';
import type { ArrayValues } from './array-values.js';
import { halfFromFloat } from './half.js';
import {
  elementTypes,
  parseSafetensorsHeader,
  safetensorsHeaderLength,
  serialiseSafetensorsHeader,
  type SafetensorsDtype,
  type SafetensorsEntry,
} from './safetensors-header.js';
import { elementsOf, openForReading, readFully, readStoredArray, type StoredArray } from './stored-array.js';

export type { SafetensorsDtype };

/** Values row-major; F16 and BF16 are held as Float32Array, BOOL as bytes 0 and 1. */
export interface StoredTensor {
  dtype: SafetensorsDtype;
  shape: number[];
  values: ArrayValues;
}

/** The content of a safetensors file: tensors by name, in its order, and texts. */
export interface Safetensors {
  tensors: Map<string, StoredTensor>;
  metadata: Record<string, string>;
}

/** Reads a `.safetensors` file of any size, see {@link parseSafetensors}. Throws InputError naming the file. */
export function readSafetensors(file: string): Safetensors {
  const { entries, metadata, arrays } = locate(file);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape }] of entries)
    tensors.set(name, { dtype, shape, values: readStoredArray(arrays.get(name)!) });
  return { tensors, metadata };
}

/** Where the numbers of each tensor of a `.safetensors` file lie; only the header is read. Throws InputError naming the file. */
export function locateSafetensors(file: string): {
  arrays: Map<string, StoredArray>;
  metadata: Record<string, string>;
} {
  const { arrays, metadata } = locate(file);
  return { arrays, metadata };
}

function locate(file: string): {
  entries: Map<string, SafetensorsEntry>;
  arrays: Map<string, StoredArray>;
  metadata: Record<string, string>;
} {
  const { handle, size } = openForReading(file);
  try {
    const start = new Uint8Array(Math.min(size, 8));
    readFully(handle, start, 0, file);
    const text = new Uint8Array(safetensorsHeaderLength(start, size, file));
    readFully(handle, text, 8, file);
    const dataStart = 8 + text.length;
    const { entries, metadata } = parseSafetensorsHeader(text, size - dataStart, file);
    const arrays = new Map<string, StoredArray>();
    for (const [name, { dtype, shape, begin }] of entries)
      arrays.set(name, {
        file,
        label: `${file}: ${name}`,
        offset: dataStart + begin,
        shape,
        type: elementTypes[dtype],
        bigEndian: false,
        fortran: false,
      });
    return { entries, arrays, metadata };
  } finally {
    fs.closeSync(handle);
  }
}

/** Writes tensors and metadata as `.safetensors`, atomically; equal content gives equal bytes, whatever its order. */
export function writeSafetensors(
  file: string,
  tensors: Iterable<readonly [string, StoredTensor]>,
  metadata: Record<string, string> = {},
): void {
  writeFileAtomic(file, serialiseSafetensors(tensors, metadata));
}

/**
 * Parses safetensors bytes: eight bytes of header length, a JSON header, the data. `file` is named in errors. Throws
 * InputError if the header is too large, cut short or not JSON, if a tensor's type, shape and offsets disagree, or if
 * the tensors overlap, leave gaps, or do not end where the file ends.
 *
 * Reference: https://github.com/huggingface/safetensors, format.
 */
export function parseSafetensors(bytes: Uint8Array, file = 'safetensors data'): Safetensors {
  const dataStart = 8 + safetensorsHeaderLength(bytes, bytes.length, file);
  const { entries, metadata } = parseSafetensorsHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, file);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, begin, end }] of entries) {
    // A copy that begins at its own buffer's start, so that any width is aligned; `slice` of a Buffer would be none.
    const block = Uint8Array.from(bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { dtype, shape, values: elementsOf(block, elementTypes[dtype]) });
  }
  return { tensors, metadata };
}

/**
 * The bytes of a safetensors file, equal for equal content. Throws InputError if a tensor's values do not fit its shape or
 * type, or if a name occurs twice.
 */
export function serialiseSafetensors(
  tensors: Iterable<readonly [string, StoredTensor]>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const blocks = [...tensors].map(([name, tensor]) => ({ name, block: encodeValues(name, tensor), tensor }));
  const header = serialiseSafetensorsHeader(
    blocks.map(({ name, tensor }) => [name, tensor] as const),
    metadata,
  );
  const bytes = new Uint8Array(header.bytes.length + blocks.reduce((sum, { block }) => sum + block.length, 0));
  bytes.set(header.bytes);
  for (const { name, block } of blocks) bytes.set(block, header.bytes.length + header.begins.get(name)!);
  return bytes;
}

function encodeValues(name: string, { dtype, shape, values }: StoredTensor): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== values.length)
    throw new InputError(`Tensor ${name}: shape [${shape.join(', ')}] takes ${count} values, got ${values.length}.`);
  const fits = elementsOf(new Uint8Array(0), elementTypes[dtype]).constructor === values.constructor;
  if (!fits || dtype === 'BF16')
    throw new InputError(`Tensor ${name}: ${values.constructor.name} cannot be written as ${dtype}.`);
  const stored = dtype === 'F16' ? Uint16Array.from(values as Float32Array, halfFromFloat) : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}
