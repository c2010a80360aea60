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

/** Steps of the table from 0 to 1. */
export const srgbSteps = 4096;

let table: Uint8Array | undefined;

/** sRGB (0..255) of linear light r², r = 0, 1/4096 … 1: even in the root, as the eye is. */
export function srgbByRoot(): Uint8Array {
  table ??= Uint8Array.from({ length: srgbSteps + 1 }, (_, i) =>
    Math.round(255 * srgbFromLinear((i * i) / (srgbSteps * srgbSteps))),
  );
  return table;
}

/** Linear reflectance of an sRGB triple in 0..255. */
export function reflectance(red: number, green: number, blue: number): Vector {
  return [linearFromSrgb(red / 255), linearFromSrgb(green / 255), linearFromSrgb(blue / 255)];
}
