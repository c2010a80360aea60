import { inflateSync } from 'node:zlib';
import { InputError } from '../support/errors.js';
import { readBytes } from '../support/files.js';
import type { ArrayValues } from './array-values.js';

/**
 * A variable of a MATLAB file. Arrays keep MATLAB's order: column-major, so that element (i, j) of a matrix of shape
 * [m, n] is `values[i + m·j]`.
 */
export type MatValue = MatNumbers | MatText | MatCells | MatStruct | MatOther;

/** Class double, single or an integer; a logical array has bytes 0 and 1. */
export interface MatNumbers {
  kind: 'numbers';
  shape: number[];
  /** Column-major, of the array's MATLAB class. */
  values: ArrayValues;
  /** Imaginary parts of a complex array. */
  imaginary?: ArrayValues;
}

/** Class char. */
export interface MatText {
  kind: 'text';
  shape: number[];
  /** One string for each row; none if the array is empty. */
  rows: string[];
}

/** Class cell. */
export interface MatCells {
  kind: 'cells';
  shape: number[];
  /** Column-major. */
  cells: MatValue[];
}

/** Class struct: an array of records with the same fields. */
export interface MatStruct {
  kind: 'struct';
  shape: number[];
  /** Column-major; a scalar struct has one. */
  records: Map<string, MatValue>[];
}

/** A class that is not read: sparse, object, function handle, opaque. */
export interface MatOther {
  kind: 'other';
  class: string;
}

/** Reads a MATLAB v5 `.mat` file, see {@link parseMat5}. Throws InputError naming the file. */
export function readMat5(file: string): Map<string, MatValue> {
  return parseMat5(readBytes(file), file);
}

/**
 * Parses a MATLAB v5 file (`save -v6` and `-v7`: compressed or not, either byte order) into its variables by name. `file` is
 * named in errors.
 *
 * Throws InputError if it is another kind of file (v7.3 is HDF5, see openHdf5), if it is cut short or damaged, if its
 * parts disagree in size, or if its compressed variables unpack to more than 512 MiB.
 *
 * Reference: MathWorks, MAT-File Format (level 5).
 */
export function parseMat5(bytes: Uint8Array, file = 'MATLAB data'): Map<string, MatValue> {
  const fail = (fault: string): never => {
    throw new InputError(
      `${file} is not a readable MATLAB v5 file: ${fault}. Copy it again, or save it with \`save -v7\`.`,
    );
  };
  const littleEndian = checkHeader(bytes, fail);
  const reader = new Reader(bytes, 128, bytes.length, littleEndian, fail);
  const variables = new Map<string, MatValue>();
  let budget = largestContent;
  while (reader.left > 0) {
    let element = reader.next();
    if (element.type === types.compressed) {
      const content = inflate(element.data, budget, fail);
      budget -= content.length;
      element = new Reader(content, 0, content.length, littleEndian, fail).next();
    }
    if (element.type !== types.matrix) fail(`it holds a data element of type ${element.type} in place of a variable`);
    const { name, value } = readMatrix(element.data, littleEndian, fail, 0);
    // Without a name it is MATLAB's own store for objects.
    if (name !== '') variables.set(name, value);
  }
  return variables;
}

/** Whether the file is little-endian. */
function checkHeader(bytes: Uint8Array, fail: (fault: string) => never): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 128)).toString('latin1');
  if (text.startsWith('MATLAB 7.3')) fail('it is a v7.3 file, which is HDF5');
  if (bytes.length < 128) fail(`it has ${bytes.length} bytes, less than its header of 128`);
  const order = text.slice(126);
  if (order !== 'IM' && order !== 'MI') fail('its header has no mark of the byte order');
  const littleEndian = order === 'IM';
  const version = bytes[littleEndian ? 125 : 124];
  if (version !== 1) fail(`its version is ${version}, expected 1`);
  return littleEndian;
}

/** Types of data elements that matter. */
const types = { uint16: 4, uint32: 6, matrix: 14, compressed: 15, utf8: 16, utf16: 17, utf32: 18 } as const;

/** Arrays of the numeric types of data elements, by their numbers. */
const elementArrays: Partial<Record<number, NumericArrayConstructor>> = {
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: Float32Array,
  9: Float64Array,
  12: BigInt64Array,
  13: BigUint64Array,
};

