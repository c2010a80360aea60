import { InputError } from '../support/errors.js';
import { elementWidths, storedBytes, type ElementType } from './stored-array.js';

/** What stands before the numbers of a `.npy` file. */
export interface NpyHeader {
  shape: number[];
  type: NpyType;
  bigEndian: boolean;
  fortran: boolean;
  /** Bytes before the first number. */
  length: number;
}

/** The types of elements that a `.npy` file may have here. */
export type NpyType = Exclude<ElementType, 'bf2'>;

/** Longer headers describe no plain array. */
export const longestNpyHeader = 2 ** 17;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/**
 * Parses the header of a `.npy` file of `size` bytes, versions 1 to 3, out of its first bytes. Throws InputError naming
 * `file`, fault and remedy when it is malformed, the elements are of a type without plain numbers (objects, as NumPy makes of
 * rows of unequal length, strings, complex numbers, records), or the shape does not fit the size.
 *
 * Reference: NumPy Enhancement Proposal 1, A simple file format for NumPy arrays.
 */
export function parseNpyHeader(bytes: Uint8Array, size: number, file: string): NpyHeader {
  const fail = (fault: string, remedy = 'Write it with numpy.save(file, array).'): never => {
    throw new InputError(`${file} is not a readable .npy file: ${fault}. ${remedy}`);
  };
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) fail('it does not begin with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) fail(`format version ${version}, expected 1, 2 or 3`);
  const textStart = version === 1 ? 10 : 12;
  if (bytes.length < textStart) fail('the header is cut short');
  const length = textStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (length > size) fail('the header is cut short');
  if (length > bytes.length) fail(`the header of ${length} bytes is that of no plain array`);
  const text = new TextDecoder().decode(bytes.subarray(textStart, length));

  const description = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d*)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shapeText = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(text);
  if (!description || !order || !shapeText)
    return fail(`the header ${JSON.stringify(text.trim().slice(0, 120))} lacks a simple descr, fortran_order or shape`);
  const [, byteOrder, type] = description;
  if (type === 'O')
    return fail(
      'its elements are Python objects, which NumPy makes of rows of unequal length',
      'Give all rows the same length and save numpy.stack(rows).astype("float32").',
    );
  if (!isNpyType(type))
    return fail(
      `elements of type ${type} are not supported (only ${npyTypes.join(', ')})`,
      'Save array.astype("float32").',
    );
  const shape = shapeText[1]
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  const expected = storedBytes({ shape, type });
  if (!Number.isSafeInteger(expected) || size - length !== expected)
    fail(`shape (${shape.join(', ')}) of ${type} takes ${expected} bytes, ${size - length} follow`);
  return { shape, type, bigEndian: byteOrder === '>', fortran: order[1] === 'True', length };
}

/** The header of a `.npy` file, version 1, little-endian, C order; the numbers begin at a multiple of 64 bytes. */
export function serialiseNpyHeader(shape: readonly number[], type: NpyType): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const byteOrder = elementWidths[type] === 1 ? '|' : '<';
  const text = `{'descr': '${byteOrder}${type}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + padded.length);
  bytes.set(magic);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), 10);
  return bytes;
}

const npyTypes = Object.keys(elementWidths).filter((type) => type !== 'bf2');

/** Whether a name is that of a type that `.npy` files have here. */
export function isNpyType(name: string): name is NpyType {
  return npyTypes.includes(name);
}
