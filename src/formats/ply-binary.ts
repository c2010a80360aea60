import { plyArrays, type PlyElementHeader, type PlyProperty, type PlyValues } from './ply-header.js';
import type { PlyElement } from './ply.js';

/**
 * Reads the rows of one element from binary data that begin at `start`; gives its columns and where they end. Nothing is
 * allocated before the bytes for it are known to be there.
 */
export function readBinaryElement(
  bytes: Uint8Array,
  start: number,
  { name, count, properties }: PlyElementHeader,
  littleEndian: boolean,
  fail: (fault: string) => never,
): { element: PlyElement; end: number } {
  // Of a row with empty lists, which is the least that it can take.
  const stride = properties.reduce((sum, { type, countType }) => sum + widthOf(countType ?? type), 0);
  const left = bytes.length - start;
  const cutShort = (): never =>
    fail(`its ${count} rows of element ${name} are cut short: ${left} bytes follow, it needs more`);
  if (count * stride > left) cutShort();
  const lists = properties.filter(({ countType }) => countType !== undefined);
  if (lists.length > 0) return readRowsWithLists(bytes, start, { name, count, properties }, littleEndian, cutShort);

  const columns = new Map<string, PlyValues>();
  let at = start;
  for (const { name: column, type } of properties) {
    const values = new plyArrays[type](count);
    decoder(values, bytes, littleEndian)(0, count, at, stride);
    columns.set(column, values);
    at += values.BYTES_PER_ELEMENT;
  }
  return { element: { count, columns, lists: new Map() }, end: start + count * stride };
}

/** Walks the rows twice: first for the lengths of the lists, then for their items. */
function readRowsWithLists(
  bytes: Uint8Array,
  start: number,
  { count, properties }: PlyElementHeader,
  littleEndian: boolean,
  cutShort: () => never,
): { element: PlyElement; end: number } {
  const columns = properties.map((property) => ({
    ...property,
    width: widthOf(property.type),
    countWidth: property.countType === undefined ? 0 : widthOf(property.countType),
    length: lengthReader(property, bytes, littleEndian),
    offsets: new Uint32Array(property.countType === undefined ? 0 : count + 1),
  }));
  let end = start;
  for (let row = 0; row < count; row++)
    for (const { width, countWidth, length, offsets } of columns) {
      if (end + countWidth > bytes.length) cutShort();
      const items = length(end);
      if (items < 0) cutShort();
      end += countWidth + items * width;
      if (end > bytes.length) cutShort();
      if (countWidth > 0) offsets[row + 1] = offsets[row] + items;
    }

  const element: PlyElement = { count, columns: new Map(), lists: new Map() };
  const decoders = columns.map(({ name, type, countWidth, offsets }) => {
    const values = new plyArrays[type](countWidth > 0 ? offsets[count] : count);
    if (countWidth > 0) element.lists.set(name, { values, offsets });
    else element.columns.set(name, values);
    return decoder(values, bytes, littleEndian);
  });
  let at = start;
  for (let row = 0; row < count; row++)
    for (let i = 0; i < columns.length; i++) {
      const { width, countWidth, offsets } = columns[i];
      const to = countWidth > 0 ? offsets[row] : row;
      const items = countWidth > 0 ? offsets[row + 1] - to : 1;
      at += countWidth;
      decoders[i](to, items, at, width);
      at += items * width;
    }
  return { element, end };
}

function widthOf(type: PlyProperty['type']): number {
  return plyArrays[type].BYTES_PER_ELEMENT;
}

/** Reads the length of the list at an index; 1 for a scalar. */
function lengthReader({ countType }: PlyProperty, bytes: Uint8Array, littleEndian: boolean): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (countType) {
    case undefined:
      return () => 1;
    case 'uchar':
      return (at) => bytes[at];
    case 'char':
      return (at) => view.getInt8(at);
    case 'ushort':
      return (at) => view.getUint16(at, littleEndian);
    case 'short':
      return (at) => view.getInt16(at, littleEndian);
    case 'uint':
      return (at) => view.getUint32(at, littleEndian);
    default:
      return (at) => view.getInt32(at, littleEndian);
  }
}

/**
 * Copies `count` numbers that begin at `at` and lie `stride` bytes apart to `values[to …]`. Made of bytes, since rows
 * need not begin at a multiple of any width; several times faster than through a DataView.
 */
function decoder(
  values: PlyValues,
  bytes: Uint8Array,
  littleEndian: boolean,
): (to: number, count: number, at: number, stride: number) => void {
  const width = values.BYTES_PER_ELEMENT;
  const [b0, b1, b2, b3] = littleEndian ? [0, 1, 2, 3] : [width - 1, width - 2, width - 3, width - 4];
  if (width === 1) {
    const target = new Uint8Array(values.buffer);
    return (to, count, at, stride) => {
      for (const end = to + count; to < end; to++, at += stride) target[to] = bytes[at];
    };
  }
  if (width === 2) {
    const target = new Uint16Array(values.buffer);
    return (to, count, at, stride) => {
      for (const end = to + count; to < end; to++, at += stride) target[to] = bytes[at + b0] | (bytes[at + b1] << 8);
    };
  }
  const target = new Uint32Array(values.buffer);
  const word = (at: number) => bytes[at + b0] | (bytes[at + b1] << 8) | (bytes[at + b2] << 16) | (bytes[at + b3] << 24);
  if (width === 4)
    return (to, count, at, stride) => {
      for (const end = to + count; to < end; to++, at += stride) target[to] = word(at);
    };
  const high = littleEndian ? 4 : -4;
  return (to, count, at, stride) => {
    for (const end = to + count; to < end; to++, at += stride) {
      target[2 * to] = word(at);
      target[2 * to + 1] = word(at + high);
    }
  };
}
