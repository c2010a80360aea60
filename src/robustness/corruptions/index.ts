import { brightness } from './brightness.js';
import { contrast } from './contrast.js';
import type { Corruption } from './corruption.js';
import { darkness } from './darkness.js';
import { gaussianBlur } from './gaussian-blur.js';
import { gaussianNoise } from './gaussian-noise.js';
import { greyscale } from './greyscale.js';
import { hue } from './hue.js';
import { jpeg } from './jpeg.js';

export { severities, type Corruption, type Severity } from './corruption.js';

/** The corruptions by name: adding one is adding a file and a line here. */
export const corruptions: Readonly<Record<string, Corruption>> = Object.fromEntries(
  [gaussianNoise, gaussianBlur, brightness, darkness, contrast, greyscale, hue, jpeg].map((corruption) => [
    corruption.name,
    corruption,
  ]),
);
