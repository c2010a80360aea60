import { identityPose, invertPose, multiplyPoses, type Pose } from '../../src/geometry/pose.js';

/**
 * From the depth camera to the colour camera, from the transforms of both to the frame that they share; undefined if it is
 * the identity, as in all released scans.
 *
 * `colorToDepthExtrinsics` of `<scan>.txt` is no such transform: it is that of the sensor before its depth was warped to
 * the colour camera, and must not be applied to what was released.
 */
export function colourFromDepth(colourExtrinsic: Pose, depthExtrinsic: Pose): Pose | undefined {
  const transform = multiplyPoses(invertPose(colourExtrinsic), depthExtrinsic);
  const identity = identityPose();
  return transform.every((entry, i) => Math.abs(entry - identity[i]) < 1e-6) ? undefined : transform;
}
