import type { Camera } from '../../src/geometry/camera.js';
import { invertPose, multiplyPoses } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import type { KittiSample } from './kitti-sample.js';
import { movePoints, sparseDepth } from './projection.js';
import type { CameraIndex } from './rig.js';

/** A scan as a camera has it. */
export interface ProjectedScan {
  camera: Camera;
  /** [count, 3] metres in the frame of the camera, in the order of the scan. */
  positions: Float32Array;
  /** Metres, [height, width]: the nearest point of each pixel, 0 where none falls. */
  depth: Float32Array;
}

/**
 * The laser scan of a sample in any camera of the car, whether its image is there or not: `P·R_rect·[R|t]·x`. Throws
 * InputError if the sample has no scan, or its calibration no such camera.
 */
export function projectScan(sample: KittiSample, index: CameraIndex): ProjectedScan {
  const { id, points, cameras, cameraFromRectified } = sample;
  if (!points || !cameraFromRectified)
    throw new InputError(
      `${id} has no laser scan to project. Choose a frame with one; samples that are resized have theirs with \`points\`.`,
    );
  const seen = cameras?.[index];
  if (!seen) throw new InputError(`The calibration of ${id} has no camera ${index}. Choose another camera.`);
  const move = multiplyPoses(seen.cameraFromRectified, invertPose(cameraFromRectified));
  const positions = movePoints(points.positions, move);
  return { camera: seen.camera, positions, depth: sparseDepth(positions, seen.camera) };
}
