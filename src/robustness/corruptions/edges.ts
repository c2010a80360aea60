import { correlate, mirroredAtPixel, repeated } from './correlate.js';

/** Bytes of one channel, [height, width]. */
interface Grey {
  width: number;
  height: number;
  values: Uint8Array;
}

/** tan 22.5° and the steps of 1/2^15 in which OpenCV compares directions with it. */
const [tangentBits, tangent] = [15, 13573];

/**
 * Canny's edges as OpenCV finds them (Sobel 3×3, |dx| + |dy|, hysteresis between two thresholds): 1 on edges, 0 elsewhere.
 *
 * Reference: Canny, A computational approach to edge detection, PAMI 1986.
 */
export function cannyEdges(grey: Grey, low: number, high: number): Uint8Array {
  const { width, height } = grey;
  const [dx, dy] = sobel(grey);
  const stride = width + 2;
  const size = new Int16Array(stride * (height + 2));
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0, at = (y + 1) * stride + 1; x < width; x++, i++, at++) size[at] = Math.abs(dx[i]) + Math.abs(dy[i]);
  const ridges = new Uint8Array(width * height);
  const strong: number[] = [];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0, at = (y + 1) * stride + 1; x < width; x++, i++, at++) {
      if (size[at] <= low || !isRidge(size, at, stride, dx[i], dy[i])) continue;
      ridges[i] = 1;
      if (size[at] > high) strong.push(i);
    }
  return grown(strong, ridges, width, height);
}

/** Differences to the right and downwards, weighted 1 2 1 across; the border is repeated. */
function sobel({ width, height, values }: Grey): [Int16Array, Int16Array] {
  const [dx, dy] = [new Int16Array(width * height), new Int16Array(width * height)];
  for (let y = 0, i = 0; y < height; y++) {
    const above = repeated(y - 1, height) * width;
    const here = y * width;
    const below = repeated(y + 1, height) * width;
    for (let x = 0; x < width; x++, i++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x < width - 1 ? x + 1 : x;
      const falling = values[below + right] - values[above + left];
      const rising = values[below + left] - values[above + right];
      dx[i] = falling - rising + 2 * (values[here + right] - values[here + left]);
      dy[i] = falling + rising + 2 * (values[below + x] - values[above + x]);
    }
  }
  return [dx, dy];
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

/** Ridges that touch a strong one, directly or by others. */
function grown(strong: number[], ridges: Uint8Array, width: number, height: number): Uint8Array {
  const edges = new Uint8Array(ridges.length);
  for (const start of strong) edges[start] = 1;
  for (let pixel = strong.pop(); pixel !== undefined; pixel = strong.pop()) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const other = v * width + u;
        if (!ridges[other] || edges[other]) continue;
        edges[other] = 1;
        strong.push(other);
      }
  }
  return edges;
}

/** Lengths of a diagonal step and of a knight's move: Borgefors' 5×5 mask with OpenCV's numbers. */
const [diagonal, knight] = [1.4, 2.1969];

/** The least of what a pixel has and of what its neighbours on one side (sign ±1) have, each with its step. */
function nearest(distance: Float32Array, at: number, stride: number, sign: number): number {
  const row = at - sign * stride;
  const beyond = row - sign * stride;
  let least = distance[at];
  let steps = least;
  if ((steps = distance[at - sign] + 1) < least) least = steps;
  if ((steps = distance[row] + 1) < least) least = steps;
  if ((steps = distance[row - 1] + diagonal) < least) least = steps;
  if ((steps = distance[row + 1] + diagonal) < least) least = steps;
  if ((steps = distance[row - 2] + knight) < least) least = steps;
  if ((steps = distance[row + 2] + knight) < least) least = steps;
  if ((steps = distance[beyond - 1] + knight) < least) least = steps;
  if ((steps = distance[beyond + 1] + knight) < least) least = steps;
  return least;
}

/**
 * Distance in pixels to the nearest edge pixel, at most `largest`, by two passes over a 5×5 mask: [height, width].
 *
 * Reference: Borgefors, Distance transformations in digital images, CVGIP 1986.
 */
export function distanceToEdges(edges: Uint8Array, width: number, height: number, largest: number): Float32Array {
  const stride = width + 4;
  const distance = new Float32Array(stride * (height + 4)).fill(largest);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y + 2) * stride + x + 2;
      if (edges[y * width + x]) distance[at] = 0;
      else distance[at] = nearest(distance, at, stride, 1);
    }
  const result = new Float32Array(width * height);
  for (let y = height - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--) {
      const at = (y + 2) * stride + x + 2;
      result[y * width + x] = distance[at] = nearest(distance, at, stride, -1);
    }
  return result;
}

/** Bytes spread so that all levels are equally frequent, the lowest one 0 (OpenCV's `equalizeHist`), in place. */
export function equalise(values: Uint8Array): void {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]++;
  const lowest = counts.findIndex((count) => count > 0);
  const rest = values.length - counts[lowest];
  if (rest === 0) return;
  const level = new Uint8Array(256);
  for (let value = lowest + 1, sum = 0; value < 256; value++) {
    sum += counts[value];
    level[value] = Math.round((sum * 255) / rest);
  }
  for (let i = 0; i < values.length; i++) values[i] = level[values[i]];
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
