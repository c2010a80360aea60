import { InputError } from '../../src/support/errors.js';
import type { RasterSize } from '../../src/image/resample.js';

/** Rows top ≤ v < bottom and columns left ≤ u < right of an image. */
export interface Crop {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * The crop on which depth is scored since Garg et al. (ECCV 2016); shares are truncated to whole pixels as in the published
 * code: rows 153..371 and columns 44..1197 of 1242×375.
 */
export function gargCrop({ width, height }: RasterSize): Crop {
  return {
    top: Math.trunc(0.40810811 * height),
    bottom: Math.trunc(0.99189189 * height),
    left: Math.trunc(0.03594771 * width),
    right: Math.trunc(0.96405229 * width),
  };
}

/** The crop of Eigen et al. (NeurIPS 2014), truncated alike: rows 124..342 and columns 44..1197 of 1242×375. */
export function eigenCrop({ width, height }: RasterSize): Crop {
  return {
    top: Math.trunc(0.3324324 * height),
    bottom: Math.trunc(0.91351351 * height),
    left: Math.trunc(0.0359477 * width),
    right: Math.trunc(0.96405229 * width),
  };
}

/** The crop of KITTI's depth benchmark: 1216×352 in the middle of the bottom. Throws InputError if the image is smaller. */
export function benchmarkCrop({ width, height }: RasterSize): Crop {
  const [cropWidth, cropHeight] = [1216, 352];
  if (width < cropWidth || height < cropHeight)
    throw new InputError(
      `An image of ${width}×${height} is smaller than the benchmark's crop of ${cropWidth}×${cropHeight}: crop it at its recorded size.`,
    );
  const left = Math.trunc((width - cropWidth) / 2);
  return { top: height - cropHeight, bottom: height, left, right: left + cropWidth };
}
