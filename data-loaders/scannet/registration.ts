import type { Pose } from '../../src/geometry/pose.js';
import type { RasterSize } from '../../src/image/resample.js';
import type { Intrinsics } from './matrix-text.js';

/** Intrinsics with the size of the image that they belong to. */
export type View = Intrinsics & RasterSize;

/**
 * How the pixels of the depth image look into the colour image: for each depth pixel the place in the colour image that it
 * sees. Colour is averaged over what a depth pixel covers, labels are taken from the pixel that it falls on; both are 0
 * where it sees nothing of the colour image.
 */
export interface Registration {
  /** sRGB [height, width, 3] of the colour image's size, as the depth camera sees it. */
  colour(rgb: Uint8Array): Uint8Array;
  /** Ids [height, width] of an image that shows what the colour image shows, at any size. */
  labels(ids: Uint16Array, size: RasterSize): Uint16Array;
}

/**
 * Registers the colour image to the depth image by the intrinsics of both, for cameras that stand at one place, as those of
 * all released scans do (their depth has been warped to the colour camera): `u' = fx'·(u − cx)/fx + cx'`, independent
 * of depth.
 */
export function registerAtOnePlace(colour: View, depth: View): Registration {
  const sizes = [colour, depth] as const;
  const across = axisMap(depth.fx, depth.cx, colour.fx, colour.cx);
  const down = axisMap(depth.fy, depth.cy, colour.fy, colour.cy);
  return {
    colour: (rgb) => {
      const same = isIdentity(across) && isIdentity(down);
      if (same && colour.width === depth.width && colour.height === depth.height) return rgb;
      return averageSeparably(
        rgb,
        ...sizes,
        axisTaps(across, depth.width, colour.width),
        axisTaps(down, depth.height, colour.height),
      );
    },
    labels: (ids, size) => {
      const columns = nearestAlong(across, depth.width, colour.width, size.width);
      const rows = nearestAlong(down, depth.height, colour.height, size.height);
      const target = new Uint16Array(depth.width * depth.height);
      for (let v = 0, pixel = 0; v < depth.height; v++)
        for (let u = 0; u < depth.width; u++, pixel++)
          if (rows[v] >= 0 && columns[u] >= 0) target[pixel] = ids[rows[v] * size.width + columns[u]];
      return target;
    },
  };
}

/**
 * Registers the colour image to the depth image by the intrinsics of both and the transform from one camera to the other:
 * each depth pixel is lifted to its depth, moved, and projected. Pixels without a measurement are taken to lie at the
 * median depth. Surfaces that only one camera sees get the colour of what hides them.
 *
 * @param metres depth, [height, width], 0 = no measurement
 */
export function registerByDepth(colour: View, depth: View, colourFromDepth: Pose, metres: Float32Array): Registration {
  const { x, y } = projectPixels(colour, depth, colourFromDepth, metres);
  const [wide, high] = [colour.fx / depth.fx, colour.fy / depth.fy].map((scale) => Math.max(1, scale) / 2);
  return {
    colour: (rgb) => {
      const target = new Uint8Array(x.length * 3);
      for (let pixel = 0; pixel < x.length; pixel++)
        averageBox(rgb, colour, x[pixel], y[pixel], wide, high, target, pixel * 3);
      return target;
    },
    labels: (ids, size) => {
      const [sx, sy] = [size.width / colour.width, size.height / colour.height];
      const target = new Uint16Array(x.length);
      for (let pixel = 0; pixel < x.length; pixel++) {
        const [u, v] = [Math.floor(x[pixel] * sx), Math.floor(y[pixel] * sy)];
        if (u >= 0 && u < size.width && v >= 0 && v < size.height) target[pixel] = ids[v * size.width + u];
      }
      return target;
    },
  };
}

/** `to = scale·from + shift` in image coordinates, in which pixel i spans i to i + 1. */
interface AxisMap {
  scale: number;
  shift: number;
}

/** The stored principal points count pixel centres, half a pixel less than image coordinates. */
function axisMap(fromFocal: number, fromCentre: number, toFocal: number, toCentre: number): AxisMap {
  const scale = toFocal / fromFocal;
  return { scale, shift: toCentre + 0.5 - scale * (fromCentre + 0.5) };
}

function isIdentity({ scale, shift }: AxisMap): boolean {
  return Math.abs(scale - 1) < 1e-9 && Math.abs(shift) < 1e-6;
}

/** For each target pixel the source pixels that it covers, `first` to `first + count`, and their shares. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  /** Begin of each target pixel's shares in `shares`. */
  begin: Int32Array;
  shares: Float32Array;
}

