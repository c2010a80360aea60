import { i16x8, i32, i32x4, i8x16, interleave, Kernel, v128, type Code } from '../../support/wasm-code.js';

/** Bits after the point of weights. */
const bits = 16;

/** Anything beyond 15 takes a byte of a vector of zeros. */
const zero = 16;

/** Pairs of 16 bits of four pixels, red with green and blue with green. */
function colourPairs(kernel: Kernel, pixels: Code): { redGreen: Code; blueGreen: Code } {
  const zeros = kernel.constant(i8x16.constant(0));
  const pixel = kernel.keep(v128.load(pixels));
  const pairs = (first: number): Code => {
    const places = [0, 3, 6, 9].flatMap((at) => [at + first, zero, at + 1, zero]);
    return kernel.keep(i8x16.shuffle(pixel, zeros, places));
  };
  return { redGreen: pairs(0), blueGreen: pairs(2) };
}

/** Weighted sums of the colours of eight pixels at `pixels`, 16 bits each. */
function eight(kernel: Kernel, pixels: Code, weigh: (colours: { redGreen: Code; blueGreen: Code }) => Code[]): Code[] {
  const [left, right] = [pixels, i32.add(pixels, i32.constant(12))].map((at) => weigh(colourPairs(kernel, at)));
  return left.map((sum, k) => kernel.keep(i16x8.narrow(i32x4.shiftRight(sum, bits), i32x4.shiftRight(right[k], bits))));
}

/** Weights of red, green and blue in luma, in Cb and in Cr, times 2¹⁶, as libjpeg has them; their halves are 2¹⁵. */
const luma = [19595, 38470, 7471];
const [ofCb, ofCr] = [
  [11059, 21709],
  [27439, 5329],
];
const one = 2 ** 14;

/** `luma(rgb, samples, count)`: luma less 128 of `count` times sixteen pixels, into two blocks of samples each time. */
export function lumaKernel(): Kernel {
  const kernel = new Kernel('luma', 3);
  const [rgb, samples, count] = [0, 1, 2].map((k) => kernel.parameter(k));
  const [red, green, blue] = luma;
  const constant = (...numbers: number[]): Code => kernel.constant(i16x8.constant(...numbers));
  const offset = kernel.constant(i32x4.constant((1 << (bits - 1)) - (128 << bits)));
  kernel.repeat(count, () => {
    for (const block of [0, 1]) {
      // Green's weight has more than 15 bits: it is given in two parts.
      const [values] = eight(kernel, rgb, ({ redGreen, blueGreen }) => {
        const first = i32x4.dot(redGreen, constant(red, green - one));
        return [i32x4.add(i32x4.add(first, i32x4.dot(blueGreen, constant(blue, one))), offset)];
      });
      kernel.do(v128.store(samples, values, 128 * block));
      kernel.change(rgb, i32.add(rgb, i32.constant(24)));
    }
    kernel.change(samples, i32.add(samples, i32.constant(256)));
  });
  return kernel;
}

/**
 * `chroma(above, below, cb, cr, count)`: Cb and Cr less 128 of two rows of `count` times sixteen pixels, means of two by two
 * that are rounded up and down in turn, into a block of samples each time.
 */
export function chromaKernel(): Kernel {
  const kernel = new Kernel('chroma', 5);
  const [above, below, cb, cr, count] = [0, 1, 2, 3, 4].map((k) => kernel.parameter(k));
  const constant = (...numbers: number[]): Code => kernel.constant(i16x8.constant(...numbers));
  const offset = kernel.constant(i32x4.constant((1 << (bits - 1)) - 1));
  // What is subtracted is negative where 2¹⁵, which does not fit 16 bits, is to be added.
  const weigh = ({ redGreen, blueGreen }: { redGreen: Code; blueGreen: Code }): Code[] => [
    i32x4.subtract(
      i32x4.subtract(offset, i32x4.dot(redGreen, constant(ofCb[0], ofCb[1]))),
      i32x4.dot(blueGreen, constant(-(2 ** 15), 0)),
    ),
    i32x4.subtract(
      i32x4.subtract(offset, i32x4.dot(redGreen, constant(-(2 ** 15), ofCr[0]))),
      i32x4.dot(blueGreen, constant(ofCr[1], 0)),
    ),
  ];
  const inTurn = kernel.constant(i32x4.constant(1, 2));
  kernel.repeat(count, () => {
    const means = [0, 1].map(() => {
      const [upper, lower] = [above, below].map((row) => eight(kernel, row, weigh));
      for (const row of [above, below]) kernel.change(row, i32.add(row, i32.constant(24)));
      return upper.map((values, k) =>
        kernel.keep(i32x4.shiftRight(i32x4.add(i32x4.addPairs(i16x8.add(values, lower[k])), inTurn), 2)),
      );
    });
    [cb, cr].forEach((samples, k) => {
      kernel.do(v128.store(samples, i16x8.narrow(means[0][k], means[1][k])));
      kernel.change(samples, i32.add(samples, i32.constant(128)));
    });
  });
  return kernel;
}

