import { scaleCamera, type Camera } from '../../src/geometry/camera.js';
import type { RasterSize } from '../../src/image/resample.js';

/** Size of the images that the cameras are of. */
export const recorded: RasterSize = { width: 640, height: 480 };

const colour = { ...recorded, fx: 518.8579, fy: 519.4696, cx: 325.5824, cy: 253.7362 };
const depth = { ...recorded, fx: 582.6245, fy: 582.691, cx: 313.0448, cy: 238.4439 };

/** The colour camera, to which labelled and synchronised depth is registered, for images of a size. */
export function colourCamera({ width, height }: RasterSize): Camera {
  return scaleCamera(colour, width, height);
}

/** The depth camera, in whose pixels raw depth is. */
export function depthCamera({ width, height }: RasterSize): Camera {
  return scaleCamera(depth, width, height);
}