/** Arrays of the numeric classes, by their numbers. */
const classArrays: Partial<Record<number, NumericArrayConstructor>> = {
  6: Float64Array,
  7: Float32Array,
  8: Int8Array,
  9: Uint8Array,
  10: Int16Array,
  11: Uint16Array,
  12: Int32Array,
  13: Uint32Array,
  14: BigInt64Array,
  15: BigUint64Array,
};

const classes = { cell: 1, struct: 2, char: 4 } as const;
const otherClasses: Partial<Record<number, string>> = { 3: 'object', 5: 'sparse', 16: 'function', 17: 'opaque' };

type NumericArrayConstructor =
  | Int8ArrayConstructor
  | Uint8ArrayConstructor
  | Int16ArrayConstructor
  | Uint16ArrayConstructor
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor
  | BigInt64ArrayConstructor
  | BigUint64ArrayConstructor;

interface Element {
  type: number;
  data: Uint8Array;
}

/** Takes data elements, each a tag and its data, one after the other. */
class Reader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
    private readonly littleEndian: boolean,
    private readonly fail: (fault: string) => never,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.end - this.at;
  }

  next(): Element {
    if (this.left < 8) this.fail(`it ends within the tag of a data element`);
    const { at, view, littleEndian } = this;
    const first = view.getUint32(at, littleEndian);
    // A small element: its size in the upper half of the word, and up to four bytes of data in the tag itself.
    if (first >>> 16 !== 0) {
      const size = first >>> 16;
      if (size > 4) this.fail(`a small data element claims ${size} bytes`);
      this.at += 8;
      return { type: first & 0xffff, data: this.bytes.subarray(at + 4, at + 4 + size) };
    }
    const size = view.getUint32(at + 4, littleEndian);
    if (size > this.left - 8) this.fail(`a data element of ${size} bytes is cut short after ${this.left - 8}`);
    // Elements are padded to eight bytes, compressed ones are not; the last may lack its padding.
    const padded = first === types.compressed ? size : Math.ceil(size / 8) * 8;
    this.at = Math.min(this.end, at + 8 + padded);
    return { type: first, data: this.bytes.subarray(at + 8, at + 8 + size) };
  }
}

/** Bytes that the compressed variables of a file may unpack to. */
const largestContent = 2 ** 29;

function inflate(data: Uint8Array, budget: number, fail: (fault: string) => never): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: budget });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? fail(`its variables unpack to more than ${largestContent} bytes`)
      : fail(`a compressed variable is damaged (${(error as Error).message})`);
  }
}

/** Cells in cells, fields in fields. */
const deepest = 64;

function readMatrix(
  data: Uint8Array,
  littleEndian: boolean,
  fail: (fault: string) => never,
  depth: number,
): { name: string; value: MatValue } {
  if (depth > deepest) fail(`arrays lie more than ${deepest} deep in each other`);
  // An empty array in a cell or field may have no parts at all.
  if (data.length === 0) return { name: '', value: { kind: 'numbers', shape: [0, 0], values: new Float64Array(0) } };
  const reader = new Reader(data, 0, data.length, littleEndian, fail);
  const numbers = ({ type, data: part }: Element): ArrayValues => decodeNumbers(type, part, littleEndian, fail);
  const child = (element: Element): MatValue => {
    if (element.type !== types.matrix)
      fail(`an array holds a data element of type ${element.type} in place of an array`);
    return readMatrix(element.data, littleEndian, fail, depth + 1).value;
  };

  const flags = Number(numbers(reader.next())[0] ?? 0);
  const classNumber = flags & 0xff;
  const other = otherClasses[classNumber];
  // What follows is of the class's own making.
  if (classNumber === 17) return { name: '', value: { kind: 'other', class: 'opaque' } };
  const shape = Array.from(numbers(reader.next()), Number);
  const name = Buffer.from(reader.next().data).toString('latin1');
  if (other !== undefined) return { name, value: { kind: 'other', class: other } };
  const count = shape.reduce((product, length) => product * length, 1);
  if (shape.length < 2 || shape.some((length) => length < 0) || !Number.isSafeInteger(count))
    fail(`array ${name} has shape [${shape.join(', ')}]`);

  if (classNumber === classes.cell) {
    // Each takes at least its tag.
    if (count * 8 > reader.left) fail(`cell array ${name} claims ${count} cells, ${reader.left} bytes are left`);
    return { name, value: { kind: 'cells', shape, cells: Array.from({ length: count }, () => child(reader.next())) } };
  }
  if (classNumber === classes.struct)
    return { name, value: readStruct(name, shape, count, reader, numbers, child, fail) };
  if (classNumber === classes.char) {
    const units = decodeText(reader.next(), littleEndian, fail);
    if (units.length !== count) fail(`text ${name} has ${units.length} characters, expected ${count}`);
    const rows = new Array<string>(count === 0 ? 0 : shape[0]).fill('');
    units.forEach((unit, i) => (rows[i % shape[0]] += unit));
    return { name, value: { kind: 'text', shape, rows } };
  }
  const constructor = classArrays[classNumber];
  if (!constructor) return fail(`array ${name} has class ${classNumber}, which does not exist`);
  const convert = (values: ArrayValues): ArrayValues => {
    if (values.length !== count)
      return fail(`array ${name} of shape [${shape.join(', ')}] has ${values.length} values, expected ${count}`);
    return convertNumbers(values, constructor) ?? fail(`array ${name} has values that its class cannot hold`);
  };
  const value: MatNumbers = { kind: 'numbers', shape, values: convert(numbers(reader.next())) };
  if (flags & 0x800) value.imaginary = convert(numbers(reader.next()));
  return { name, value };
}

