import { scaleCamera } from '../src/geometry/camera.js';
import { resizeNearest, type RasterSize } from '../src/image/resample.js';
import { resizeColours } from '../src/image/resize-colours.js';
import type { Sample } from './sample.js';

/** Rasters of colours, of which means may be formed, and of values that must not be mixed; with their channels. */
const colours = { rgb: 3, rightRgb: 3, albedo: 3 } as const;
const values = { depth: 1, normals: 3, semantics: 1, rawSemantics: 1, instances: 1 } as const;

/**
 * A sample at another size: colours as the mean over the area of a pixel (interpolated bilinearly along an axis that grows),
 * depth, normals, labels and instances from the nearest pixel, camera and boxes scaled with width and height. What lies in
 * space stays. The sample itself when it has that size already.
 */
export function resizeSample<T extends Sample>(sample: T, { width, height }: RasterSize): T {
  if (sample.width === width && sample.height === height) return sample;
  const to = { width, height };
  const resized: T = { ...sample, width, height, camera: scaleCamera(sample.camera, width, height) };
  for (const name of keysOf(colours)) {
    const raster = sample[name];
    if (raster) resized[name] = resizeColours(raster, sample, to);
  }
  for (const name of keysOf(values)) {
    const raster = sample[name];
    if (raster) Object.assign(resized, { [name]: resizeNearest(raster, sample, to, values[name]) });
  }
  const [sx, sy] = [width / sample.width, height / sample.height];
  if (sample.boxes)
    resized.boxes = sample.boxes.map((box) => ({
      ...box,
      x: box.x * sx,
      y: box.y * sy,
      width: box.width * sx,
      height: box.height * sy,
    }));
  return resized;
}

function keysOf<T extends object>(record: T): (keyof T)[] {
  return Object.keys(record) as (keyof T)[];
}