/** Cb or Cr less 128 of sixteen pixels, between eight samples and their neighbours: ¾ of the nearer along either axis. */
function enlarged(kernel: Kernel, near: Code, far: Code, side: Code): [Code, Code] {
  const three = kernel.constant(i16x8.constant(3));
  const along = (move: (row: Code) => Code): Code =>
    kernel.keep(i16x8.add(i16x8.multiply(i16x8.loadBytes(move(near)), three), i16x8.loadBytes(move(far))));
  const here = kernel.keep(i16x8.multiply(along((row) => row), three)); // prettier-ignore
  const between = (other: Code, rounding: number): Code => {
    const sum = i16x8.add(i16x8.add(here, other), kernel.constant(i16x8.constant(rounding - 16 * 128)));
    return kernel.keep(i16x8.shiftRight(sum, 4));
  };
  const left = between(along((row) => i32.subtract(row, side)), 8); // prettier-ignore
  const right = between(along((row) => i32.add(row, side)), 7); // prettier-ignore
  return [kernel.keep(interleave(left, right, 2, 'low')), kernel.keep(interleave(left, right, 2, 'high'))];
}

/** Weights of Cr in red and of Cb in blue beyond 1, times 2¹⁵, and of both in green, Cr's beyond −1, times 2¹⁶. */
const [crInRed, cbInBlue, inGreen] = [13173, 25297, [-22554, 65536 - 46802]];

function colours(kernel: Kernel, y: Code, cb: Code, cr: Code): [Code, Code, Code] {
  const constant = (value: number): Code => kernel.constant(i16x8.constant(value));
  const weights = kernel.constant(i16x8.constant(...inGreen));
  const rounding = kernel.constant(i32x4.constant(1 << (bits - 1)));
  const [low, high] = (['low', 'high'] as const).map((half) =>
    i32x4.shiftRight(i32x4.add(i32x4.dot(interleave(cb, cr, 2, half), weights), rounding), bits),
  );
  return [
    kernel.keep(i16x8.add(i16x8.add(y, cr), i16x8.multiplyRounded(cr, constant(crInRed)))),
    kernel.keep(i16x8.add(i16x8.subtract(y, cr), i16x8.narrow(low, high))),
    kernel.keep(i16x8.add(i16x8.add(y, cb), i16x8.multiplyRounded(cb, constant(cbInBlue)))),
  ];
}

/** Sixteen reds, greens and blues in the order of pixels, 48 bytes. */
function interleaved(channels: readonly Code[]): Code[] {
  return [0, 16, 32].map((start) => {
    const wanted = Array.from({ length: 16 }, (_, k) => ({
      pixel: Math.floor((start + k) / 3),
      channel: (start + k) % 3,
    }));
    const two = wanted.map(({ pixel, channel }) => (channel === 1 ? 16 + pixel : pixel));
    const three = wanted.map(({ pixel, channel }, k) => (channel === 2 ? 16 + pixel : k));
    return i8x16.shuffle(i8x16.shuffle(channels[0], channels[1], two), channels[2], three);
  });
}

/**
 * `colours(y, nearCb, farCb, nearCr, farCr, side, rgb, count)`: a row of `count` times sixteen pixels. Chroma comes from the nearer and the farther
 * of two rows at half the size, bytes; `side` is 1, or 0 where neighbours in a row are not looked at.
 */
export function coloursKernel(): Kernel {
  const kernel = new Kernel('colours', 8);
  const [y, nearCb, farCb, nearCr, farCr, side, rgb, count] = Array.from({ length: 8 }, (_, k) => kernel.parameter(k));
  kernel.repeat(count, () => {
    const cb = enlarged(kernel, nearCb, farCb, side);
    const cr = enlarged(kernel, nearCr, farCr, side);
    const halves = [0, 1].map((k) => colours(kernel, kernel.keep(i16x8.loadBytes(y, 8 * k)), cb[k], cr[k]));
    const channels = halves[0].map((low, k) => kernel.keep(i8x16.narrowUnsigned(low, halves[1][k])));
    interleaved(channels).forEach((bytes, k) => kernel.do(v128.store(rgb, bytes, 16 * k)));
    for (const row of [nearCb, farCb, nearCr, farCr]) kernel.change(row, i32.add(row, i32.constant(8)));
    kernel.change(y, i32.add(y, i32.constant(16)));
    kernel.change(rgb, i32.add(rgb, i32.constant(48)));
  });
  return kernel;
}
