import { crc32, inflateSync } from 'node:zlib';
import { InputError } from '../support/errors.js';
import { unfilterPng } from './png-filters.js';

/** A single-channel image of 16 bits: depth, disparity or instance ids; values as stored, [height, width]. */
export interface DepthImage {
  width: number;
  height: number;
  values: Uint16Array;
}

/** A single-channel image of at most 8 bits: class or instance ids; values as stored, [height, width]. */
export interface LabelImage {
  width: number;
  height: number;
  values: Uint8Array;
}

/**
 * Decodes a 16-bit greyscale PNG value for value (depth, disparity, instance ids), several times as fast as readPng.
 *
 * Throws InputError naming `file` if it has another depth or other channels (8 bits hold no depth), or if it is damaged
 * or cut short; checksums are verified.
 */
export function readDepthPng(bytes: Uint8Array, file = 'PNG data'): DepthImage {
  const png = parsePng(bytes, file);
  if (png.colourType !== grey || png.bits !== 16)
    throw new InputError(
      `${file} is a PNG of ${describe(png)}; expected 16-bit greyscale. Export it with 16 bits (what was reduced to 8 cannot be restored).`,
    );
  const { buffer, byteOffset, length } = decodeRows(png, file);
  Buffer.from(buffer, byteOffset, length).swap16();
  return { width: png.width, height: png.height, values: new Uint16Array(buffer, byteOffset, length / 2) };
}

/**
 * Decodes a greyscale or palette PNG of at most 8 bits value for value (class or instance ids). Of a palette the indices
 * are kept, not the colours.
 *
 * Throws InputError naming `file` if it has 16 bits or several channels, or if it is damaged or cut short; checksums are
 * verified.
 */
export function readLabelPng(bytes: Uint8Array, file = 'PNG data'): LabelImage {
  const png = parsePng(bytes, file);
  if ((png.colourType !== grey && png.colourType !== palette) || png.bits > 8)
    throw new InputError(
      `${file} is a PNG of ${describe(png)}; expected label ids of 8 bits, grey or palette. Use the file of ids, not that of colours.`,
    );
  const rows = decodeRows(png, file);
  const { width, height, bits } = png;
  return { width, height, values: bits === 8 ? rows : unpackBits(rows, width, height, bits) };
}

/** Colour types that have one channel. */
const grey = 0;
const palette = 3;

interface Png {
  width: number;
  height: number;
  /** Of a channel. */
  bits: number;
  colourType: number;
  /** Compressed. */
  data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const kindNames: Partial<Record<number, string>> = {
  0: 'grey',
  2: 'RGB',
  3: 'palette',
  4: 'grey and alpha',
  6: 'RGBA',
};

function describe({ bits, colourType }: Png): string {
  return `${bits} bits, ${kindNames[colourType] ?? `colour type ${colourType}`}`;
}

function damaged(file: string, fault: string): InputError {
  return new InputError(`${file} is not a readable PNG (${fault}). Copy it again from its source or remove the frame.`);
}

/** The header and the compressed data; verifies the checksum of each chunk. */
function parsePng(bytes: Uint8Array, file: string): Png {
  if (signature.some((byte, i) => bytes[i] !== byte)) throw damaged(file, 'it does not begin as a PNG does');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let header: DataView | undefined;
  for (let at = signature.length; ;) {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : Infinity;
    if (at + 12 + length > bytes.length) throw damaged(file, `it is cut short at byte ${bytes.length}`);
    const kind = Buffer.from(bytes.buffer, bytes.byteOffset + at + 4, 4).toString('latin1');
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw damaged(file, `its chunk ${JSON.stringify(kind)} has a wrong checksum`);
    if ((header === undefined) !== (kind === 'IHDR')) throw damaged(file, 'its header is missing or there twice');
    if (kind === 'IHDR') {
      if (length !== 13) throw damaged(file, `its header has ${length} bytes, expected 13`);
      header = new DataView(bytes.buffer, bytes.byteOffset + at + 8, 13);
    } else if (kind === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    else if (kind === 'IEND') break;
    at += 12 + length;
  }
  const [width, height, bits, colourType] = [
    header!.getUint32(0),
    header!.getUint32(4),
    header!.getUint8(8),
    header!.getUint8(9),
  ];
  if (width === 0 || height === 0) throw damaged(file, `its size is ${width}×${height}`);
  if (![1, 2, 4, 8, 16].includes(bits)) throw damaged(file, `it claims ${bits} bits a value`);
  if (header!.getUint8(10) !== 0 || header!.getUint8(11) !== 0) throw damaged(file, 'its compression is unknown');
  if (header!.getUint8(12) !== 0)
    throw new InputError(`${file} is an interlaced PNG, which is not read here. Save it without interlacing.`);
  return { width, height, bits, colourType, data: parts.length === 1 ? parts[0] : Buffer.concat(parts) };
}

/** What deflate can do at best. */
const largestRatio = 1032;

/** What labels and instances exceed and depth falls short of: they shrink to a hundredth and to a third. */
const evenRatio = 16;

/** The rows of a single-channel PNG, unfiltered, [height, bytes of a row]. */
function decodeRows({ width, height, bits, data }: Png, file: string): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 8);
  const size = (rowBytes + 1) * height;
  if (size > (data.length + 1) * largestRatio)
    throw damaged(file, `${data.length} bytes of data cannot hold ${width}×${height} pixels`);
  let filtered: Uint8Array;
  try {
    // One piece, a little larger than needed, so that the end of the data is seen without a second one.
    filtered = inflateSync(data, { maxOutputLength: size, chunkSize: size + 64 });
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (filtered.length !== size) throw damaged(file, `${filtered.length} of ${size} bytes of pixels are there`);
  const isEven = size > evenRatio * data.length;
  const rows = unfilterPng(filtered, height, rowBytes, Math.max(1, bits / 8), isEven);
  if (!rows) throw damaged(file, 'a row has an unknown filter');
  return rows;
}

/** Values of 1, 2 or 4 bits, the first in the highest bits of a byte; each row begins a new byte. */
function unpackBits(rows: Uint8Array, width: number, height: number, bits: number): Uint8Array {
  const rowBytes = rows.length / height;
  const values = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      values[y * width + x] = (rows[y * rowBytes + (bit >> 3)] >> (8 - bits - (bit & 7))) & mask;
    }
  return values;
}
