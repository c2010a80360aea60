import { InputError } from '../support/errors.js';
import { elementWidths, storedBytes, type ElementType } from './stored-array.js';

/** NumPy's names of the types of elements, by safetensors' names. */
export const elementTypes = {
  F64: 'f8',
  I64: 'i8',
  U64: 'u8',
  F32: 'f4',
  I32: 'i4',
  U32: 'u4',
  F16: 'f2',
  BF16: 'bf2',
  I16: 'i2',
  U16: 'u2',
  I8: 'i1',
  U8: 'u1',
  BOOL: 'b1',
} as const satisfies Record<string, ElementType>;

/** Element types of safetensors that are read and written. */
export type SafetensorsDtype = keyof typeof elementTypes;

/** A tensor in a safetensors file: its bytes are [begin, end) of what follows the header. */
export interface SafetensorsEntry {
  dtype: SafetensorsDtype;
  shape: number[];
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  entries: Map<string, SafetensorsEntry>;
  metadata: Record<string, string>;
}

/** The reference implementation's limit on the header. */
const largestHeader = 100_000_000;

/** The eight bytes with which a safetensors file of `size` bytes begins, as the length of its header. Throws InputError. */
export function safetensorsHeaderLength(start: Uint8Array, size: number, file: string): number {
  if (size < 8) throw invalid(file, `it has ${size} bytes, not even the header's length`);
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(largestHeader))
    throw invalid(file, `the header is said to have ${length} bytes, more than ${largestHeader}`);
  if (length > BigInt(size - 8)) throw invalid(file, `the header of ${length} bytes is cut short`);
  return Number(length);
}

/**
 * Parses the JSON header of a safetensors file that is followed by `available` bytes. Throws InputError naming `file` if it
 * is not JSON, if a tensor's type, shape and offsets disagree, or if the tensors overlap, leave gaps, or do not end where the
 * file ends.
 *
 * Reference: https://github.com/huggingface/safetensors, format.
 */
export function parseSafetensorsHeader(text: Uint8Array, available: number, file: string): SafetensorsHeader {
  const fail = (fault: string): never => {
    throw invalid(file, fault);
  };
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (error) {
    fail(`the header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(header)) return fail('the header is not a JSON object');
  const { __metadata__: metadata = {}, ...described } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    fail('__metadata__ is not an object of strings');
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of Object.entries(described)) {
    const entry = readEntry(name, value, fail);
    if (entry.end > available) fail(`tensor ${name} ends at byte ${entry.end} of ${available}`);
    entries.set(name, entry);
  }
  checkCovered(entries, available, fail);
  return { entries, metadata: metadata as Record<string, string> };
}

/** Throws unless the tensors cover what follows the header, each byte once. */
function checkCovered(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  available: number,
  fail: (fault: string) => never,
): void {
  let covered = 0;
  for (const [name, { begin, end }] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) fail(`tensor ${name} begins at byte ${begin}, expected ${covered} (no overlap, no gap)`);
    covered = end;
  }
  if (covered !== available) fail(`${available - covered} bytes after the last tensor belong to none`);
}

/**
 * What stands before the numbers of a safetensors file, and where each tensor's begin after it. Tensors are ordered by the width
 * of their type, widest first (so that each begins at a multiple of it), then by name, metadata by key. Throws InputError if
 * a name occurs twice.
 */
export function serialiseSafetensorsHeader(
  tensors: Iterable<readonly [string, { dtype: SafetensorsDtype; shape: readonly number[] }]>,
  metadata: Record<string, string> = {},
): { bytes: Uint8Array; begins: Map<string, number> } {
  const width = (dtype: SafetensorsDtype): number => elementWidths[elementTypes[dtype]];
  const sorted = [...tensors].sort(
    ([a, { dtype: x }], [b, { dtype: y }]) => width(y) - width(x) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    entries.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))]);
  const begins = new Map<string, number>();
  let offset = 0;
  for (const [name, { dtype, shape }] of sorted) {
    if (name === '__metadata__' || begins.has(name))
      throw new InputError(`Tensor name ${name} is reserved or occurs twice.`);
    const end = offset + storedBytes({ shape, type: elementTypes[dtype] });
    entries.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    begins.set(name, offset);
    offset = end;
  }
  // Written by hand rather than from one object, because objects put names that look like integers first.
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return { bytes, begins };
}

function invalid(file: string, fault: string): InputError {
  return new InputError(`${file} is not a valid safetensors file: ${fault}. Write or download it again.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readEntry(name: string, entry: unknown, fail: (fault: string) => never): SafetensorsEntry {
  if (!isRecord(entry)) return fail(`the entry of tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(elementTypes, dtype))
    return fail(
      `tensor ${name} has type ${JSON.stringify(dtype)}, expected one of ${Object.keys(elementTypes).join(' ')}`,
    );
  if (!Array.isArray(shape) || !shape.every(isLength))
    return fail(`tensor ${name} has shape ${JSON.stringify(shape)}, expected a list of lengths`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength) || offsets[0] > offsets[1])
    return fail(`tensor ${name} has data_offsets ${JSON.stringify(offsets)}, expected [begin, end]`);
  const [begin, end] = offsets as [number, number];
  const known = dtype as SafetensorsDtype;
  const size = storedBytes({ shape: shape as number[], type: elementTypes[known] });
  if (size !== end - begin)
    return fail(
      `tensor ${name} of type ${dtype} and shape [${shape.join(', ')}] takes ${size} bytes, has ${end - begin}`,
    );
  return { dtype: known, shape: shape as number[], begin, end };
}
