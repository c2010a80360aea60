import { weightedRows, type Term } from './weighted-sum.js';

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

/** How far a filter looks beyond a value, in pixels. */
interface Margins {
  left: number;
  right: number;
  above: number;
  below: number;
}

/** Σ weight·value(x + dx, y + dy) of values [height, width, channels], a new array. */
export function correlate(values: Float32Array, size: ValuesSize, taps: readonly Tap[], border: Border): Float32Array {
  const margins = {
    left: Math.max(0, ...taps.map(({ dx }) => -dx)),
    right: Math.max(0, ...taps.map(({ dx }) => dx)),
    above: Math.max(0, ...taps.map(({ dy }) => -dy)),
    below: Math.max(0, ...taps.map(({ dy }) => dy)),
  };
  const terms = (place: PlaceOf): Term[] => taps.map(({ dx, dy, weight }) => ({ places: [place(dx, dy)], weight }));
  return sumOverTerms(values, size, margins, terms, border, false);
}

/**
 * The same for filters that mirror themselves along both axes and whose rows hold runs of equal weights, such as discs, given by
 * the quarter with dx ≥ 0 and dy ≥ 0. Values are summed up along rows; only the differences between neighbouring weights are
 * multiplied, and four places have each of them.
 */
export function correlateRuns(
  values: Float32Array,
  size: ValuesSize,
  quarter: readonly Tap[],
  border: Border,
): Float32Array {
  const weights = new Map(quarter.map(({ dx, dy, weight }) => [`${dx} ${dy}`, weight]));
  const ends = quarter
    .map(({ dx, dy, weight }) => ({ dx, dy, weight: weight - (weights.get(`${dx + 1} ${dy}`) ?? 0) }))
    .filter(({ weight }) => weight !== 0);
  const [reach, height] = [Math.max(...quarter.map(({ dx }) => dx)), Math.max(...quarter.map(({ dy }) => dy))];
  const margins = { left: reach + 1, right: reach, above: height, below: height };
  const terms = (place: PlaceOf): Term[] =>
    ends.map(({ dx, dy, weight }) => ({
      places: [place(dx, dy), place(dx, -dy), place(-dx - 1, dy), place(-dx - 1, -dy)],
      // The middle row is met twice.
      weight: dy === 0 ? weight / 2 : weight,
    }));
  return sumOverTerms(values, size, margins, terms, border, true);
}

/** Where a neighbour lies in values that are laid out. */
type PlaceOf = (dx: number, dy: number) => number;

function sumOverTerms(
  values: Float32Array,
  { width, height, channels }: ValuesSize,
  { left, right, above, below }: Margins,
  terms: (place: PlaceOf) => Term[],
  border: Border,
  cumulative: boolean,
): Float32Array {
  const [rowLength, stride] = [width * channels, (width + left + right) * channels];
  const bandHeight = Math.min(height, Math.max(1, Math.ceil(bandValues / stride) - above - below, above + below));
  const place: PlaceOf = (dx, dy) => (dy + above) * stride + (dx + left) * channels;
  const sums = weightedRows((bandHeight + above + below) * stride, rowLength, terms(place));
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
