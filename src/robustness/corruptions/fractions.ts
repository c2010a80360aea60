import { f32x4, i16x8, i32, i32x4, i8x16, Kernel, Kernels, v128, type Code } from '../../support/wasm-code.js';

/** Numbers that a turn of a kernel's loop takes. */
const lanes = 16;

/** `fractions(bytes, unit, count)`: bytes divided by 255, `count` times sixteen. */
function fractionsKernel(): Kernel {
  const kernel = new Kernel('fractions', 3);
  const [bytes, unit, count] = [0, 1, 2].map((k) => kernel.parameter(k));
  const white = kernel.constant(f32x4.constant(255));
  kernel.repeat(count, () => {
    for (const half of [0, 1]) {
      const levels = kernel.keep(i16x8.loadBytes(bytes, 8 * half));
      [i32x4.extendLow(levels), i32x4.extendHigh(levels)].forEach((four, k) =>
        kernel.do(v128.store(unit, f32x4.divide(f32x4.convert(four), white), 32 * half + 16 * k)),
      );
    }
    kernel.change(bytes, i32.add(bytes, i32.constant(lanes)));
    kernel.change(unit, i32.add(unit, i32.constant(4 * lanes)));
  });
  return kernel;
}

/** `bytes(unit, bytes, count)`: fractions times 255, rounded and clipped, `count` times sixteen. */
function bytesKernel(): Kernel {
  const kernel = new Kernel('bytes', 3);
  const [unit, bytes, count] = [0, 1, 2].map((k) => kernel.parameter(k));
  const [white, half] = [kernel.constant(f32x4.constant(255)), kernel.constant(f32x4.constant(0.5))];
  const level = (k: number): Code =>
    i32x4.truncate(f32x4.add(f32x4.multiply(v128.load(unit, 16 * k), white), half)); // prettier-ignore
  kernel.repeat(count, () => {
    const [first, second] = [0, 2].map((k) => i16x8.narrow(level(k), level(k + 1)));
    kernel.do(v128.store(bytes, i8x16.narrowUnsigned(first, second)));
    kernel.change(unit, i32.add(unit, i32.constant(4 * lanes)));
    kernel.change(bytes, i32.add(bytes, i32.constant(lanes)));
  });
  return kernel;
}

let kernels: Kernels | undefined;

/** Some numbers as bytes and as fractions, in memory that all bands share: one is in use at a time. */
export class Band {
  readonly bytes: Uint8Array;
  readonly unit: Float32Array;
  private readonly kernels: Kernels;
  private readonly count: number;

  constructor(readonly length: number) {
    this.count = Math.ceil(length / lanes);
    this.kernels = kernels ??= new Kernels([fractionsKernel(), bytesKernel()]);
    this.kernels.reserve(5 * lanes * this.count);
    const { buffer } = this.kernels.memory;
    this.unit = new Float32Array(buffer, 0, length);
    this.bytes = new Uint8Array(buffer, 4 * lanes * this.count, length);
  }

  /** Fills fractions from bytes. */
  divide(): void {
    this.kernels.get('fractions')(this.bytes.byteOffset, 0, this.count);
  }

  /** Fills bytes from fractions, rounded to the nearest and clipped. */
  round(): void {
    this.kernels.get('bytes')(0, this.bytes.byteOffset, this.count);
  }
}

/** Numbers that are brought from one kind to the other at a time: few enough for a processor's cache. */
const bandLength = 12288;

/** Calls `use` for stretches of `length` numbers: a band, and where it begins. */
function forBands(length: number, use: (band: Band, start: number) => void): void {
  let band = new Band(Math.min(bandLength, length));
  for (let start = 0; start < length; start += bandLength) {
    if (length - start < band.length) band = new Band(length - start);
    use(band, start);
  }
}

/** Bytes as fractions 0..1. */
export function fractionsOf(bytes: Uint8Array): Float32Array {
  const unit = new Float32Array(bytes.length);
  forBands(bytes.length, (band, start) => {
    band.bytes.set(bytes.subarray(start, start + band.length));
    band.divide();
    unit.set(band.unit, start);
  });
  return unit;
}

/** Fractions clipped and rounded to bytes. */
export function roundedBytes(unit: Float32Array): Uint8Array {
  const bytes = new Uint8Array(unit.length);
  forBands(unit.length, (band, start) => {
    band.unit.set(unit.subarray(start, start + band.length));
    band.round();
    bytes.set(band.bytes, start);
  });
  return bytes;
}

/** Clips values to 0..1 in place. */
export function clip(unit: Float32Array): Float32Array {
  for (let i = 0; i < unit.length; i++) unit[i] = unit[i] < 0 ? 0 : unit[i] > 1 ? 1 : unit[i];
  return unit;
}
