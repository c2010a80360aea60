import { InputError } from '../../src/support/errors.js';
import type { RasterSize } from '../../src/image/resample.js';
import { recorded } from './cameras.js';
import type { NyuFrame } from './nyu-sample.js';

/** Rows top ≤ v < bottom and columns left ≤ u < right of an image. */
export interface Crop {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Inside of the white frame of images of 640×480: rows 7..473, columns 7..631. */
export const nyuInsideFrame: Crop = { top: 7, bottom: 474, left: 7, right: 632 };

/** The part of images of 640×480 on which depth is scored since Eigen et al. (NeurIPS 2014): rows 45..470, columns 41..600. */
export const nyuEigenCrop: Crop = { top: 45, bottom: 471, left: 41, right: 601 };

/**
 * The rasters of a frame cut down to a crop, and its camera; boxes are made after it. Throws InputError naming the frame if
 * it is not of 640×480 pixels.
 */
export function cropFrame(frame: NyuFrame, crop: Crop, id: string): NyuFrame {
  if (frame.width !== recorded.width || frame.height !== recorded.height)
    throw new InputError(
      `${id} is ${frame.width}×${frame.height}; the crops of nyuv2 are of ${recorded.width}×${recorded.height}. Leave crop out.`,
    );
  const { left, top } = crop;
  const size = { width: crop.right - left, height: crop.bottom - top };
  const { camera, rgb, depth, semantics, rawSemantics, instances } = frame;
  return {
    ...frame,
    ...size,
    rgb: cropRaster(rgb, frame, crop, 3),
    camera: { ...camera, ...size, cx: camera.cx - left, cy: camera.cy - top },
    ...(depth && { depth: cropRaster(depth, frame, crop) }),
    ...(semantics && { semantics: cropRaster(semantics, frame, crop) }),
    ...(rawSemantics && { rawSemantics: cropRaster(rawSemantics, frame, crop) }),
    ...(instances && { instances: cropRaster(instances, frame, crop) }),
  };
}

function cropRaster<T extends Uint8Array | Uint16Array | Float32Array>(
  raster: T,
  { width }: RasterSize,
  { top, bottom, left, right }: Crop,
  channels = 1,
): T {
  const SameType = raster.constructor as new (length: number) => T;
  const length = (right - left) * channels;
  const cropped = new SameType(length * (bottom - top));
  for (let row = top; row < bottom; row++) {
    const begin = (row * width + left) * channels;
    cropped.set(raster.subarray(begin, begin + length), (row - top) * length);
  }
  return cropped;
}