/** What a target pixel covers, at least one source pixel wide: enlarged images are interpolated linearly. */
function axisTaps({ scale, shift }: AxisMap, to: number, from: number): Taps {
  const half = Math.max(1, scale) / 2;
  const most = Math.ceil(2 * half) + 1;
  const taps = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    begin: Int32Array.from({ length: to }, (_, i) => i * most),
    shares: new Float32Array(to * most),
  };
  for (let i = 0; i < to; i++) {
    const centre = scale * (i + 0.5) + shift;
    const left = Math.max(0, centre - half);
    const right = Math.min(from, centre + half);
    if (!(right - left > 1e-9)) continue;
    taps.first[i] = Math.min(from - 1, Math.floor(left));
    taps.count[i] = Math.max(1, Math.ceil(right - 1e-9) - taps.first[i]);
    for (let k = 0; k < taps.count[i]; k++) {
      const pixel = taps.first[i] + k;
      taps.shares[i * most + k] = (Math.min(right, pixel + 1) - Math.max(left, pixel)) / (right - left);
    }
  }
  return taps;
}

/** Rows first, of which one is in memory at a time. */
function averageSeparably(rgb: Uint8Array, from: RasterSize, to: RasterSize, across: Taps, down: Taps): Uint8Array {
  const stride = from.width * 3;
  const row = new Float32Array(stride);
  const target = new Uint8Array(to.width * to.height * 3);
  for (let v = 0; v < to.height; v++) {
    row.fill(0);
    for (let k = 0; k < down.count[v]; k++) {
      const share = down.shares[down.begin[v] + k];
      const source = (down.first[v] + k) * stride;
      for (let i = 0; i < stride; i++) row[i] += share * rgb[source + i];
    }
    averageRow(row, across, target, v * to.width * 3);
  }
  return target;
}

function averageRow(row: Float32Array, { first, count, begin, shares }: Taps, target: Uint8Array, start: number): void {
  for (let u = 0, at = start; u < first.length; u++, at += 3) {
    // The half rounds to nearest.
    let r = 0.5;
    let g = 0.5;
    let b = 0.5;
    let source = first[u] * 3;
    for (let k = begin[u], end = k + count[u]; k < end; k++, source += 3) {
      const share = shares[k];
      r += share * row[source];
      g += share * row[source + 1];
      b += share * row[source + 2];
    }
    target[at] = r;
    target[at + 1] = g;
    target[at + 2] = b;
  }
}

/** The index that each target pixel's centre falls on in an image of `stored` pixels that shows all `from` pixels; −1 outside. */
function nearestAlong({ scale, shift }: AxisMap, to: number, from: number, stored: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => {
    const index = Math.floor(((scale * (i + 0.5) + shift) * stored) / from);
    return index >= 0 && index < stored ? index : -1;
  });
}

/** Image coordinates in the colour image of each depth pixel; −1 where it lies behind the colour camera. */
function projectPixels(colour: View, depth: View, m: Pose, metres: Float32Array): { x: Float32Array; y: Float32Array } {
  const unmeasured = medianMeasured(metres);
  const x = new Float32Array(metres.length).fill(-1);
  const y = new Float32Array(metres.length).fill(-1);
  for (let v = 0, pixel = 0; v < depth.height; v++)
    for (let u = 0; u < depth.width; u++, pixel++) {
      const z = metres[pixel] || unmeasured;
      const [px, py] = [((u - depth.cx) / depth.fx) * z, ((v - depth.cy) / depth.fy) * z];
      const forward = m[8] * px + m[9] * py + m[10] * z + m[11];
      if (!(forward > 0)) continue;
      x[pixel] = (colour.fx * (m[0] * px + m[1] * py + m[2] * z + m[3])) / forward + colour.cx + 0.5;
      y[pixel] = (colour.fy * (m[4] * px + m[5] * py + m[6] * z + m[7])) / forward + colour.cy + 0.5;
    }
  return { x, y };
}

/** The median of the measured depths; far away if there is none. */
function medianMeasured(metres: Float32Array): number {
  const measured = metres.filter((z) => z > 0).sort();
  return measured.length > 0 ? measured[measured.length >> 1] : 1000;
}

/** The mean colour of the box (x ± wide, y ± high) as far as it lies in the image; nothing where it does not. */
function averageBox(
  rgb: Uint8Array,
  { width, height }: RasterSize,
  x: number,
  y: number,
  wide: number,
  high: number,
  target: Uint8Array,
  at: number,
): void {
  const [left, right] = [Math.max(0, x - wide), Math.min(width, x + wide)];
  const [top, bottom] = [Math.max(0, y - high), Math.min(height, y + high)];
  if (!(right > left && bottom > top)) return;
  let r = 0;
  let g = 0;
  let b = 0;
  for (let v = Math.floor(top); v < bottom; v++) {
    const rowShare = Math.min(bottom, v + 1) - Math.max(top, v);
    for (let u = Math.floor(left); u < right; u++) {
      const share = rowShare * (Math.min(right, u + 1) - Math.max(left, u));
      const source = (v * width + u) * 3;
      r += share * rgb[source];
      g += share * rgb[source + 1];
      b += share * rgb[source + 2];
    }
  }
  const area = (right - left) * (bottom - top);
  target[at] = r / area + 0.5;
  target[at + 1] = g / area + 0.5;
  target[at + 2] = b / area + 0.5;
}
