import { correlate, mirroredAtPixel, repeated } from './correlate.js';

/** Bytes of one channel, [height, width]. */
interface Grey {
  width: number;
  height: number;
  values: Uint8Array;
}

/** A raster with a margin, so that neighbours need no tests: where pixel (x, y) lies, and how far one row is from the next. */
interface Margin {
  stride: number;
  at(x: number, y: number): number;
  length: number;
}

const marginWidth = 2;

function marginOf({ width, height }: Grey): Margin {
  const stride = width + 2 * marginWidth;
  return {
    stride,
    at: (x, y) => (y + marginWidth) * stride + x + marginWidth,
    length: stride * (height + 2 * marginWidth),
  };
}

/** tan 22.5° and the steps of 1/2^15 in which OpenCV compares directions with it. */
const [tangentBits, tangent] = [15, 13573];

/** What a pixel with a margin can be. */
const [ridge, edge] = [1, 2];

/** Gradients that exceed a threshold. */
interface Gradients {
  /** |dx| + |dy| with a margin, 0 below the threshold. */
  size: Int16Array;
  /** Where they are, with a margin, and their parts to the right and downwards. */
  places: Int32Array;
  dx: Int16Array;
  dy: Int16Array;
}

/** Sobel's differences to the right and downwards, weighted 1 2 1 across; the border is repeated. */
function gradients(grey: Grey, margin: Margin, low: number): Gradients {
  const { width, height, values } = grey;
  const size = new Int16Array(margin.length);
  const [places, dx, dy] = [
    new Int32Array(values.length),
    new Int16Array(values.length),
    new Int16Array(values.length),
  ];
  let count = 0;
  for (let y = 0; y < height; y++) {
    const above = repeated(y - 1, height) * width;
    const here = y * width;
    const below = repeated(y + 1, height) * width;
    const start = margin.at(0, y);
    let sum = values[above] + 2 * values[here] + values[below];
    let rise = values[below] - values[above];
    let [sumBefore, riseBefore] = [sum, rise];
    for (let x = 0; x < width; x++) {
      const next = x < width - 1 ? x + 1 : x;
      const sumAfter = values[above + next] + 2 * values[here + next] + values[below + next];
      const riseAfter = values[below + next] - values[above + next];
      const right = sumAfter - sumBefore;
      const down = riseBefore + 2 * rise + riseAfter;
      const both = Math.abs(right) + Math.abs(down);
      if (both > low) {
        size[start + x] = both;
        places[count] = start + x;
        dx[count] = right;
        dy[count++] = down;
      }
      sumBefore = sum;
      sum = sumAfter;
      riseBefore = rise;
      rise = riseAfter;
    }
  }
  return { size, places: places.subarray(0, count), dx, dy };
}

/**
 * Canny's edges as OpenCV finds them (Sobel 3×3, |dx| + |dy|, hysteresis between two thresholds): 2 on edges, less elsewhere, with
 * a margin.
 *
 * Reference: Canny, A computational approach to edge detection, PAMI 1986.
 */
function cannyEdges(grey: Grey, margin: Margin, low: number, high: number): Uint8Array {
  const { size, places, dx, dy } = gradients(grey, margin, low);
  const marks = new Uint8Array(margin.length);
  const strong: number[] = [];
  for (let k = 0; k < places.length; k++) {
    const at = places[k];
    if (!isRidge(size, at, margin.stride, dx[k], dy[k])) continue;
    marks[at] = ridge;
    if (size[at] > high) strong.push(at);
  }
  grow(strong, marks, margin.stride);
  return marks;
}

/** Whether the gradient is largest along its own direction. */
function isRidge(size: Int16Array, at: number, stride: number, dx: number, dy: number): boolean {
  const flat = Math.abs(dx) * tangent;
  const rise = Math.abs(dy) * 2 ** tangentBits;
  if (rise < flat) return size[at] > size[at - 1] && size[at] >= size[at + 1];
  if (rise > flat + Math.abs(dx) * 2 ** (tangentBits + 1))
    return size[at] > size[at - stride] && size[at] >= size[at + stride];
  const side = (dx ^ dy) < 0 ? -1 : 1;
  return size[at] > size[at - stride - side] && size[at] > size[at + stride + side];
}

