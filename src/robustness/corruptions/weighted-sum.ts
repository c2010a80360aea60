import { f32x4, i32, Kernel, Kernels, v128, type Code } from '../../support/wasm-code.js';

/** Values that a turn of the outer loop makes. */
const lanes = 32;
const parts = Array.from({ length: lanes / 4 }, (_, part) => part);

/** Places of values that have one weight: in terms of four, two count with it and two against it. */
type PlacesOfTerm = 1 | 4;

/**
 * `sum1` and `sum4(target, values, places, weights, terms, count)`: `count` times 32 sums of values at places (in bytes) times
 * weights. The one loop in which blurs spend their time.
 */
function sumKernel(placesOfTerm: PlacesOfTerm): Kernel {
  const kernel = new Kernel(`sum${placesOfTerm}`, 6);
  const [target, values, places, weights, terms, count] = Array.from({ length: 6 }, (_, k) => kernel.parameter(k));
  kernel.repeat(count, () => {
    const sums = parts.map(() => kernel.keep(f32x4.constant(0)));
    const [place, weightAt] = [kernel.keepNumber(places), kernel.keepNumber(weights)];
    kernel.repeat(kernel.keepNumber(terms), () => {
      const weight = kernel.keep(v128.load32Splat(weightAt));
      const from = Array.from({ length: placesOfTerm }, (_, k) =>
        kernel.keepNumber(i32.add(values, i32.load(place, 4 * k))),
      );
      for (const part of parts) {
        const [a, b, c, d] = from.map((address) => v128.load(address, 16 * part));
        const value: Code = placesOfTerm === 1 ? a : f32x4.subtract(f32x4.add(a, b), f32x4.add(c, d));
        kernel.change(sums[part], f32x4.add(sums[part], f32x4.multiply(value, weight)));
      }
      kernel.change(place, i32.add(place, i32.constant(4 * placesOfTerm)));
      kernel.change(weightAt, i32.add(weightAt, i32.constant(4)));
    });
    parts.forEach((part) => kernel.do(v128.store(target, sums[part], 16 * part)));
    for (const row of [target, values]) kernel.change(row, i32.add(row, i32.constant(4 * lanes)));
  });
  return kernel;
}

let kernels: Kernels | undefined;

/** Places in values after where a sum starts, and what they weigh: all terms have one place, or all have four. */
export interface Term {
  places: readonly number[];
  weight: number;
}

/** A stretch of memory where rows are laid out before they are summed, and the sum of one of them. */
export interface WeightedRows {
  /** `length` values; to be filled by the caller. */
  values: Float32Array;
  /** The weighted sum for each value of the row from `start` on, valid until the next call. */
  sum(start: number): Float32Array;
}

/**
 * Prepares sums of `rowLength` values over `length` values. One preparation is in use at a time: the next one takes the same
 * memory.
 */
export function weightedRows(length: number, rowLength: number, terms: readonly Term[]): WeightedRows {
  kernels ??= new Kernels([sumKernel(1), sumKernel(4)]);
  const placesOfTerm = terms.length > 0 ? terms[0].places.length : 1;
  const turns = Math.ceil(rowLength / lanes);
  const weightsAt = 4 * placesOfTerm * terms.length;
  const targetAt = weightsAt + 4 * terms.length;
  const valuesAt = targetAt + 4 * lanes * turns;
  kernels.reserve(valuesAt + 4 * (length + lanes));
  const { buffer } = kernels.memory;
  new Int32Array(buffer, 0, placesOfTerm * terms.length).set(
    terms.flatMap(({ places }) => places.map((place) => 4 * place)),
  );
  new Float32Array(buffer, weightsAt, terms.length).set(terms.map(({ weight }) => weight));
  const sum = kernels.get(`sum${placesOfTerm}`);
  const row = new Float32Array(buffer, targetAt, rowLength);
  return {
    values: new Float32Array(buffer, valuesAt, length),
    sum: (start) => {
      sum(targetAt, valuesAt + 4 * start, 0, weightsAt, terms.length, turns);
      return row;
    },
  };
}
