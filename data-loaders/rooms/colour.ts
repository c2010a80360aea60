import { exactPow } from '../../src/support/exact-math.js';
import type { Vector } from './scene.js';

/** sRGB (0..1) to linear light, by exact operations. */
export function linearFromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : exactPow((value + 0.055) / 1.055, 2.4);
}

/** Linear light (0..1) to sRGB. */
export function srgbFromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * exactPow(value, 1 / 2.4) - 0.055;
}

const steps = 4096;
let table: Float64Array | undefined;

/** sRGB in 0..255 (not rounded) of linear light clamped to 0..1, from a table with linear interpolation in √value. */
export function encodeSrgb(value: number): number {
  table ??= Float64Array.from({ length: steps + 2 }, (_, i) => 255 * srgbFromLinear((i / steps) * (i / steps)));
  if (!(value > 0)) return 0;
  if (value >= 1) return 255;
  const at = Math.sqrt(value) * steps;
  const index = Math.floor(at);
  return table[index] + (at - index) * (table[index + 1] - table[index]);
}

/** Linear reflectance of an sRGB triple in 0..255. */
export function reflectance(red: number, green: number, blue: number): Vector {
  return [linearFromSrgb(red / 255), linearFromSrgb(green / 255), linearFromSrgb(blue / 255)];
}

/** Luminance of linear RGB (Rec. 709). */
export function luminance([red, green, blue]: Vector): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
