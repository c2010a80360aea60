import type { Camera } from '../../../geometry/camera.js';
import type { Frame } from '../image-corruption.js';

/** The camera of an image; where it is not known, one with the focal length of the image's width that looks at its middle. */
export function cameraOf({ width, height, camera }: Frame): Camera {
  return camera ?? { width, height, fx: width, fy: width, cx: width / 2, cy: height / 2 };
}
