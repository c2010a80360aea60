import { rowSums } from './weighted-sum.js';

/** One weight of a filter: where it looks, in pixels to the right and downwards, and how much of that counts. */
export interface Tap {
  dx: number;
  dy: number;
  weight: number;
}

/** Which of `length` positions stands in for one that may lie outside. */
export type Border = (position: number, length: number) => number;

/** The last pixel is repeated: a a | a b c | c c. */
export const repeated: Border = (position, length) => Math.max(0, Math.min(length - 1, position));

/** Mirrored between pixels: b a | a b c | c b. */
export const mirrored: Border = (position, length) => {
  const turn = ((position % (2 * length)) + 2 * length) % (2 * length);
  return turn < length ? turn : 2 * length - 1 - turn;
};

/** Mirrored at the last pixel: c b | a b c | b a. */
export const mirroredAtPixel: Border = (position, length) => {
  if (length === 1) return 0;
  const period = 2 * length - 2;
  const turn = ((position % period) + period) % period;
  return turn < length ? turn : period - turn;
};

/** Values laid out at a time. */
const bandValues = 2 ** 18;

interface ValuesSize {
  width: number;
  height: number;
  channels: number;
}

/** Σ weight·value(x + dx, y + dy) of values [height, width, channels], a new array. */
export function correlate(values: Float32Array, size: ValuesSize, taps: readonly Tap[], border: Border): Float32Array {
  return sumOverTaps(values, size, taps, border, false);
}

/**
 * The same for filters whose rows hold runs of equal weights, such as discs: the values are summed up along rows, and only
 * the differences between neighbouring weights are multiplied.
 */
export function correlateRuns(
  values: Float32Array,
  size: ValuesSize,
  taps: readonly Tap[],
  border: Border,
): Float32Array {
  const weights = new Map(taps.map(({ dx, dy, weight }) => [`${dx} ${dy}`, weight]));
  const weightAt = (dx: number, dy: number): number => weights.get(`${dx} ${dy}`) ?? 0;
  const ends = taps.flatMap(({ dx, dy, weight }) => [
    { dx, dy, weight: weight - weightAt(dx + 1, dy) },
    ...(weights.has(`${dx - 1} ${dy}`) ? [] : [{ dx: dx - 1, dy, weight: -weight }]),
  ]);
  return sumOverTaps(
    values,
    size,
    ends.filter(({ weight }) => weight !== 0),
    border,
    true,
  );
}

function sumOverTaps(
  values: Float32Array,
  { width, height, channels }: ValuesSize,
  taps: readonly Tap[],
  border: Border,
  cumulative: boolean,
): Float32Array {
  const left = Math.max(0, ...taps.map(({ dx }) => -dx));
  const right = Math.max(0, ...taps.map(({ dx }) => dx));
  const above = Math.max(0, ...taps.map(({ dy }) => -dy));
  const below = Math.max(0, ...taps.map(({ dy }) => dy));
  const [rowLength, stride] = [width * channels, (width + left + right) * channels];
  const bandHeight = Math.min(height, Math.max(1, Math.ceil(bandValues / stride) - above - below, above + below));
  const offsets = taps.map(({ dx, dy }) => (dy + above) * stride + (dx + left) * channels);
  const weights = taps.map(({ weight }) => weight);
  const sums = rowSums((bandHeight + above + below) * stride, rowLength, offsets, weights);
  const result = new Float32Array(values.length);
  for (let top = 0; top < height; top += bandHeight) {
    const rows = Math.min(bandHeight, height - top);
    for (let row = 0; row < rows + above + below; row++) {
      const source = border(top + row - above, height) * rowLength;
      const line = sums.values.subarray(row * stride, (row + 1) * stride);
      line.set(values.subarray(source, source + rowLength), left * channels);
      for (let x = left > 0 ? -left : width; x < width + right; x = x === -1 ? width : x + 1) {
        const from = source + border(x, width) * channels;
        for (let c = 0; c < channels; c++) line[(x + left) * channels + c] = values[from + c];
      }
      if (cumulative) for (let i = channels; i < stride; i++) line[i] += line[i - channels];
    }
    for (let row = 0; row < rows; row++) result.set(sums.sum(row * stride), (top + row) * rowLength);
  }
  return result;
}
