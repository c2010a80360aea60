import type { Camera } from '../src/geometry/camera.js';
import type { RasterSize } from '../src/image/resample.js';

/**
 * The camera of a photograph that comes without calibration: the longer side as focal length, a field of view of 53° along
 * it, which many cameras have; the middle as principal point.
 */
export function nominalCamera({ width, height }: RasterSize): Camera {
  const focal = Math.max(width, height);
  return { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
}
