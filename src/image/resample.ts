/** A raster's size; its values are [height, width, channels], row-major. */
export interface RasterSize {
  width: number;
  height: number;
}

type Numeric = Float32Array | Uint8Array | Uint16Array;

/**
 * Each target pixel takes the value of the source pixel that holds its centre: `floor((i + .5)·from/to)`. The only
 * resampling fit for depth, labels and instance ids, whose values must not be mixed. Keeps the array's type.
 */
export function resizeNearest<T extends Numeric>(values: T, from: RasterSize, to: RasterSize, channels = 1): T {
  const SameType = values.constructor as new (length: number) => T;
  const target = new SameType(to.width * to.height * channels);
  const columns = nearestAlong(from.width, to.width);
  const rows = nearestAlong(from.height, to.height);
  for (let v = 0, pixel = 0; v < to.height; v++)
    for (let u = 0; u < to.width; u++, pixel++) {
      const source = rows[v] * from.width + columns[u];
      if (channels === 1) target[pixel] = values[source];
      else for (let c = 0; c < channels; c++) target[pixel * channels + c] = values[source * channels + c];
    }
  return target;
}

/** For each of `to` positions along an axis the source index that holds its centre. */
function nearestAlong(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)));
}

/** For each of `to` positions along an axis the first source index and the weights of the indices from there on. */
export interface Taps {
  first: Int32Array;
  weights: Float32Array[];
}

/** Shares of the source pixels that the target pixel covers. */
function areaTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, i) => {
    const begin = (i * from) / to;
    const end = Math.min(from, ((i + 1) * from) / to);
    first[i] = Math.floor(begin);
    const covered = new Float32Array(Math.max(1, Math.ceil(end - 1e-9) - first[i]));
    for (let k = 0; k < covered.length; k++) {
      const left = Math.max(begin, first[i] + k);
      const right = Math.min(end, first[i] + k + 1);
      covered[k] = (right - left) / (end - begin);
    }
    return covered;
  });
  return { first, weights };
}

/** The two pixels whose centres lie on either side of the target pixel's centre; the border is repeated. */
function bilinearTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, i) => {
    const centre = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    first[i] = Math.min(Math.floor(centre), Math.max(0, from - 2));
    return from === 1 ? Float32Array.of(1) : Float32Array.of(1 - (centre - first[i]), centre - first[i]);
  });
  return { first, weights };
}

/** Shares of area along an axis that shrinks, interpolation between two pixels along one that grows. */
export function axisTaps(from: number, to: number): Taps {
  return to > from ? bilinearTaps(from, to) : areaTaps(from, to);
}

function resizeSeparably(
  values: ArrayLike<number>,
  from: RasterSize,
  to: RasterSize,
  channels: number,
  taps: (from: number, to: number) => Taps,
): Float32Array {
  const across = taps(from.width, to.width);
  const wide = new Float32Array(to.width * from.height * channels);
  for (let v = 0; v < from.height; v++)
    for (let u = 0; u < to.width; u++) {
      const weights = across.weights[u];
      const source = (v * from.width + across.first[u]) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * values[source + k * channels + c];
        wide[(v * to.width + u) * channels + c] = sum;
      }
    }
  const down = taps(from.height, to.height);
  const stride = to.width * channels;
  const target = new Float32Array(to.height * stride);
  for (let v = 0; v < to.height; v++)
    down.weights[v].forEach((weight, k) => {
      const source = (down.first[v] + k) * stride;
      for (let i = 0; i < stride; i++) target[v * stride + i] += weight * wide[source + i];
    });
  return target;
}

/**
 * Mean over the area that each target pixel covers (box filter with exact shares of border pixels): the right way to
 * make an image smaller; enlarging with it repeats pixels. Values [height, width, channels] of any unit.
 */
export function resizeArea(
  values: ArrayLike<number>,
  from: RasterSize,
  to: RasterSize,
  channels: number,
): Float32Array {
  return resizeSeparably(values, from, to, channels, areaTaps);
}

/**
 * Bilinear interpolation between pixel centres (half-pixel centres, border repeated, no prefilter: use
 * {@link resizeArea} to make an image much smaller). Values [height, width, channels] of any unit.
 */
export function resizeBilinear(
  values: ArrayLike<number>,
  from: RasterSize,
  to: RasterSize,
  channels: number,
): Float32Array {
  return resizeSeparably(values, from, to, channels, bilinearTaps);
}