/** Makes edges of ridges that touch a strong one, directly or by others. */
function grow(strong: number[], marks: Uint8Array, stride: number): void {
  for (const start of strong) marks[start] = edge;
  for (let at = strong.pop(); at !== undefined; at = strong.pop())
    for (let row = at - stride; row <= at + stride; row += stride)
      for (let other = row - 1; other <= row + 1; other++)
        if (marks[other] === ridge) {
          marks[other] = edge;
          strong.push(other);
        }
}

/** Lengths of a step, of a diagonal one and of a knight's move in 2⁻¹⁶ pixels: Borgefors' 5×5 mask with OpenCV's numbers. */
const one = 2 ** 16;
const [diagonal, knight] = [Math.floor(1.4 * one), Math.floor(2.1969 * one)];

/**
 * Distance in pixels to the nearest of Canny's edges, at most `largest`, by two passes over a 5×5 mask: [height, width].
 *
 * Reference: Borgefors, Distance transformations in digital images, CVGIP 1986.
 */
export function distanceToEdges(grey: Grey, low: number, high: number, largest: number): Float32Array {
  const { width, height } = grey;
  const margin = marginOf(grey);
  const marks = cannyEdges(grey, margin, low, high);
  const distance = new Int32Array(margin.length).fill(largest * one);
  for (let i = 0; i < marks.length; i++) if (marks[i] === edge) distance[i] = 0;
  for (let y = 0; y < height; y++) pass(distance, margin.at(0, y), width, margin.stride, 1);
  for (let y = height - 1; y >= 0; y--) pass(distance, margin.at(width - 1, y), width, margin.stride, -1);
  const result = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0, at = margin.at(0, y); x < width; x++, at++, i++) result[i] = distance[at] / one;
  return result;
}

/** Goes along a row from `start`, to the right and downwards (1) or back (−1), and takes what its past neighbours allow. */
function pass(distance: Int32Array, start: number, width: number, stride: number, sign: 1 | -1): void {
  const above = start - sign * stride;
  const beyond = above - sign * stride;
  let last = distance[start - sign];
  let [a, b, c, d] = [distance[above - 2 * sign], distance[above - sign], distance[above], distance[above + sign]];
  let [e, f] = [distance[beyond - sign], distance[beyond]];
  for (let x = 0, step = 0; x < width; x++, step += sign) {
    const g = distance[above + step + 2 * sign];
    const h = distance[beyond + step + sign];
    const straight = (last < c ? last : c) + one;
    const slanting = (b < d ? b : d) + diagonal;
    const outer = a < g ? a : g;
    const upper = e < h ? e : h;
    const jumping = (outer < upper ? outer : upper) + knight;
    let least = distance[start + step];
    if (straight < least) least = straight;
    if (slanting < least) least = slanting;
    if (jumping < least) least = jumping;
    distance[start + step] = last = least;
    a = b;
    b = c;
    c = d;
    d = g;
    e = f;
    f = h;
  }
}

/** Single precision may miss a whole number by less. */
const roundingError = 1e-4;

/** Values 0..255 cut off to bytes and spread so that all levels are equally frequent, the lowest one 0 (OpenCV's `equalizeHist`), in place. */
export function equalise(values: Float32Array): void {
  const counts = new Uint32Array(256);
  for (let i = 0; i < values.length; i++) counts[(values[i] + roundingError) | 0]++;
  const lowest = counts.findIndex((count) => count > 0);
  const rest = values.length - counts[lowest];
  const level = Uint8Array.from(counts, (_, value) => value);
  for (let value = 0, sum = 0; rest > 0 && value < 256; value++) {
    if (value > lowest) sum += counts[value];
    level[value] = Math.round((sum * 255) / rest);
  }
  for (let i = 0; i < values.length; i++) values[i] = level[(values[i] + roundingError) | 0];
}

/** Sums of values [height, width] weighted by a 3×3 kernel, mirrored at the border. */
export function weighted3x3(
  values: Float32Array,
  width: number,
  height: number,
  kernel: readonly number[],
): Float32Array {
  const taps = kernel.map((weight, k) => ({ dx: (k % 3) - 1, dy: Math.floor(k / 3) - 1, weight }));
  return correlate(values, { width, height, channels: 1 }, taps, mirroredAtPixel);
}
