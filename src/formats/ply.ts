import { InputError } from '../support/errors.js';
import { readBytes, writeFileAtomic } from '../support/files.js';
import { readAsciiElement, Words } from './ply-ascii.js';
import { readBinaryElement } from './ply-binary.js';
import { parsePlyHeader, plyArrays, type PlyType, type PlyValues } from './ply-header.js';

export type { PlyValues } from './ply-header.js';

/** Lists of different lengths, one after the other: list i is `values[offsets[i] … offsets[i + 1])`. */
export interface PlyList {
  values: PlyValues;
  /** [count + 1], beginning with 0. */
  offsets: Uint32Array;
}

/** The rows of one element of a PLY file, column by column, each of the type that the file stores. */
export interface PlyElement {
  count: number;
  /** Scalar properties by name, each [count]. */
  columns: Map<string, PlyValues>;
  /** List properties by name. */
  lists: Map<string, PlyList>;
}

/** A polygon file: its header and its elements. */
export interface Ply {
  /** Lines `comment` and `obj_info` of the header, without that word. */
  comments: string[];
  /** In the order of the file: `vertex`, `face`, … */
  elements: Map<string, PlyElement>;
}

/** Reads a `.ply` file, see {@link parsePly}. Throws InputError naming the file. */
export function readPly(file: string): Ply {
  return parsePly(readBytes(file), file);
}

/**
 * Parses PLY bytes: text or binary of either byte order, any elements and properties, lists included. `file` is named in
 * errors. Throws InputError if the header is malformed, if a value does not fit its type, or if rows are missing or bytes
 * left over; memory is taken only for rows that are there, whatever the header claims.
 *
 * Reference: Turk, The PLY polygon file format, 1994.
 */
export function parsePly(bytes: Uint8Array, file = 'PLY data'): Ply {
  const fail = (fault: string): never => {
    throw new InputError(`${file} is not a readable PLY file: ${fault}. Copy or export it again.`);
  };
  const header = parsePlyHeader(bytes, fail);
  const elements = new Map<string, PlyElement>();
  const words = new Words(bytes, header.dataStart);
  let at = header.dataStart;
  for (const declared of header.elements) {
    if (header.format === 'ascii') elements.set(declared.name, readAsciiElement(words, declared, fail));
    else {
      const littleEndian = header.format === 'binary_little_endian';
      const { element, end } = readBinaryElement(bytes, at, declared, littleEndian, fail);
      elements.set(declared.name, element);
      at = end;
    }
  }
  if (header.format !== 'ascii') {
    // Some writers end the file with a newline.
    if (bytes.subarray(at).some((byte) => byte > 32)) fail(`${bytes.length - at} bytes follow the last row`);
  } else if (words.next() !== undefined) fail('more values follow the last row');
  return { comments: header.comments, elements };
}

/**
 * Columns of an element in the order of `names`. Throws InputError naming `file` if the element or one of them is not
 * there.
 */
export function plyColumns(ply: Ply, element: string, names: readonly string[], file: string): PlyValues[] {
  const columns = ply.elements.get(element)?.columns;
  return names.map((name) => {
    const values = columns?.get(name);
    if (!values) {
      const found = columns ? `its columns are ${[...columns.keys()].join(' ')}` : 'it has no such element';
      throw new InputError(
        `${file} has no property ${name} of element ${element} (${found}). Export it with ${names.join(' ')}.`,
      );
    }
    return values;
  });
}

/** Writes a binary little-endian `.ply` file, atomically; see {@link serialisePly}. */
export function writePly(file: string, ply: Ply): void {
  writeFileAtomic(file, serialisePly(ply));
}

/**
 * The bytes of a binary little-endian PLY file. In each row scalars come first, then lists, in the order of the maps; list lengths
 * are `uchar` where they fit, else `uint`. Throws InputError if a column has another length than its element, if
 * offsets do not fit their lists, or if a name or comment would break the header.
 */
export function serialisePly({ comments, elements }: Ply): Uint8Array {
  const lines = ['ply', 'format binary_little_endian 1.0'];
  for (const comment of comments) {
    if (/[\r\n]/.test(comment)) throw new InputError(`PLY comment ${JSON.stringify(comment)} has more than one line.`);
    lines.push(`comment ${comment}`);
  }
  const blocks: Uint8Array[] = [];
  for (const [name, element] of elements) {
    checkElement(name, element);
    lines.push(`element ${name} ${element.count}`);
    for (const [column, values] of element.columns) lines.push(`property ${typeOf(values)} ${column}`);
    for (const [column, list] of element.lists)
      lines.push(`property list ${lengthType(list)} ${typeOf(list.values)} ${column}`);
    blocks.push(encodeRows(element));
  }
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\nend_header\n`, 'latin1'), ...blocks]);
}

function checkElement(element: string, { count, columns, lists }: PlyElement): void {
  for (const name of [element, ...columns.keys(), ...lists.keys()])
    if (!/^[!-~]+$/.test(name)) throw new InputError(`PLY name ${JSON.stringify(name)} is not one word of ASCII.`);
  for (const [name, { length }] of columns)
    if (length !== count)
      throw new InputError(`PLY element ${element} has ${count} rows, but ${length} values of ${name}.`);
  for (const [name, { values, offsets }] of lists) {
    const fits = offsets.length === count + 1 && offsets[0] === 0 && offsets[count] === values.length;
    if (!fits || offsets.some((offset, i) => i > 0 && offset < offsets[i - 1]))
      throw new InputError(`PLY element ${element}: the offsets of list ${name} do not fit ${count} lists.`);
    if (columns.has(name)) throw new InputError(`PLY element ${element} has property ${name} twice.`);
  }
}

function typeOf(values: PlyValues): PlyType {
  return Object.entries(plyArrays).find(([, constructor]) => values instanceof constructor)![0] as PlyType;
}

function lengthType({ offsets }: PlyList): 'uchar' | 'uint' {
  return offsets.some((offset, i) => i > 0 && offset - offsets[i - 1] > 255) ? 'uint' : 'uchar';
}

function encodeRows({ count, columns, lists }: PlyElement): Uint8Array {
  const scalars = [...columns.values()].map(bytesOf);
  const written = [...lists.values()].map((list) => ({
    ...bytesOf(list.values),
    offsets: list.offsets,
    lengthWidth: lengthType(list) === 'uchar' ? 1 : 4,
  }));
  const size =
    scalars.reduce((sum, { width }) => sum + width, 0) * count +
    written.reduce((sum, { bytes, lengthWidth }) => sum + bytes.length + lengthWidth * count, 0);
  const rows = new Uint8Array(size);
  let at = 0;
  for (let row = 0; row < count; row++) {
    for (const { bytes, width } of scalars)
      for (let from = row * width, end = from + width; from < end; from++) rows[at++] = bytes[from];
    for (const { bytes, width, offsets, lengthWidth } of written) {
      const length = offsets[row + 1] - offsets[row];
      for (let shift = 0; shift < lengthWidth; shift++) rows[at++] = length >>> (8 * shift);
      for (let from = offsets[row] * width, end = offsets[row + 1] * width; from < end; from++)
        rows[at++] = bytes[from];
    }
  }
  return rows;
}

function bytesOf(values: PlyValues): { bytes: Uint8Array; width: number } {
  return {
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    width: values.BYTES_PER_ELEMENT,
  };
}
