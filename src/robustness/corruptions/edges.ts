import { mirroredAtPixel, repeated } from './correlate.js';

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
export function cannyEdges({ width, height, values }: Grey, low: number, high: number): Uint8Array {
  const [dx, dy] = [new Int16Array(width * height), new Int16Array(width * height)];
  const size = new Int16Array((width + 2) * (height + 2));
  for (let y = 0, i = 0; y < height; y++) {
    const [above, here, below] = [-1, 0, 1].map((step) => repeated(y + step, height) * width);
    for (let x = 0; x < width; x++, i++) {
      const [l, r] = [repeated(x - 1, width), repeated(x + 1, width)];
      const [a, b, c, d] = [values[above + l], values[above + r], values[below + l], values[below + r]];
      dx[i] = b + d - a - c + 2 * (values[here + r] - values[here + l]);
      dy[i] = c + d - a - b + 2 * (values[below + x] - values[above + x]);
      size[(y + 1) * (width + 2) + x + 1] = Math.abs(dx[i]) + Math.abs(dy[i]);
    }
  }
  const ridges = new Uint8Array(width * height);
  const strong: number[] = [];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const at = (y + 1) * (width + 2) + x + 1;
      if (size[at] <= low || !isRidge(size, at, width + 2, dx[i], dy[i])) continue;
      ridges[i] = 1;
      if (size[at] > high) strong.push(i);
    }
  return grown(strong, ridges, width, height);
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

/** Steps to neighbours already visited on the way down, and their lengths: Borgefors' 5×5 mask with OpenCV's numbers. */
const steps = [
  [-1, 0, 1],
  [0, -1, 1],
  [-1, -1, 1.4],
  [1, -1, 1.4],
  [-1, -2, 2.1969],
  [1, -2, 2.1969],
  [-2, -1, 2.1969],
  [2, -1, 2.1969],
] as const;

/**
 * Distance in pixels to the nearest edge pixel, at most `largest`, by two passes over a 5×5 mask: [height, width].
 *
 * Reference: Borgefors, Distance transformations in digital images, CVGIP 1986.
 */
export function distanceToEdges(edges: Uint8Array, width: number, height: number, largest: number): Float32Array {
  const stride = width + 4;
  const distance = new Float32Array(stride * (height + 4)).fill(largest);
  const offsets = steps.map(([x, y]) => y * stride + x);
  const nearest = (at: number, sign: number): void => {
    for (let k = 0; k < steps.length; k++)
      distance[at] = Math.min(distance[at], distance[at + sign * offsets[k]] + steps[k][2]);
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y + 2) * stride + x + 2;
      if (edges[y * width + x]) distance[at] = 0;
      else nearest(at, 1);
    }
  const result = new Float32Array(width * height);
  for (let y = height - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--) {
      const at = (y + 2) * stride + x + 2;
      nearest(at, -1);
      result[y * width + x] = distance[at];
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

/** Sums of values weighted by a 3×3 kernel, mirrored at the border: [height, width]. */
export function weighted3x3(
  values: Uint8Array | Float32Array,
  width: number,
  height: number,
  kernel: readonly number[],
): Float32Array {
  const result = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const rows = [-1, 0, 1].map((step) => mirroredAtPixel(y + step, height) * width);
    for (let x = 0; x < width; x++, i++) {
      const [l, r] = x > 0 && x < width - 1 ? [x - 1, x + 1] : [-1, 1].map((step) => mirroredAtPixel(x + step, width));
      let sum = 0;
      for (let row = 0; row < 3; row++)
        sum +=
          kernel[3 * row] * values[rows[row] + l] +
          kernel[3 * row + 1] * values[rows[row] + x] +
          kernel[3 * row + 2] * values[rows[row] + r];
      result[i] = sum;
    }
  }
  return result;
}