function readStruct(
  name: string,
  shape: number[],
  count: number,
  reader: Reader,
  numbers: (element: Element) => ArrayValues,
  child: (element: Element) => MatValue,
  fail: (fault: string) => never,
): MatStruct {
  const width = Number(numbers(reader.next())[0] ?? 0);
  const names = reader.next().data;
  if (!(width > 0) || names.length % width !== 0) fail(`struct ${name} has malformed field names`);
  const fields = Array.from({ length: names.length / width }, (_, i) => {
    const padded = Buffer.from(names.subarray(i * width, (i + 1) * width)).toString('latin1');
    return padded.split('\0', 1)[0];
  });
  if (count * fields.length * 8 > reader.left || (fields.length === 0 && count > 1))
    fail(`struct ${name} claims ${count} records of ${fields.length} fields, ${reader.left} bytes are left`);
  const records = Array.from(
    { length: count },
    () => new Map(fields.map((field) => [field, child(reader.next())] as const)),
  );
  return { kind: 'struct', shape, records };
}

/** The numbers of a data element as stored, which may be a narrower type than the array's class. */
function decodeNumbers(
  type: number,
  data: Uint8Array,
  littleEndian: boolean,
  fail: (fault: string) => never,
): ArrayValues {
  const constructor = elementArrays[type];
  if (!constructor) return fail(`a data element has type ${type}, expected numbers`);
  const width = constructor.BYTES_PER_ELEMENT;
  if (data.length % width !== 0) fail(`${data.length} bytes are no whole number of ${width}-byte values`);
  const copy = Buffer.from(new Uint8Array(data).buffer);
  if (!littleEndian && width === 2) copy.swap16();
  if (!littleEndian && width === 4) copy.swap32();
  if (!littleEndian && width === 8) copy.swap64();
  return new constructor(copy.buffer);
}

/** Values in an array of another type; undefined if one does not fit it. */
function convertNumbers(values: ArrayValues, constructor: NumericArrayConstructor): ArrayValues | undefined {
  if (values instanceof constructor) return values;
  const converted = new constructor(values.length);
  const rounds = converted instanceof Float32Array || converted instanceof Float64Array;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!rounds && !Number.isInteger(value)) return undefined;
    const big = converted instanceof BigInt64Array || converted instanceof BigUint64Array;
    converted[i] = big ? BigInt(value) : value;
    if (!rounds && Number(converted[i]) !== value) return undefined;
  }
  return converted;
}

/** Characters of a text, column-major. */
function decodeText({ type, data }: Element, littleEndian: boolean, fail: (fault: string) => never): string[] {
  if (type === types.utf8) return [...Buffer.from(data).toString('utf8')];
  const stored = type === types.utf16 ? types.uint16 : type === types.utf32 ? types.uint32 : type;
  const codes: Iterable<number | bigint> = decodeNumbers(stored, data, littleEndian, fail);
  return Array.from(codes, (code) => {
    const point = Number(code);
    if (!Number.isInteger(point) || point < 0 || point > 0x10ffff) fail(`a text holds the character code ${point}`);
    return String.fromCodePoint(point);
  });
}
