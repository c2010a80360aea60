import { z } from 'zod';
import { scaleCamera, type Camera } from '../../src/geometry/camera.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';

/** How a frame was taken: pixels of the images as recorded, metres. */
export interface Calibration {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  baseline: number;
}

/** Size of the images that calibrations are of. */
const recorded: RasterSize = { width: 2048, height: 1024 };

const cameraFile = z.object({
  extrinsic: z.object({ baseline: z.number().positive() }),
  intrinsic: z.object({ fx: z.number().positive(), fy: z.number().positive(), u0: z.number(), v0: z.number() }),
});

/** Parses `_camera.json`. Throws InputError naming `file` if it is not JSON or lacks a number. */
export function parseCalibration(text: string, file: string): Calibration {
  const fail = (fault: string): never => {
    throw new InputError(`${file} is not a camera file of Cityscapes: ${fault}. Take the file of the download.`);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return fail((error as Error).message);
  }
  const parsed = cameraFile.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    return fail(`${path.join('.') || 'it'}: ${message}`);
  }
  const { extrinsic, intrinsic } = parsed.data;
  const { fx, fy, u0: cx, v0: cy } = intrinsic;
  return { fx, fy, cx, cy, baseline: extrinsic.baseline };
}

const unknown = { fx: NaN, fy: NaN, cx: NaN, cy: NaN };

/** The camera of an image of `size`, which may be smaller than recorded; NaN in place of what is not known without a calibration. */
export function cameraOf(calibration: Calibration | undefined, size: RasterSize): Camera {
  return scaleCamera({ ...recorded, ...(calibration ?? unknown) }, size.width, size.height);
}
