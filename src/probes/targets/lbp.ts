import { luma } from '../../image/colour-space.js';
import { cellMeans } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** Neighbours on the circle about a pixel. */
const neighbours = 8;
/** Patterns told apart: 0 … 8 ones in a row, and all others. */
const patterns = neighbours + 2;

/**
 * Uniform local binary pattern of each inner pixel, `riu2` with 8 neighbours at distance 1: how many of them are at least
 * as bright, if these are in one row around the pixel (0 … 8), otherwise 9. The image's border has 255.
 *
 * Neighbours off the pixel raster are interpolated linearly.
 * Reference: Ojala, Pietikäinen & Mäenpää, Multiresolution gray-scale and rotation invariant texture classification with
 * local binary patterns, PAMI 2002.
 *
 * @param grey [height, width]
 */
export function localBinaryPatterns(grey: Float32Array, width: number, height: number): Uint8Array {
  const found = new Uint8Array(width * height).fill(255);
  const isAbove = new Uint8Array(neighbours);
  for (let v = 1; v < height - 1; v++)
    for (let u = 1; u < width - 1; u++) {
      const at = v * width + u;
      circle.forEach(({ du, dv }, i) => {
        isAbove[i] = Number(interpolated(grey, width, u + du, v + dv) >= grey[at]);
      });
      let ones = 0;
      let changes = 0;
      for (let i = 0; i < neighbours; i++) {
        ones += isAbove[i];
        changes += Number(isAbove[i] !== isAbove[(i + 1) % neighbours]);
      }
      found[at] = changes <= 2 ? ones : neighbours + 1;
    }
  return found;
}

/** Offsets of the neighbours, to five digits so that those on the raster are exactly there. */
const circle = Array.from({ length: neighbours }, (_, i) => {
  const angle = (2 * Math.PI * i) / neighbours;
  return { du: round5(Math.cos(angle)), dv: round5(-Math.sin(angle)) };
});

function round5(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

function interpolated(grey: Float32Array, width: number, u: number, v: number): number {
  const [left, top] = [Math.floor(u), Math.floor(v)];
  const [toRight, down] = [u - left, v - top];
  const at = top * width + left;
  const right = at + Math.ceil(toRight);
  const below = Math.ceil(down) * width;
  const upper = (1 - toRight) * grey[at] + toRight * grey[right];
  const lower = (1 - toRight) * grey[at + below] + toRight * grey[right + below];
  return (1 - down) * upper + down * lower;
}

/** One in the pattern of each pixel, [height, width, patterns]. */
const patternOfPixel = remembered(({ rgb, width, height }: { rgb: Uint8Array; width: number; height: number }) => {
  const found = localBinaryPatterns(luma(rgb), width, height);
  const ones = new Float32Array(found.length * patterns);
  found.forEach((pattern, pixel) => {
    if (pattern < patterns) ones[pixel * patterns + pattern] = 1;
  });
  return ones;
});

export const lbp: ProbeTarget = {
  name: 'lbp',
  description:
    'Share of the pixels of the cell that show each uniform local binary pattern (texture of one pixel’s reach).',
  unit: 'share',
  width: patterns,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => {
    const { width, height } = sample;
    const isInner = (pixel: number): boolean =>
      pixel >= width && pixel < width * (height - 1) && pixel % width > 0 && pixel % width < width - 1;
    return cellMeans(patternOfPixel(sample), patterns, sample, grid, isInner);
  },
};
