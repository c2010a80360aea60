import { InputError } from '../support/errors.js';
import { readBytes, writeFileAtomic } from '../support/files.js';
import type { ArrayValues } from './array-values.js';

/** An array of NumPy's: `values` row-major (C order) whatever the order in the file. */
export interface NpyArray {
  shape: number[];
  /** NumPy's name of the element type without its byte order: f4, f8, i1, u1, …, b1 (booleans as 0 and 1). */
  dtype: string;
  values: ArrayValues;
}

const typedArrays = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  b1: Uint8Array,
} as const;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** Reads a `.npy` file, see {@link parseNpy}. Throws InputError naming the file when it is missing or malformed. */
export function readNpy(file: string): NpyArray {
  return parseNpy(readBytes(file), file);
}

/** Writes an array as `.npy` version 1, little-endian, C order, atomically. */
export function writeNpy(file: string, array: { shape: readonly number[]; values: ArrayValues; dtype?: string }): void {
  writeFileAtomic(file, serialiseNpy(array));
}

/**
 * Parses `.npy` bytes of version 1 to 3: floats of 4 and 8 bytes, integers of 1 to 8, booleans; either byte order; C or
 * Fortran order. `file` is named in errors. Throws InputError when the header is malformed, the type is another
 * (objects, strings, complex) or the data are shorter or longer than the shape says.
 *
 * Reference: NumPy Enhancement Proposal 1, A simple file format for NumPy arrays.
 */
export function parseNpy(bytes: Uint8Array, file = 'npy data'): NpyArray {
  const fail = (fault: string): never => {
    throw new InputError(`${file} is not a readable .npy file: ${fault}. Write it with numpy.save(file, array).`);
  };
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) fail('it does not begin with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) fail(`format version ${version}, expected 1, 2 or 3`);
  const headerStart = version === 1 ? 10 : 12;
  if (bytes.length < headerStart) fail('the header is cut short');
  const dataStart = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > bytes.length) fail('the header is cut short');
  const header = new TextDecoder().decode(bytes.subarray(headerStart, dataStart));

  const description = /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header);
  const shapeText = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header);
  if (!description || !order || !shapeText)
    return fail(
      `the header ${JSON.stringify(header.trim().slice(0, 120))} lacks a simple descr, fortran_order or shape`,
    );
  const dtype = description[2];
  if (!isDtype(dtype))
    return fail(`elements of type ${dtype} are not supported (only ${Object.keys(typedArrays).join(', ')})`);
  const shape = shapeText[1]
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  const count = shape.reduce((product, length) => product * length, 1);
  const width = Number(dtype[1]);
  if (!Number.isSafeInteger(count) || bytes.length - dataStart !== count * width)
    fail(`shape (${shape.join(', ')}) of ${dtype} takes ${count * width} bytes, ${bytes.length - dataStart} follow`);

  // A copy, since typed arrays must begin at a multiple of their width (and not `slice`, which for a Buffer is none).
  const data = Uint8Array.from(bytes.subarray(dataStart));
  if (description[1] === '>' && width > 1) reverseElements(data, width);
  const values = new typedArrays[dtype](data.buffer, data.byteOffset, count);
  return { shape, dtype, values: order[1] === 'True' ? rowMajor(values, shape) : values };
}

/** The bytes of an array as `.npy` version 1. Throws InputError when values and shape do not agree. */
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
  if (!isDtype(dtype) || !(values instanceof typedArrays[dtype]))
    throw new InputError(`A ${values.constructor.name} cannot be written as ${dtype}.`);
  const width = values.BYTES_PER_ELEMENT;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  let header = `{'descr': '${width === 1 ? '|' : '<'}${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Data begin at a multiple of 64 bytes; the header ends with a newline.
  header = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + count * width);
  bytes.set(magic);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length);
  return bytes;
}

function isDtype(name: string): name is keyof typeof typedArrays {
  return Object.hasOwn(typedArrays, name);
}

function dtypeOf(values: ArrayValues): string {
  return Object.entries(typedArrays).find(([, constructor]) => values instanceof constructor)![0];
}

function reverseElements(data: Uint8Array, width: number): void {
  for (let start = 0; start < data.length; start += width) data.subarray(start, start + width).reverse();
}

/** Column-major values in row-major order. */
function rowMajor(values: ArrayValues, shape: readonly number[]): ArrayValues {
  const ordered = values.slice();
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  for (let i = 0; i < values.length; i++) {
    ordered[i] = values[index.reduce((sum, at, axis) => sum + at * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return ordered;
}
