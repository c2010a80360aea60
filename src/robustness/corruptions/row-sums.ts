import { i16x8, i32, Kernel, Kernels, v128 } from '../../support/wasm-code.js';
import type { Colours } from './image-corruption.js';

/** Bytes that a turn of the kernel's loop adds. */
const lanes = 16;

/** `add(bytes, sums, count)`: adds `count` times sixteen bytes to numbers of 16 bits. */
function addKernel(): Kernel {
  const kernel = new Kernel('add', 3);
  const [bytes, sums, count] = [0, 1, 2].map((k) => kernel.parameter(k));
  kernel.repeat(count, () => {
    for (const half of [0, 1]) {
      const added = i16x8.add(v128.load(sums, 16 * half), i16x8.loadBytes(bytes, 8 * half));
      kernel.do(v128.store(sums, added, 16 * half));
    }
    kernel.change(bytes, i32.add(bytes, i32.constant(lanes)));
    kernel.change(sums, i32.add(sums, i32.constant(2 * lanes)));
  });
  return kernel;
}

let kernels: Kernels | undefined;

/** Sums over some rows, place by place. */
export interface RowSums {
  /** Sums of rows `first` … `end` − 1, at most 257 of bytes; valid until the next call. */
  sum(first: number, end: number): Uint16Array | Float64Array;
}

/** Prepares sums over rows of `stride` values; those of bytes share their memory, so that one preparation is in use at a time. */
export function rowSums(values: Colours, stride: number): RowSums {
  return values instanceof Uint8Array ? sumsOfBytes(values, stride) : sumsOfFractions(values, stride);
}

function sumsOfBytes(values: Uint8Array, stride: number): RowSums {
  const count = Math.ceil(stride / lanes);
  kernels ??= new Kernels([addKernel()]);
  kernels.reserve(3 * lanes * count);
  const { memory, get } = kernels;
  const add = get('add');
  const sums = new Uint16Array(memory.buffer, 0, stride);
  const row = new Uint8Array(memory.buffer, 2 * lanes * count, stride);
  return {
    sum: (first, end) => {
      sums.fill(0);
      for (let v = first; v < end; v++) {
        row.set(values.subarray(v * stride, (v + 1) * stride));
        add(row.byteOffset, 0, count);
      }
      return sums;
    },
  };
}

function sumsOfFractions(values: Float32Array, stride: number): RowSums {
  const sums = new Float64Array(stride);
  return {
    sum: (first, end) => {
      sums.fill(0);
      for (let v = first, i = first * stride; v < end; v++) for (let k = 0; k < stride; k++, i++) sums[k] += values[i];
      return sums;
    },
  };
}
