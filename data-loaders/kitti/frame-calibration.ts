import type { Camera } from '../../src/geometry/camera.js';
import type { Pose } from '../../src/geometry/pose.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { BenchmarkImage, BenchmarkImages } from './benchmark-images.js';
import { cameraOfDay } from './day-cameras.js';
import { readTextFile } from './tree-paths.js';
import { cameraOf, rawRig } from './rig.js';

/**
 * The left colour camera of an image of the 2015 benchmarks: from its `calib_cam_to_cam`, else, since each day of recording
 * has an image size and a calibration of its own, that of the day. Throws InputError if neither tells it.
 */
export async function calibrationOf(
  files: BenchmarkImages,
  image: BenchmarkImage,
  size: RasterSize,
): Promise<{ camera: Camera; cameraFromRectified?: Pose }> {
  const { tree } = files;
  const name = tree.describe(files.imagePath(image));
  const path = files.presentIn('calib_cam_to_cam', image);
  if (path !== undefined)
    return cameraOf(rawRig({ text: await readTextFile(tree, path), file: tree.describe(path) }), 2, size, name);
  const camera = cameraOfDay(size);
  if (!camera)
    throw new InputError(
      `${name} is ${size.width}×${size.height}, as no camera of KITTI records, and ${tree.describe(files.pathIn('calib_cam_to_cam', image))} is missing. Use the images of the download, or unpack the calibration.`,
    );
  return { camera };
}
