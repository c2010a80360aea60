import { InputError } from '../support/errors.js';
import { readBytes, writeFileAtomic } from '../support/files.js';
import type { ArrayValues } from './array-values.js';
import { floatFromHalf, halfFromFloat } from './half.js';

/** Bytes an element takes, by safetensors' name of its type. */
const widths = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export type SafetensorsDtype = keyof typeof widths;

/** Values row-major; F16 and BF16 are held as Float32Array, BOOL as bytes 0 and 1. */
export interface StoredTensor {
  dtype: SafetensorsDtype;
  shape: number[];
  values: ArrayValues;
}

export interface Safetensors {
  tensors: Map<string, StoredTensor>;
  metadata: Record<string, string>;
}

/** The reference implementation's limit on the header. */
const largestHeader = 100_000_000;

/** Reads a `.safetensors` file, see {@link parseSafetensors}. Throws InputError naming the file. */
export function readSafetensors(file: string): Safetensors {
  return parseSafetensors(readBytes(file), file);
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
  const fail = (fault: string): never => {
    throw new InputError(`${file} is not a valid safetensors file: ${fault}. Write or download it again.`);
  };
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, not even the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(largestHeader)) fail(`the header is said to have ${length} bytes, more than ${largestHeader}`);
  if (length > BigInt(bytes.length - 8)) fail(`the header of ${length} bytes is cut short`);
  // A plain Uint8Array, since `slice` of a Buffer would not copy.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + Number(length), bytes.length - 8 - Number(length));
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + Number(length))));
  } catch (error) {
    fail(`the header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(header)) return fail('the header is not a JSON object');

  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    fail('__metadata__ is not an object of strings');
  const tensors = new Map<string, StoredTensor>();
  const spans: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, begin, end } = readEntry(name, entry, fail);
    if (end > data.length) fail(`tensor ${name} ends at byte ${end} of ${data.length}`);
    spans.push({ name, begin, end });
    tensors.set(name, { dtype, shape, values: decodeValues(data.slice(begin, end), dtype) });
  }
  spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of spans) {
    if (begin !== covered) fail(`tensor ${name} begins at byte ${begin}, expected ${covered} (no overlap, no gap)`);
    covered = end;
  }
  if (covered !== data.length) fail(`${data.length - covered} bytes after the last tensor belong to none`);
  return { tensors, metadata: metadata as Record<string, string> };
}

/**
 * The bytes of a safetensors file. Tensors are ordered by the width of their type, widest first (so that each begins at
 * a multiple of it), then by name, metadata by key. Throws InputError if a tensor's values do not fit its shape or type,
 * or if a name occurs twice.
 */
export function serialiseSafetensors(
  tensors: Iterable<readonly [string, StoredTensor]>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const sorted = [...tensors].sort(
    ([a, { dtype: x }], [b, { dtype: y }]) => widths[y] - widths[x] || (a < b ? -1 : a > b ? 1 : 0),
  );
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    entries.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))]);
  const blocks: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of sorted) {
    if (name === '__metadata__' || entries.some(([other]) => other === name))
      throw new InputError(`Tensor name ${name} is reserved or occurs twice.`);
    const block = encodeValues(name, tensor);
    entries.push([name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [offset, offset + block.length] }]);
    blocks.push(block);
    offset += block.length;
  }
  // Written by hand rather than from one object, because objects put names that look like integers first.
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8 + text.length, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readEntry(
  name: string,
  entry: unknown,
  fail: (fault: string) => never,
): { dtype: SafetensorsDtype; shape: number[]; begin: number; end: number } {
  if (!isRecord(entry)) return fail(`the entry of tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(widths, dtype))
    return fail(`tensor ${name} has type ${JSON.stringify(dtype)}, expected one of ${Object.keys(widths).join(' ')}`);
  if (!Array.isArray(shape) || !shape.every(isLength))
    return fail(`tensor ${name} has shape ${JSON.stringify(shape)}, expected a list of lengths`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength) || offsets[0] > offsets[1])
    return fail(`tensor ${name} has data_offsets ${JSON.stringify(offsets)}, expected [begin, end]`);
  const [begin, end] = offsets as [number, number];
  const size = (shape as number[]).reduce((product, n) => product * n, widths[dtype as SafetensorsDtype]);
  if (size !== end - begin)
    return fail(
      `tensor ${name} of type ${dtype} and shape [${shape.join(', ')}] takes ${size} bytes, has ${end - begin}`,
    );
  return { dtype: dtype as SafetensorsDtype, shape: shape as number[], begin, end };
}

/** `block` is a copy that begins at its own buffer's start, so any element width is aligned. */
function decodeValues(block: Uint8Array, dtype: SafetensorsDtype): ArrayValues {
  const { buffer } = block;
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return Float32Array.from(new Uint16Array(buffer), floatFromHalf);
    case 'BF16': {
      const wide = Uint32Array.from(new Uint16Array(buffer), (half) => half << 16);
      return new Float32Array(wide.buffer);
    }
    case 'I64':
      return new BigInt64Array(buffer);
    case 'U64':
      return new BigUint64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'U16':
      return new Uint16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return block;
  }
}

function encodeValues(name: string, { dtype, shape, values }: StoredTensor): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== values.length)
    throw new InputError(`Tensor ${name}: shape [${shape.join(', ')}] takes ${count} values, got ${values.length}.`);
  const stored = dtype === 'F16' && values instanceof Float32Array ? Uint16Array.from(values, halfFromFloat) : values;
  const fits =
    dtype === 'F16'
      ? values instanceof Float32Array
      : decodeValues(new Uint8Array(0), dtype).constructor === values.constructor;
  if (!fits || dtype === 'BF16')
    throw new InputError(`Tensor ${name}: ${values.constructor.name} cannot be written as ${dtype}.`);
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}
