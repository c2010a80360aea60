/**
 * WebAssembly modules written out as bytes, for the few loops that need vector instructions, which JavaScript lacks.
 *
 * Instructions carry the names of the specification and nest like calls; a {@link Kernel} puts them in order. Reference:
 * WebAssembly Core Specification 2.0, 5.4 Instructions and 5.5 Modules.
 */

/** Instructions as bytes; in an expression they leave one value. */
export type Code = readonly number[];

const [typeI32, typeV128, typeEmpty] = [0x7f, 0x7b, 0x40];

/** An unsigned number in LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** A signed number of 32 bits in LEB128. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;
type Shift = (a: Code, bits: number) => Code;
type Load = (address: Code, offset?: number) => Code;

const vector = (op: number): number[] => [0xfd, ...unsigned(op)];
const unary = (op: number): Unary => (a) => [...a, ...vector(op)]; // prettier-ignore
const binary = (op: number): Binary => (a, b) => [...a, ...b, ...vector(op)]; // prettier-ignore
const shift = (op: number): Shift => (a, bits) => [...a, ...i32.constant(bits), ...vector(op)]; // prettier-ignore
const load = (op: number): Load => (address, offset = 0) => [...address, ...vector(op), 0, ...unsigned(offset)]; // prettier-ignore

function bytesOf(values: ArrayBufferView): Code {
  return [...vector(0x0c), ...new Uint8Array(values.buffer, values.byteOffset, 16)];
}

/** Numbers repeated until a vector of `lanes` is full. */
const filled = (numbers: readonly number[], lanes: number): number[] =>
  Array.from({ length: lanes }, (_, lane) => numbers[lane % numbers.length]);

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  load: (address: Code, offset = 0): Code => [...address, 0x28, 0, ...unsigned(offset)],
};

export const v128 = {
  load: load(0x00),
  load32Splat: load(0x09),
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...vector(0x0b),
    0,
    ...unsigned(offset),
  ],
  store64Lane: (address: Code, value: Code, lane: number, offset = 0): Code =>
    [...address, ...value, ...vector(0x5b), 0, ...unsigned(offset), lane], // prettier-ignore
  or: binary(0x50),
  anyTrue: unary(0x53),
};

export const i8x16 = {
  constant: (...numbers: number[]): Code => bytesOf(Int8Array.from(filled(numbers, 16))),
  /** Bytes of two vectors by their places, 0 … 15 in the first and 16 … 31 in the second. */
  shuffle: (a: Code, b: Code, places: readonly number[]): Code => [...a, ...b, ...vector(0x0d), ...places],
  add: binary(0x6e),
  narrowSigned: binary(0x65),
  narrowUnsigned: binary(0x66),
};

export const i16x8 = {
  constant: (...numbers: number[]): Code => bytesOf(Int16Array.from(filled(numbers, 8))),
  loadBytes: load(0x02),
  narrow: binary(0x85),
  shiftLeft: shift(0x8b),
  shiftRight: shift(0x8c),
  add: binary(0x8e),
  subtract: binary(0x91),
  multiply: binary(0x95),
  /** (a·b + 2¹⁴) >> 15. */
  multiplyRounded: binary(0x82),
};

export const i32x4 = {
  constant: (...numbers: number[]): Code => bytesOf(Int32Array.from(filled(numbers, 4))),
  addPairs: unary(0x7e),
  extendLow: unary(0xa7),
  extendHigh: unary(0xa8),
  /** Numbers of single precision cut off after the point; no number becomes 0. */
  truncate: unary(0xf8),
  shiftLeft: shift(0xab),
  shiftRight: shift(0xac),
  add: binary(0xae),
  subtract: binary(0xb1),
  /** Sums of the products of neighbouring pairs of 16 bits. */
  dot: binary(0xba),
};

export const f32x4 = {
  constant: (...numbers: number[]): Code => bytesOf(Float32Array.from(filled(numbers, 4))),
  /** Of whole numbers. */
  convert: unary(0xfa),
  add: binary(0xe4),
  subtract: binary(0xe5),
  multiply: binary(0xe6),
  divide: binary(0xe7),
};

