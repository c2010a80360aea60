import { scaleCamera } from '../../src/geometry/camera.js';
import { resizeNearest, type RasterSize } from '../../src/image/resample.js';
import { resizeSample } from '../resize-sample.js';
import type { KittiSample } from './kitti-sample.js';

/**
 * A sample at another size, as `resizeSample` does it; disparity and flow, which are lengths in pixels, are scaled too, and so
 * are the other cameras of the car.
 */
export function resizeFrame(sample: KittiSample, size: RasterSize): KittiSample {
  const resized = resizeSample(sample, size);
  if (resized === sample) return sample;
  const [sx, sy] = [size.width / sample.width, size.height / sample.height];
  const { sparseDepth, disparity, flow, cameras } = sample;
  if (sparseDepth) resized.sparseDepth = resizeNearest(sparseDepth, sample, size);
  if (disparity) resized.disparity = resizeNearest(disparity, sample, size).map((d) => d * sx);
  if (flow) resized.flow = resizeNearest(flow, sample, size, 2).map((d, i) => d * (i % 2 === 0 ? sx : sy));
  if (cameras)
    resized.cameras = cameras.map((one) => one && { ...one, camera: scaleCamera(one.camera, size.width, size.height) });
  return resized;
}
