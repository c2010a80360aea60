import type { Camera } from '../../src/geometry/camera.js';
import type { RasterSize } from '../../src/image/resample.js';

/** The left colour camera on each of the five days, from the calibration of the raw recordings; each day has an image size of its own. */
const cameras: readonly Camera[] = [
  // 2011_09_26
  { width: 1242, height: 375, fx: 721.5377, fy: 721.5377, cx: 609.5593, cy: 172.854, baseline: 0.532725 },
  // 2011_09_28
  { width: 1224, height: 370, fx: 707.0493, fy: 707.0493, cx: 604.0814, cy: 180.5066, baseline: 0.537256 },
  // 2011_09_29
  { width: 1238, height: 374, fx: 718.3351, fy: 718.3351, cx: 600.3891, cy: 181.5122, baseline: 0.530141 },
  // 2011_09_30
  { width: 1226, height: 370, fx: 707.0912, fy: 707.0912, cx: 601.8873, cy: 183.1104, baseline: 0.537905 },
  // 2011_10_03
  { width: 1241, height: 376, fx: 718.856, fy: 718.856, cx: 607.1928, cy: 185.2157, baseline: 0.532332 },
];

/**
 * The left colour camera of the day on which rectified images have this size, for images that come without calibration;
 * undefined for any other size.
 */
export function cameraOfDay({ width, height }: RasterSize): Camera | undefined {
  const found = cameras.find((camera) => camera.width === width && camera.height === height);
  return found && { ...found };
}
