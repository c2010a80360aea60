import { seeded, type Random } from '../../support/random.js';
import { repeated } from './correlate.js';
import { SeededDraws } from './draws.js';
import { gaussianFilter } from './gaussian.js';
import { plasma } from './plasma.js';

/** Side in pixels of a texture, which repeats itself. */
export const frostSide = 512;

/** What a pane of frost looks like. */
interface Pane {
  /** Mean and standard deviation of red, green and blue, of 255. */
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
  /** Number of crystals, and the lengths of their stems in pixels. */
  crystals: number;
  stem: readonly [number, number];
  /** How far clouds rather than crystals decide the brightness. */
  clouds: number;
}

/** Colours as measured on the five photographs that the benchmark draws from; the shapes are our own. */
export const frostPanes: readonly Pane[] = [
  { mean: [78, 149, 166], deviation: [27, 16, 15], crystals: 260, stem: [20, 60], clouds: 1.5 },
  { mean: [201, 205, 214], deviation: [21, 22, 23], crystals: 420, stem: [30, 90], clouds: 0.8 },
  { mean: [201, 205, 214], deviation: [21, 22, 23], crystals: 700, stem: [20, 50], clouds: 0.8 },
  { mean: [138, 153, 165], deviation: [28, 28, 30], crystals: 900, stem: [10, 35], clouds: 0.7 },
  { mean: [112, 123, 135], deviation: [44, 43, 42], crystals: 300, stem: [40, 120], clouds: 1 },
];

const textures = new Map<number, Uint8Array>();

/** The texture of a pane, sRGB bytes [512, 512, 3], periodic along both axes; made when it is first asked for. */
export function frostTexture(pane: number): Uint8Array {
  const made = textures.get(pane) ?? paint(frostPanes[pane], seeded('frost', pane));
  textures.set(pane, made);
  return made;
}

/** Feathers of ice over clouds of rime, brought to the pane's colours. */
function paint({ mean, deviation, crystals, stem, clouds }: Pane, random: Random): Uint8Array {
  const ice = new Float32Array(frostSide * frostSide);
  for (let k = 0; k < crystals; k++) {
    const [x, y] = [random.uniform(0, frostSide), random.uniform(0, frostSide)];
    grow(ice, x, y, random.uniform(0, 2 * Math.PI), random.uniform(...stem), random.uniform(0.5, 1), 2, random);
  }
  const size = { width: frostSide, height: frostSide, channels: 1 };
  const soft = standardised(gaussianFilter(ice, size, [0.6, 0.6], repeated));
  const rime = standardised(plasma(frostSide, 1.8, new SeededDraws(random)));
  const grey = standardised(soft.map((value, i) => value + clouds * rime[i]));
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0; i < rgb.length; i++)
    rgb[i] = Math.max(0, Math.min(255, mean[i % 3] + deviation[i % 3] * grey[Math.floor(i / 3)] + 0.5));
  return rgb;
}

/** Draws a stem that fades towards its tip, with pairs of branches at 60°, and theirs, on a periodic raster. */
function grow(
  ice: Float32Array,
  x: number,
  y: number,
  angle: number,
  length: number,
  brightness: number,
  generations: number,
  random: Random,
): void {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const spacing = generations === 2 ? 4 : 3;
  for (let s = 0; s < length; s += 0.5) {
    const at = (Math.floor(y + s * dy) & (frostSide - 1)) * frostSide + (Math.floor(x + s * dx) & (frostSide - 1));
    ice[at] = Math.max(ice[at], brightness * (1 - (0.6 * s) / length));
    if (generations === 0 || s % spacing !== 0) continue;
    const reach = (length - s) * random.uniform(0.25, 0.45);
    if (reach < 2) continue;
    for (const side of [-1, 1])
      grow(ice, x + s * dx, y + s * dy, angle + (side * Math.PI) / 3, reach, brightness * 0.85, generations - 1, random); // prettier-ignore
  }
}

/** Values shifted and scaled to mean 0 and variance 1, in place. */
function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) / Math.sqrt(variance);
  return values;
}
