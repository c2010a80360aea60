import { gaussianBlur, hsvFromRgb, luma, rgbFromHsv, unitFromBytes } from '../image/index.js';
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
      else if (change === 1) blend(image, luma(image), contrast, true);
      else if (change === 2) blend(image, luma(image), saturation, false);
      else image = turnHue(image, turns);
    }
  }
  if (random.chance(grey)) blend(image, luma(image), 0, false);
  if (random.chance(blur.probability)) {
    const sigma = (random.uniform(...(blur.sigma as [number, number])) * width) / referenceWidth;
    image = gaussianBlur(image, width, height, 3, sigma);
  }
  return image;
}

function scale(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = Math.min(1, image[i] * factor);
}

/** Towards (factor < 1) or away from each pixel's grey, or from the mean grey of the whole image. */
function blend(image: Float32Array, grey: Float32Array, factor: number, whole: boolean): void {
  let mean = 0;
  for (let p = 0; p < grey.length; p++) mean += grey[p] / grey.length;
  for (let p = 0; p < grey.length; p++) {
    const towards = (1 - factor) * (whole ? mean : grey[p]);
    for (let i = 3 * p; i < 3 * p + 3; i++) image[i] = Math.max(0, Math.min(1, factor * image[i] + towards));
  }
}

function turnHue(image: Float32Array, turns: number): Float32Array {
  const hsv = hsvFromRgb(image);
  for (let i = 0; i < hsv.length; i += 3) hsv[i] += turns;
  return rgbFromHsv(hsv);
}