/** Alternately a lane of `size` bytes from the lower (or the higher) half of one vector, and one from that of another. */
export function interleave(a: Code, b: Code, size: 1 | 2, half: 'low' | 'high'): Code {
  const places = Array.from({ length: 16 }, (_, place) => {
    const lane = Math.floor(place / size);
    return (half === 'low' ? 0 : 8) + (lane >> 1) * size + (place % size) + (lane & 1) * 16;
  });
  return i8x16.shuffle(a, b, places);
}

/** A function of 32-bit numbers, most of them addresses, written statement by statement; it returns nothing. */
export class Kernel {
  private readonly constants = new Map<string, Code>();
  private readonly prologue: number[] = [];
  private readonly body: number[] = [];
  private readonly types: number[] = [];

  constructor(
    readonly name: string,
    readonly parameters: number,
  ) {}

  /** The number that the function was called with in place k, or what it was changed to. */
  parameter(k: number): Code {
    return [0x20, ...unsigned(k)];
  }

  /** Computes a vector once, to be used in any number of places. */
  keep(value: Code): Code {
    return this.assign(value, typeV128, this.body);
  }

  /** Computes a number once, to be used in any number of places. */
  keepNumber(value: Code): Code {
    return this.assign(value, typeI32, this.body);
  }

  /** A constant vector, made when the function begins. */
  constant(value: Code): Code {
    const key = value.join();
    const kept = this.constants.get(key) ?? this.assign(value, typeV128, this.prologue);
    this.constants.set(key, kept);
    return kept;
  }

  /** Gives a parameter or what was kept another value. */
  change(kept: Code, value: Code): void {
    this.do([...value, 0x21, ...kept.slice(1)]);
  }

  do(statement: Code): void {
    for (const byte of statement) this.body.push(byte);
  }

  /** What `write` writes, as often as a number says that is counted down to 0. */
  repeat(count: Code, write: () => void): void {
    this.do([0x02, typeEmpty, ...count, 0x45, 0x0d, 0, 0x03, typeEmpty]);
    write();
    this.change(count, i32.subtract(count, i32.constant(1)));
    this.do([...count, 0x0d, 0, 0x0b, 0x0b]);
  }

  /** The function's entry in the code section. */
  code(): number[] {
    const locals = this.types.flatMap((type) => [1, type]);
    const content = [...unsigned(this.types.length), ...locals, ...this.prologue, ...this.body, 0x0b];
    return [...unsigned(content.length), ...content];
  }

  private assign(value: Code, type: number, into: number[]): Code {
    const local = unsigned(this.parameters + this.types.length);
    this.types.push(type);
    into.push(...value, 0x21, ...local);
    return [0x20, ...local];
  }
}

const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const vectorOf = (entries: readonly (readonly number[])[]): number[] => [
  ...unsigned(entries.length),
  ...entries.flat(),
];
const text = (name: string): number[] => [...unsigned(name.length), ...Buffer.from(name)];

/** Compiled kernels that work on one memory, which grows as needed. */
export class Kernels {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly functions: WebAssembly.Exports;

  constructor(kernels: readonly Kernel[]) {
    const bytes = [
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vectorOf(kernels.map(({ parameters: n }) => [0x60, n, ...new Array<number>(n).fill(typeI32), 0]))),
      ...section(2, vectorOf([[...text('a'), ...text('memory'), 2, 0, 1]])),
      ...section(3, vectorOf(kernels.map((_, k) => unsigned(k)))),
      ...section(7, vectorOf(kernels.map(({ name }, k) => [...text(name), 0, ...unsigned(k)]))),
      ...section(10, vectorOf(kernels.map((kernel) => kernel.code()))),
    ];
    const module = new WebAssembly.Module(Uint8Array.from(bytes));
    this.functions = new WebAssembly.Instance(module, { a: { memory: this.memory } }).exports;
  }

  /** The function of that name. */
  readonly get = (name: string): ((...numbers: number[]) => void) => {
    return this.functions[name] as (...numbers: number[]) => void;
  };

  /** Makes room for `bytes`; views of the memory made before are void if it had to grow. */
  reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
  }
}
