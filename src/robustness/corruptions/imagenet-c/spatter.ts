import { repeated } from '../correlate.js';
import type { Draws } from '../draws.js';
import { distanceToEdges, equalise, weighted3x3 } from '../edges.js';
import { gaussianFilter } from '../gaussian.js';
import type { Frame } from '../image-corruption.js';
import { onRows, type OnRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** Pale turquoise water and brown mud, sRGB in 0..1. */
const [water, mud] = [
  [175 / 255, 238 / 255, 238 / 255],
  [63 / 255, 42 / 255, 20 / 255],
];

const mean3x3 = new Array<number>(9).fill(1 / 9);
const lightFromBelow = [-2, -1, 0, -1, 1, 1, 0, 1, 2];

/** Noise of mean 0 and variance 1 before it is blurred, [height, width]. */
function blurredNoise({ width, height }: Frame, sigma: number, draws: Draws): Float32Array {
  const noise = new Float32Array(width * height);
  draws.normals(noise);
  return gaussianFilter(noise, { width, height, channels: 1 }, [sigma, sigma], repeated);
}

/** Thickness of water, bytes [height, width]: noise where it exceeds the threshold, else 0. */
function waterOf(noise: Float32Array, mean: number, deviation: number, threshold: number): Uint8Array {
  const levels = new Uint8Array(noise.length);
  for (let i = 0; i < levels.length; i++) {
    const thickness = mean + deviation * noise[i];
    if (thickness >= threshold) levels[i] = thickness * 255;
  }
  return levels;
}

/** How much light water returns, largest 1: its thickness times a relief of the distance to its rims. */
function glitter(levels: Uint8Array, { width, height }: Frame): Float32Array {
  const relief = weighted3x3(distanceToEdges({ width, height, values: levels }, 50, 150, 20), width, height, mean3x3);
  equalise(relief);
  const lit = weighted3x3(relief, width, height, lightFromBelow);
  for (let i = 0; i < lit.length; i++) lit[i] = lit[i] < 0 ? 0 : lit[i] > 255 ? 255 : lit[i];
  const soft = weighted3x3(lit, width, height, mean3x3);
  let largest = 0;
  for (let i = 0; i < soft.length; i++) {
    soft[i] = levels[i] === 0 ? 0 : Math.floor(soft[i] + 0.5) * levels[i];
    if (soft[i] > largest) largest = soft[i];
  }
  if (largest > 0) for (let i = 0; i < soft.length; i++) soft[i] /= largest;
  return soft;
}

/** How much of each pixel mud covers where noise exceeds a threshold: 0, or .8 … 1. */
function cover(noise: Float32Array, { width, height }: Frame, threshold: number, sigma: number): Float32Array {
  for (let i = 0; i < noise.length; i++) noise[i] = noise[i] >= threshold ? 1 : 0;
  const soft = gaussianFilter(noise, { width, height, channels: 1 }, [sigma, sigma], repeated);
  for (let i = 0; i < soft.length; i++) if (soft[i] < 0.8) soft[i] = 0;
  return soft;
}

/** Drops on the lens: water at severities 1 to 3, mud at 4 and 5. */
export const spatter = onRows(
  {
    name: 'spatter',
    kind: 'weather',
    parameters: ['mean', 'σ', 'σ of the blur in pixels', 'threshold', 'strength of water or σ of mud', 'mud'],
    values: [
      [0.65, 0.3, 4, 0.69, 0.6, 0],
      [0.65, 0.3, 3, 0.68, 0.6, 0],
      [0.65, 0.3, 2, 0.68, 0.5, 0],
      [0.65, 0.3, 1, 0.65, 1.5, 1],
      [0.67, 0.4, 1, 0.65, 1.5, 1],
    ],
    reference: imageNetC,
  },
  (image, [mean, deviation, sigma, threshold, strength, muddy], draws) => {
    const noise = blurredNoise(image, sigma, draws);
    return muddy
      ? blend(cover(noise, image, (threshold - mean) / deviation, strength), image, mud)
      : add(glitter(waterOf(noise, mean, deviation, threshold), image), image, strength);
  },
);

function blend(shares: Float32Array, { width }: Frame, [red, green, blue]: readonly number[]): OnRows {
  return (unit, top) => {
    for (let pixel = top * width, i = 0; i < unit.length; pixel++, i += 3) {
      const share = shares[pixel];
      unit[i] += share * (red - unit[i]);
      unit[i + 1] += share * (green - unit[i + 1]);
      unit[i + 2] += share * (blue - unit[i + 2]);
    }
  };
}

function add(light: Float32Array, { width }: Frame, strength: number): OnRows {
  const [red, green, blue] = water.map((value) => strength * value);
  return (unit, top) => {
    for (let pixel = top * width, i = 0; i < unit.length; pixel++, i += 3) {
      unit[i] += light[pixel] * red;
      unit[i + 1] += light[pixel] * green;
      unit[i + 2] += light[pixel] * blue;
    }
  };
}
