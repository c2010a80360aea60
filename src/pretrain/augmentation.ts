import { gaussianBlur, hsvFromRgb, lumaWeights, rgbFromHsv, unitFromBytes } from '../image/index.js';
import type { Random } from '../support/random.js';

/** Random changes of colour and sharpness; each is left out when its probability is 0. */
export interface Augmentation {
  /** Largest relative change of brightness, contrast and saturation, and of hue in turns; and how often. */
  jitter: { brightness: number; contrast: number; saturation: number; hue: number; probability: number };
  /** How often colour is taken away altogether. */
  grey: number;
  /** Gaussian blur, σ in pixels of an image 320 pixels wide: it is scaled with the width. */
  blur: { sigma: readonly [number, number]; probability: number };
}

/** Pri3D's augmentation: the primary condition of the study. */
export const pri3dAugmentation: Augmentation = {
  jitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 },
  grey: 0.2,
  blur: { sigma: [0.1, 2], probability: 0.5 },
};

/** Width of the images for which Pri3D states its blur. */
const referenceWidth = 320;

/**
 * An sRGB image [height, width, 3] as values in 0..1, randomly changed in colour and sharpness; `undefined` changes
 * nothing. Brightness, contrast, saturation and hue are changed in random order, as torchvision's ColorJitter does.
 */
export function augment(
  rgb: Uint8Array,
  { width, height }: { width: number; height: number },
  augmentation: Augmentation | undefined,
  random: Random,
): Float32Array {
  let image = unitFromBytes(rgb);
  if (!augmentation) return image;
  const { jitter, grey, blur } = augmentation;
  if (random.chance(jitter.probability)) {
    const factor = (reach: number): number => random.uniform(Math.max(0, 1 - reach), 1 + reach);
    const brightness = factor(jitter.brightness);
    const contrast = factor(jitter.contrast);
    const saturation = factor(jitter.saturation);
    const turns = random.uniform(-jitter.hue, jitter.hue);
    for (const change of random.permutation(4)) {
      if (change === 0) scale(image, brightness);
      else if (change === 1) changeContrast(image, contrast);
      else if (change === 2) changeSaturation(image, saturation);
      else image = turnHue(image, turns);
    }
  }
  if (random.chance(grey)) changeSaturation(image, 0);
  if (random.chance(blur.probability)) {
    const sigma = (random.uniform(...(blur.sigma as [number, number])) * width) / referenceWidth;
    image = gaussianBlur(image, width, height, 3, sigma);
  }
  return image;
}

function scale(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = clamp(image[i] * factor);
}

/** Towards (factor < 1) or away from the mean grey of the whole image. */
function changeContrast(image: Float32Array, factor: number): void {
  let mean = 0;
  for (let i = 0; i < image.length; i += 3) mean += greyOf(image, i) / (image.length / 3);
  const towards = (1 - factor) * mean;
  for (let i = 0; i < image.length; i++) image[i] = clamp(factor * image[i] + towards);
}

/** Towards (factor < 1) or away from each pixel's grey. */
function changeSaturation(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const towards = (1 - factor) * greyOf(image, i);
    image[i] = clamp(factor * image[i] + towards);
    image[i + 1] = clamp(factor * image[i + 1] + towards);
    image[i + 2] = clamp(factor * image[i + 2] + towards);
  }
}

const [redWeight, greenWeight, blueWeight] = lumaWeights;

/** Luma of the pixel at index i. */
function greyOf(image: Float32Array, i: number): number {
  return redWeight * image[i] + greenWeight * image[i + 1] + blueWeight * image[i + 2];
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function turnHue(image: Float32Array, turns: number): Float32Array {
  const hsv = hsvFromRgb(image);
  for (let i = 0; i < hsv.length; i += 3) hsv[i] += turns;
  return rgbFromHsv(hsv);
}
