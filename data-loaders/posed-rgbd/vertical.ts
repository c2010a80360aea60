import { identityPose, rotationBetween, type Pose, type Vector3 } from '../../src/geometry/pose.js';

/** Cosine of the angle within which an axis of the recorded world is taken for the vertical as it is. */
const alignedCosine = Math.cos((15 * Math.PI) / 180);

/**
 * The rotation that turns a recorded world so that z is up. Recorded worlds have any axes (often those of the first
 * camera, y down), but people hold cameras upright: up is estimated as the mean of the cameras' own up directions, −y.
 * A world axis within 15° of the estimate is taken instead, since it is likely to be exact where the mean only leans with
 * the cameras' pitch. Identity if the world is z-up already.
 */
export function zUpFromWorld(poses: readonly Pose[]): Pose {
  const up: Vector3 = [0, 0, 0];
  for (const pose of poses) for (let axis = 0; axis < 3; axis++) up[axis] -= pose[axis * 4 + 1];
  const length = Math.hypot(...up);
  // Cameras that point every way, upside down as often as not, say nothing: the world is left as it is.
  if (length < 0.1 * poses.length) return identityPose();
  const axis = up.findIndex((component) => Math.abs(component) >= alignedCosine * length);
  const vertical = axis < 0 ? up : (up.map((component, i) => (i === axis ? Math.sign(component) : 0)) as Vector3);
  return rotationBetween(vertical, [0, 0, 1]);
}
