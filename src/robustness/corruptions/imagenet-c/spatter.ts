import { repeated } from '../correlate.js';
import type { Draws } from '../draws.js';
import { cannyEdges, distanceToEdges, equalise, weighted3x3 } from '../edges.js';
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

/** Thickness of a liquid [height, width]: blurred noise where it exceeds the threshold, else 0. */
function liquidOf(
  { width, height }: Frame,
  [mean, deviation, sigma, threshold]: readonly number[],
  draws: Draws,
): Float32Array {
  const noise = new Float32Array(width * height);
  draws.normals(noise);
  for (let i = 0; i < noise.length; i++) noise[i] = mean + deviation * noise[i];
  const liquid = gaussianFilter(noise, { width, height, channels: 1 }, [sigma, sigma], repeated);
  for (let i = 0; i < liquid.length; i++) if (liquid[i] < threshold) liquid[i] = 0;
  return liquid;
}

/** How much light drops return, largest 1: their thickness times a relief of the distance to their rims. */
function glitter(liquid: Float32Array, { width, height }: Frame): Float32Array {
  const levels = new Uint8Array(liquid.length);
  for (let i = 0; i < liquid.length; i++) levels[i] = liquid[i] * 255;
  const edges = cannyEdges({ width, height, values: levels }, 50, 150);
  const relief = cutOff(weighted3x3(distanceToEdges(edges, width, height, 20), width, height, mean3x3));
  equalise(relief);
  const lit = weighted3x3(new Float32Array(relief), width, height, lightFromBelow);
  for (let i = 0; i < lit.length; i++) lit[i] = lit[i] < 0 ? 0 : lit[i] > 255 ? 255 : lit[i];
  const soft = weighted3x3(lit, width, height, mean3x3);
  let largest = 0;
  for (let i = 0; i < soft.length; i++) {
    soft[i] = Math.floor(soft[i] + 0.5) * levels[i];
    if (soft[i] > largest) largest = soft[i];
  }
  if (largest > 0) for (let i = 0; i < soft.length; i++) soft[i] /= largest;
  return soft;
}

/** Whole numbers below the values, which single precision may miss by a little. */
function cutOff(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = values[i] + 1e-4;
  return bytes;
}

/** How much of each pixel mud covers: 0, or .8 … 1. */
function cover(liquid: Float32Array, { width, height }: Frame, sigma: number): Float32Array {
  const drops = new Float32Array(liquid.length);
  for (let i = 0; i < drops.length; i++) drops[i] = liquid[i] > 0 ? 1 : 0;
  const soft = gaussianFilter(drops, { width, height, channels: 1 }, [sigma, sigma], repeated);
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
  (image, setting, draws) => {
    const liquid = liquidOf(image, setting, draws);
    const strength = setting[4];
    return setting[5] === 1
      ? blend(cover(liquid, image, strength), image, mud)
      : add(glitter(liquid, image), image, strength);
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
