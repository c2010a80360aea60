import { f32x4, i16x8, i32, i32x4, i8x16, interleave, Kernel, v128, type Code } from '../../support/wasm-code.js';

/** Bits after the point of constants, and of what passes from the first to the second direction of a transform. */
const [constantBits, passedBits] = [13, 2];

/** Multipliers of libjpeg's accurate integer transform, by their values. */
const [m0_298, m0_390, m0_541, m0_765, m0_899, m1_175] = [2446, 3196, 4433, 6270, 7373, 9633];
const [m1_501, m1_847, m1_961, m2_053, m2_562, m3_072] = [12299, 15137, 16069, 16819, 20995, 25172];

/**
 * What frequencies 7, 5, 3, 1 take of the four differences of mirrored samples, and the other way round, the multiplications that
 * Loeffler's scheme saves put back: vector instructions multiply and add pairs.
 */
const odd = [
  [m0_298 - m0_899 - m1_961 + m1_175, m1_175, m1_175 - m1_961, m1_175 - m0_899],
  [m1_175, m2_053 - m2_562 - m0_390 + m1_175, m1_175 - m2_562, m1_175 - m0_390],
  [m1_175 - m1_961, m1_175 - m2_562, m3_072 - m2_562 - m1_961 + m1_175, m1_175],
  [m1_175 - m0_899, m1_175 - m0_390, m1_175, m1_501 - m0_899 - m0_390 + m1_175],
];

/** The same of frequencies 2 and 6. */
const [two, six] = [
  [m0_541, m0_541 + m0_765],
  [m0_541 - m1_847, m0_541],
];

/** Eight numbers of 32 bits, or pairs of 16. */
interface Halves {
  low: Code;
  high: Code;
}

const both = (change: (half: Code) => Code, { low, high }: Halves): Halves => ({
  low: change(low),
  high: change(high),
});

function pairs(kernel: Kernel, a: Code, b: Code): Halves {
  return { low: kernel.keep(interleave(a, b, 2, 'low')), high: kernel.keep(interleave(a, b, 2, 'high')) };
}

/** Sums of the two numbers of each pair, multiplied by two weights. */
function weighted(kernel: Kernel, of: Halves, [a, b]: readonly number[]): Halves {
  return both((half) => i32x4.dot(half, kernel.constant(i16x8.constant(a, b))), of);
}

const sum = (a: Halves, b: Halves): Halves => ({ low: i32x4.add(a.low, b.low), high: i32x4.add(a.high, b.high) });
const keep = (kernel: Kernel, halves: Halves): Halves => both((half) => kernel.keep(half), halves);

/** Half of what is cut off by a shift, so that it rounds. */
const half = (kernel: Kernel, bits: number): Code => kernel.constant(i32x4.constant(1 << (bits - 1)));

/**
 * Frequencies 0 … 7 of samples 0 … 7, eight rows at a time: `ofSum` is given plain sums, `ofProducts` what has
 * `constantBits` after the point.
 */
function forward<T>(
  kernel: Kernel,
  x: readonly Code[],
  ofSum: (sum: Code) => T,
  ofProducts: (products: Halves) => T,
): T[] {
  const plus = (a: Code, b: Code): Code => kernel.keep(i16x8.add(a, b));
  const minus = (a: Code, b: Code): Code => kernel.keep(i16x8.subtract(a, b));
  const outer = [plus(x[0], x[7]), minus(x[0], x[7]), plus(x[3], x[4]), minus(x[3], x[4])];
  const inner = [plus(x[1], x[6]), minus(x[1], x[6]), plus(x[2], x[5]), minus(x[2], x[5])];
  const [t10, t13, t11, t12] = [
    ...[plus(outer[0], outer[2]), minus(outer[0], outer[2])],
    ...[plus(inner[0], inner[2]), minus(inner[0], inner[2])],
  ];
  const even = pairs(kernel, t12, t13);
  const [a, b] = [pairs(kernel, outer[3], inner[3]), pairs(kernel, inner[1], outer[1])];
  const ofOdd = (row: readonly number[]): T =>
    ofProducts(sum(weighted(kernel, a, row), weighted(kernel, b, row.slice(2))));
  const [f7, f5, f3, f1] = odd.map(ofOdd);
  return [
    ...[ofSum(i16x8.add(t10, t11)), f1, ofProducts(weighted(kernel, even, two)), f3],
    ...[ofSum(i16x8.subtract(t10, t11)), f5, ofProducts(weighted(kernel, even, six)), f7],
  ];
}

/** Samples 0 … 7 of frequencies 0 … 7, eight columns at a time, rounded to `bits` fewer after the point. */
function inverse(kernel: Kernel, x: readonly Code[], bits: number): Code[] {
  const sides = pairs(kernel, x[0], x[4]);
  const base = (sign: number): Halves =>
    keep(
      kernel,
      both(
        (products) => i32x4.add(products, half(kernel, bits)),
        weighted(kernel, sides, [1 << constantBits, sign << constantBits]),
      ),
    );
  const [sum04, difference04] = [base(1), base(-1)];
  const even = pairs(kernel, x[2], x[6]);
  const t2 = keep(kernel, weighted(kernel, even, [two[0], six[0]]));
  const t3 = keep(kernel, weighted(kernel, even, [two[1], six[1]]));
  const [a, b] = [pairs(kernel, x[7], x[5]), pairs(kernel, x[3], x[1])];
  const ofOdd = odd.map((row) => keep(kernel, sum(weighted(kernel, a, row), weighted(kernel, b, row.slice(2)))));
  const result = new Array<Code>(8);
  [
    [sum04, t3],
    [difference04, t2],
    [difference04, t2],
    [sum04, t3],
  ].forEach(([of04, of26], k) => {
    const combine = k < 2 ? i32x4.add : i32x4.subtract;
    const ofEven = keep(kernel, { low: combine(of04.low, of26.low), high: combine(of04.high, of26.high) });
    const ends = (turn: (a: Code, b: Code) => Code): Code =>
      kernel.keep(
        i16x8.narrow(
          i32x4.shiftRight(turn(ofEven.low, ofOdd[3 - k].low), bits),
          i32x4.shiftRight(turn(ofEven.high, ofOdd[3 - k].high), bits),
        ),
      );
    result[k] = ends(i32x4.add);
    result[7 - k] = ends(i32x4.subtract);
  });
  return result;
}

