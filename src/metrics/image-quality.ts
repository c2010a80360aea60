import { InputError } from '../support/errors.js';
import { colourDifference } from './colour-difference.js';
import { checkSameColours, type ColourValues } from './colour-values.js';
import { structuralSimilarity } from './structural-similarity.js';

/**
 * Peak signal-to-noise ratio 10·log₁₀(white²/MSE) in decibels, MSE over pixels and channels; Infinity for equal images.
 *
 * Throws InputError, naming `name`, if sizes differ or a value is not a number.
 *
 * Reference: scikit-image's `peak_signal_noise_ratio`.
 */
export function peakSignalToNoise(
  image: ColourValues,
  reference: ColourValues,
  { white = 255, name = 'The image' }: { white?: number; name?: string } = {},
): number {
  checkSameColours(image, reference, name);
  let sum = 0;
  for (let i = 0; i < image.rgb.length; i++) sum += (image.rgb[i] - reference.rgb[i]) ** 2;
  return 10 * Math.log10(white ** 2 / (sum / image.rgb.length));
}

/** Means over images. */
export interface ImageQuality {
  /** Peak signal-to-noise ratio in decibels, of the images that differ; Infinity if none does. */
  psnr: number;
  /** SSIM under the Gaussian window, as Wang et al. define it. */
  ssim: number;
  /** SSIM under the uniform 7×7 window. */
  ssimUniform: number;
  /** Mean CIEDE2000 over the pixels. */
  deltaE2000: number;
  /** Mean ΔE*ab of 1976 over the pixels. */
  deltaE76: number;
  images: number;
  /** Images equal to their reference, whose PSNR is infinite. */
  identicalImages: number;
}

/** Sums over images; plain data, so that workers can send it. */
export type ImageQualityTally = ImageQuality;

/** Nothing, to begin with. */
export function noImages(): ImageQualityTally {
  return { psnr: 0, ssim: 0, ssimUniform: 0, deltaE2000: 0, deltaE76: 0, images: 0, identicalImages: 0 };
}

/**
 * Adds one image and what it should be, both sRGB [height, width, 3].
 *
 * Throws InputError, naming `name`, if sizes differ, they are below 11×11 or a value is not a number; nothing is added then.
 */
export function addImage(
  tally: ImageQualityTally,
  image: ColourValues,
  reference: ColourValues,
  { white = 255, name = 'The image' }: { white?: number; name?: string } = {},
): void {
  const options = { white, name };
  const psnr = peakSignalToNoise(image, reference, options);
  const ssim = structuralSimilarity(image, reference, { ...options, window: 'gaussian' });
  const ssimUniform = structuralSimilarity(image, reference, { ...options, window: 'uniform' });
  const { deltaE2000, deltaE76 } = colourDifference(image, reference, options);
  if (psnr === Infinity) tally.identicalImages++;
  else tally.psnr += psnr;
  tally.ssim += ssim;
  tally.ssimUniform += ssimUniform;
  tally.deltaE2000 += deltaE2000;
  tally.deltaE76 += deltaE76;
  tally.images++;
}

/** The sums of all parts together. */
export function mergeImages(parts: Iterable<ImageQualityTally>): ImageQualityTally {
  const total = noImages();
  for (const part of parts) for (const key of Object.keys(total) as (keyof ImageQuality)[]) total[key] += part[key];
  return total;
}

/** Means over all images. Throws InputError if there is none. */
export function imageQuality(tally: ImageQualityTally): ImageQuality {
  const { images, identicalImages } = tally;
  if (images === 0) throw new InputError('There is no image to score. Add at least one.');
  const differing = images - identicalImages;
  return {
    psnr: differing > 0 ? tally.psnr / differing : Infinity,
    ssim: tally.ssim / images,
    ssimUniform: tally.ssimUniform / images,
    deltaE2000: tally.deltaE2000 / images,
    deltaE76: tally.deltaE76 / images,
    images,
    identicalImages,
  };
}
