import type { Camera } from '../../src/geometry/camera.js';
import { readPng } from '../../src/formats/png.js';
import { readDepthPng } from '../../src/formats/single-channel-png.js';
import { InputError } from '../../src/support/errors.js';

/** Values [height, width] of a map that is stored as a PNG. */
export interface StoredMap {
  width: number;
  height: number;
  values: Float32Array;
}

/** Depth in metres (or disparity in pixels) is stored times this. */
const scale = 256;

/**
 * A depth map in metres, or a disparity map in pixels: 16-bit PNG of the value times 256, 0 where nothing is measured.
 * Throws InputError naming `file` if it has not 16 bits, or values that were reduced to 8 of them.
 */
export function parseDepthMap(bytes: Uint8Array, file: string): StoredMap {
  const { width, height, values: stored } = readDepthPng(bytes, file);
  const values = new Float32Array(stored.length);
  let most = 0;
  for (let i = 0; i < stored.length; i++) {
    if (stored[i] > most) most = stored[i];
    values[i] = stored[i] / scale;
  }
  if (most > 0 && most < scale)
    throw new InputError(
      `${file} has no value above ${most}, none of a whole metre or pixel: its values were reduced to 8 bits. Take the file of the download.`,
    );
  return { width, height, values };
}

/**
 * Optical flow in pixels, [height, width, 2] (right, down), NaN where it is not measured: 16-bit RGB PNG of
 * (u·64 + 2¹⁵, v·64 + 2¹⁵, valid). Throws InputError naming `file` if it is none.
 */
export function parseFlowMap(bytes: Uint8Array, file: string): StoredMap {
  const { width, height, channels, values: stored } = readPng(bytes, file);
  if (channels !== 3 || !(stored instanceof Uint16Array))
    throw new InputError(
      `${file} has ${channels} channels of ${stored.BYTES_PER_ELEMENT * 8} bits; optical flow takes 3 of 16. Take the file of the download.`,
    );
  const values = new Float32Array(width * height * 2);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const valid = stored[pixel * 3 + 2] > 0;
    for (let k = 0; k < 2; k++) values[pixel * 2 + k] = valid ? (stored[pixel * 3 + k] - 2 ** 15) / 64 : NaN;
  }
  return { width, height, values };
}

/**
 * Depth in metres from disparity in pixels, `fx·B/d`; 0 where there is no disparity. Throws InputError naming `file` if the
 * calibration does not tell how far the cameras are apart.
 */
export function depthFromDisparity(disparity: Float32Array, { fx, baseline }: Camera, file: string): Float32Array {
  if (baseline === undefined)
    throw new InputError(`${file} gives no depth: the calibration has no right camera. Restore that of the download.`);
  return disparity.map((d) => (d > 0 ? (fx * baseline) / d : 0));
}
