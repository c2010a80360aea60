import type { RasterSize } from '../../src/image/resample.js';
import { resizeSample } from '../resize-sample.js';
import type { CocoSample } from './coco-sample.js';

/** A sample at another size, keypoints included. Areas stay those of the image as stored. */
export function resizeCoco(sample: CocoSample, size: RasterSize): CocoSample {
  const scales = [size.width / sample.width, size.height / sample.height, 1];
  const keypoints = sample.keypoints?.map(({ instance, points }) => ({
    instance,
    points: points.map((value, i) => value * scales[i % 3]),
  }));
  return { ...resizeSample(sample, size), ...(keypoints && { keypoints }) };
}
