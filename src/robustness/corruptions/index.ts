import { brightness } from './brightness.js';
import { contrast } from './contrast.js';
import type { Corruption } from './corruption.js';
import { darkness } from './darkness.js';
import { gaussianBlur } from './gaussian-blur.js';
import { gaussianNoise } from './gaussian-noise.js';
import { greyscale } from './greyscale.js';
import { hue } from './hue.js';
import { jpeg } from './jpeg.js';

export { corruptImage, type CorruptionChoice } from './corrupt-image.js';
export { severities, type Corruption, type Severity } from './corruption.js';
export type { ColourFrame, Colours, CorruptionKind, ImageCorruption, Setting } from './image-corruption.js';
export { benchmarkCorruptions, presetNames, presets, type PresetName } from './presets.js';

/** The corruptions of the study by name; published benchmarks are {@link presets}. */
export const corruptions: Readonly<Record<string, Corruption>> = Object.fromEntries(
  [gaussianNoise, gaussianBlur, brightness, darkness, contrast, greyscale, hue, jpeg].map((corruption) => [
    corruption.name,
    corruption,
  ]),
);