/** Vectors with rows and columns exchanged; every turn moves one bit of the place from vectors to lanes. */
function transposed(kernel: Kernel, vectors: readonly Code[], size: 1 | 2): Code[] {
  let from = vectors;
  const count = vectors.length;
  for (let turn = 0; turn < 3; turn++)
    from = Array.from({ length: count }, (_, k) => {
      const [a, b] = [from[k >> 1], from[(k >> 1) + count / 2]];
      return kernel.keep(interleave(a, b, size, k % 2 === 0 ? 'low' : 'high'));
    });
  return [...from];
}

/** Added to a number of single precision below 2²², this rounds it to a whole one, which is found in the bits. */
const wholeNumbers = 1.5 * 2 ** 23;
const wholeBits = new Int32Array(Float32Array.of(wholeNumbers).buffer)[0];

/** Bytes of a table for a kernel: reciprocals in single precision, then steps of 16 bits. */
const [bytesOfReciprocals, bytesOfSteps] = [64 * 4, 64 * 2];
export const tableBytes = bytesOfReciprocals + bytesOfSteps;

/** Writes steps of quantisation [8, 8] the way the kernel reads them. */
export function writeTable(memory: ArrayBuffer, address: number, steps: readonly number[]): void {
  // The transform's results are 8 times as large. A trace more than the reciprocal rounds halves away from 0, as libjpeg does.
  new Float32Array(memory, address, 64).set(steps.map((step) => (1 + 2 ** -18) / (8 * step)));
  new Int16Array(memory, address + bytesOfReciprocals, 64).set(steps);
}

/** Eight results of the transform, divided by their steps, rounded and multiplied again. */
function quantised(kernel: Kernel, values: Halves, table: Code, row: number): Code {
  const levels = [values.low, values.high].map((half, k) => {
    const steps = f32x4.multiply(f32x4.convert(half), v128.load(table, row * 32 + k * 16));
    const bits = f32x4.add(steps, kernel.constant(f32x4.constant(wholeNumbers)));
    return i32x4.subtract(bits, kernel.constant(i32x4.constant(wholeBits)));
  });
  return kernel.keep(
    i16x8.multiply(i16x8.narrow(levels[0], levels[1]), v128.load(table, bytesOfReciprocals + row * 16)),
  );
}

/**
 * `blocks(samples, bytes, stride, table, count)`: what quantisation leaves of a row of blocks. Samples are numbers of 16 bits about 0,
 * [count, 8, 8]; rows of bytes are `stride` apart. The transforms are libjpeg's accurate ones (`islow`), bit by bit.
 */
export function blockKernel(): Kernel {
  const kernel = new Kernel('blocks', 5);
  const [samples, bytes, stride, table, count] = [0, 1, 2, 3, 4].map((k) => kernel.parameter(k));
  kernel.repeat(count, () => {
    const rows = Array.from({ length: 8 }, (_, row) => kernel.keep(v128.load(samples, 16 * row)));
    const descale = (bits: number, products: Halves): Halves =>
      both((sum) => i32x4.shiftRight(i32x4.add(sum, half(kernel, bits)), bits), products);
    const alongRows = forward(
      kernel,
      transposed(kernel, rows, 2),
      (sum) => kernel.keep(i16x8.shiftLeft(sum, passedBits)),
      (products) => {
        const { low, high } = descale(constantBits - passedBits, products);
        return kernel.keep(i16x8.narrow(low, high));
      },
    );
    const frequencies = forward(
      kernel,
      transposed(kernel, alongRows, 2),
      (sum) => {
        const rounded = i16x8.add(sum, kernel.constant(i16x8.constant(1 << (passedBits - 1))));
        const whole = kernel.keep(i16x8.shiftRight(rounded, passedBits));
        return { low: i32x4.extendLow(whole), high: i32x4.extendHigh(whole) };
      },
      (products) => descale(constantBits + passedBits, products),
    );
    const left = frequencies.map((values, row) => quantised(kernel, values, table, row));
    const alongColumns = inverse(kernel, left, constantBits - passedBits);
    const columns = inverse(kernel, transposed(kernel, alongColumns, 2), constantBits + passedBits + 3);
    const narrow = [0, 2, 4, 6].map((k) => kernel.keep(i8x16.narrowSigned(columns[k], columns[k + 1])));
    const restored = transposed(kernel, narrow, 1);
    const to = kernel.keepNumber(bytes);
    restored.forEach((two, k) => {
      const level = kernel.keep(i8x16.add(two, kernel.constant(i8x16.constant(-128))));
      kernel.do(v128.store64Lane(to, level, 0));
      kernel.change(to, i32.add(to, stride));
      kernel.do(v128.store64Lane(to, level, 1));
      if (k < 3) kernel.change(to, i32.add(to, stride));
    });
    kernel.change(samples, i32.add(samples, i32.constant(128)));
    kernel.change(bytes, i32.add(bytes, i32.constant(8)));
  });
  return kernel;
}
