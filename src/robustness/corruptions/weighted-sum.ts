/**
 * Sums of shifted rows, four values at a time: `target[i] = Σ_t weights[t]·values[offsets[t] + i]`.
 *
 * JavaScript has no vector instructions, WebAssembly has; this is the one loop in which blurs spend their time, written
 * out as the module's bytes. Arguments: target, values, offsets, weights (byte addresses), number of terms, bytes of a row.
 * Reference: WebAssembly Core Specification 2.0, 5.4 Instructions.
 */

/** Values that a turn of the outer loop makes. */
const lanes = 32;

const [i32, v128, empty] = [0x7f, 0x7b, 0x40];
const [blockStart, loopStart, branchIf, end] = [0x02, 0x03, 0x0d, 0x0b];
const [add, multiply, lessThan, isZero] = [0x6a, 0xe6, 0x49, 0x45];

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...(value < 64 ? [value] : [(value & 0x7f) | 0x80, value >> 7])];
const load32 = [0x28, 2, 0];
const loadSplat = [0xfd, 0x09, 2, 0];
const load128 = (offset: number): number[] => [0xfd, 0x00, 2, offset];
const store128 = (offset: number): number[] => [0xfd, 0x0b, 2, offset];
const addFour = [0xfd, 0xe4, 0x01];
const multiplyFour = [0xfd, multiply, 0x01];
const zeros = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];

const [target, values, offsets, weights, terms, length] = [0, 1, 2, 3, 4, 5];
const [at, term, from, weight, firstSum] = [6, 7, 8, 9, 10];
const parts = Array.from({ length: lanes / 4 }, (_, part) => part);

const body = [
  [blockStart, empty, ...get(length), isZero, branchIf, 0, loopStart, empty],
  parts.flatMap((part) => [...zeros, ...set(firstSum + part)]),
  [...constant(0), ...set(term)],
  [blockStart, empty, ...get(terms), isZero, branchIf, 0, loopStart, empty],
  [...get(offsets), ...get(term), add, ...load32, ...get(values), add, ...get(at), add, ...set(from)],
  [...get(weights), ...get(term), add, ...loadSplat, ...set(weight)],
  parts.flatMap((part) => [
    ...[...get(firstSum + part), ...get(from), ...load128(16 * part), ...get(weight)],
    ...[...multiplyFour, ...addFour, ...set(firstSum + part)],
  ]),
  [...get(term), ...constant(4), add, ...set(term), ...get(term), ...get(terms), lessThan, branchIf, 0, end, end],
  parts.flatMap((part) => [...get(target), ...get(at), add, ...get(firstSum + part), ...store128(16 * part)]),
  [...get(at), ...constant(4 * lanes), add, ...set(at), ...get(at), ...get(length), lessThan, branchIf, 0, end, end],
  [end],
].flat();

/** A number in LEB128. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}

const section = (id: number, ...content: number[]): number[] => [id, ...leb(content.length), ...content];
const text = (name: string): number[] => [name.length, ...Buffer.from(name)];
const locals = [3, 3, i32, 1, v128, parts.length, v128];
const code = [...locals, ...body];

const moduleBytes = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, 1, 0x60, 6, i32, i32, i32, i32, i32, i32, 0),
  ...section(2, 1, ...text('a'), ...text('memory'), 2, 0, 1),
  ...section(3, 1, 0),
  ...section(7, 1, ...text('sum'), 0, 0),
  ...section(10, 1, ...leb(code.length), ...code),
);

type Sum = (target: number, values: number, offsets: number, weights: number, terms: number, length: number) => void;

interface Engine {
  memory: WebAssembly.Memory;
  sum: Sum;
}

let engine: Engine | undefined;

function start(): Engine {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes), { a: { memory } });
  return { memory, sum: instance.exports.sum as Sum };
}

/** A place where rows are laid out before they are summed, and the sum of one of them. */
export interface RowSums {
  /** `length` values; to be filled by the caller. */
  values: Float32Array;
  /** Σ_t weights[t]·values[start + offsets[t] + i] for i in 0 … row length − 1, valid until the next call. */
  sum(start: number): Float32Array;
}

/**
 * Prepares sums of `rowLength` values with the given offsets (in values) and weights over `length` values.
 * One preparation is in use at a time: the next one takes the same memory.
 */
export function rowSums(
  length: number,
  rowLength: number,
  termOffsets: readonly number[],
  termWeights: readonly number[],
): RowSums {
  engine ??= start();
  const { memory, sum } = engine;
  const padded = Math.ceil(rowLength / lanes) * lanes;
  const count = termOffsets.length;
  const [weightsAt, targetAt, valuesAt] = [4 * count, 8 * count, 8 * count + 4 * padded];
  const bytes = valuesAt + 4 * (length + lanes);
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  new Int32Array(memory.buffer, 0, count).set(termOffsets.map((offset) => 4 * offset));
  new Float32Array(memory.buffer, weightsAt, count).set(termWeights);
  const row = new Float32Array(memory.buffer, targetAt, rowLength);
  return {
    values: new Float32Array(memory.buffer, valuesAt, length),
    sum: (first) => {
      sum(targetAt, valuesAt + 4 * first, 0, weightsAt, 4 * count, 4 * padded);
      return row;
    },
  };
}
