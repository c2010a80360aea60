import { axisTaps, type RasterSize, type Taps } from './resample.js';

/** What bytes are as fractions, [256]. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * sRGB bytes [height, width, 3] at another size: the mean over the area of a pixel, interpolated bilinearly along an axis that
 * grows. The bytes that `resizeArea` and `resizeBilinear` give of fractions, without rasters of fractions.
 */
export function resizeColours(rgb: Uint8Array, from: RasterSize, to: RasterSize): Uint8Array {
  const across = axisTaps(from.width, to.width);
  const down = axisTaps(from.height, to.height);
  const length = to.width * 3;
  // Source rows at the new width: as many as one target row takes, each in the place of one that is no longer taken.
  const kept = Math.max(...down.weights.map((weights) => weights.length));
  const rows = Array.from({ length: kept }, () => new Float32Array(length));
  const sum = new Float32Array(length);
  const resized = new Uint8Array(to.height * length);
  for (let v = 0, next = 0; v < to.height; v++) {
    const first = down.first[v];
    const weights = down.weights[v];
    for (next = Math.max(next, first); next < first + weights.length; next++)
      sumAcross(rgb, next * from.width, across, rows[next % kept]);
    sum.fill(0);
    weights.forEach((weight, k) => addRow(sum, weight, rows[(first + k) % kept]));
    // Bytes truncate, so that adding a half rounds; means of fractions are fractions and need no clipping.
    for (let i = 0; i < length; i++) resized[v * length + i] = sum[i] * 255 + 0.5;
  }
  return resized;
}

/** The weighted sums of a row of pixels that begins at pixel `begin`. */
function sumAcross(rgb: Uint8Array, begin: number, { first, weights }: Taps, row: Float32Array): void {
  for (let u = 0, to = 0; u < first.length; u++, to += 3) {
    const shares = weights[u];
    let from = (begin + first[u]) * 3;
    let [red, green, blue] = [0, 0, 0];
    for (let k = 0; k < shares.length; k++, from += 3) {
      const share = shares[k];
      red += share * unit[rgb[from]];
      green += share * unit[rgb[from + 1]];
      blue += share * unit[rgb[from + 2]];
    }
    row[to] = red;
    row[to + 1] = green;
    row[to + 2] = blue;
  }
}

function addRow(sum: Float32Array, weight: number, row: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += weight * row[i];
}
