import { scaleCamera } from '../../src/geometry/camera.js';
import { normalsFromDepth } from '../../src/geometry/normals.js';
import { identityPose, rotateDirections, rotationBetween, type Pose, type Vector3 } from '../../src/geometry/pose.js';
import type { PosedDepth } from '../../src/geometry/posed-depth.js';
import { resizeNearest } from '../../src/image/resample.js';

/**
 * The rotation that turns a recorded world, whose axes may be any (often those of its first camera), so that z is up:
 * first from all cameras' poses, then from the surfaces seen by some `views`. Identity if the cameras point every way,
 * upside down as often as not, since then nothing is known.
 */
export function zUpFromRecorded(poses: readonly Pose[], views: readonly PosedDepth[]): Pose {
  const up = upFromCameras(poses);
  if (Math.hypot(...up) < 0.1) return identityPose();
  const normals = views.map(({ depth, camera, worldFromCamera }) => {
    // Normals of neighbouring pixels are mostly noise; those of a small image span centimetres.
    const small = scaleCamera(camera, Math.min(80, camera.width), Math.min(60, camera.height));
    return rotateDirections(worldFromCamera, normalsFromDepth(resizeNearest(depth, camera, small), small));
  });
  return rotationBetween(upFromNormals(normals, up), [0, 0, 1]);
}

/**
 * Up in the recorded world as the cameras tell it: the mean of their own up directions, −y. People hold cameras upright,
 * but look down at what they record, so the mean may lean by some 30°. Length 0..1, small when the cameras disagree.
 */
export function upFromCameras(poses: readonly Pose[]): Vector3 {
  const up: Vector3 = [0, 0, 0];
  for (const pose of poses) for (let axis = 0; axis < 3; axis++) up[axis] -= pose[axis * 4 + 1] / poses.length;
  return up;
}

/** Angles in degrees within which normals count as vertical or horizontal, wide first, as in the reference. */
const schedule = [45, 45, 45, 45, 45, 15, 15, 15, 15, 15];

/** Fewer usable normals than this do not improve on the cameras. */
const fewestNormals = 500;

/** Cosine of the angle within which an axis of the recorded world is taken for the vertical: recorders that know it align to it. */
const alignedCosine = Math.cos((3 * Math.PI) / 180);

/**
 * Up in the recorded world from surface normals in it, arrays of [n, 3] ((0, 0, 0) where unknown), beginning at the estimate `up`:
 * rooms are made of horizontal and vertical surfaces, so up is the direction g that maximises `Σ (n·g)²` over normals
 * within an angle of ±g minus the same over normals within that angle of its plane; repeated with narrowing angle.
 * A world axis within 3° of the result is taken instead. Returns `up` itself when fewer than 500 normals are known.
 *
 * Reference: Gupta, Arbeláez & Malik, Perceptual organization and recognition of indoor scenes from RGB-D images, CVPR 2013.
 */
export function upFromNormals(normals: readonly Float32Array[], up: Vector3): Vector3 {
  let vertical = normalise(up);
  for (const degrees of schedule) {
    const refined = refine(normals, vertical, degrees);
    if (!refined) return up;
    vertical = refined;
  }
  const axis = vertical.findIndex((component) => Math.abs(component) >= alignedCosine);
  return axis < 0 ? vertical : (vertical.map((component, i) => (i === axis ? Math.sign(component) : 0)) as Vector3);
}

function refine(normals: readonly Float32Array[], [gx, gy, gz]: Vector3, degrees: number): Vector3 | undefined {
  const parallel = Math.cos((degrees * Math.PI) / 180);
  const perpendicular = Math.sin((degrees * Math.PI) / 180);
  // Upper triangle of Σ ±n·nᵀ: xx, xy, xz, yy, yz, zz.
  const sums = new Float64Array(6);
  let used = 0;
  for (const list of normals)
    for (let i = 0; i < list.length; i += 3) {
      const x = list[i];
      const y = list[i + 1];
      const z = list[i + 2];
      if (x === 0 && y === 0 && z === 0) continue;
      const along = Math.abs(x * gx + y * gy + z * gz);
      const sign = along > parallel ? 1 : along < perpendicular ? -1 : 0;
      if (sign === 0) continue;
      used++;
      sums[0] += sign * x * x;
      sums[1] += sign * x * y;
      sums[2] += sign * x * z;
      sums[3] += sign * y * y;
      sums[4] += sign * y * z;
      sums[5] += sign * z * z;
    }
  if (used < fewestNormals) return undefined;
  // Power iteration; the shift by `used` makes every eigenvalue positive, so that the largest one wins.
  const [xx, xy, xz, yy, yz, zz] = sums;
  let g: Vector3 = [gx, gy, gz];
  for (let i = 0; i < 200; i++)
    g = normalise([
      (xx + used) * g[0] + xy * g[1] + xz * g[2],
      xy * g[0] + (yy + used) * g[1] + yz * g[2],
      xz * g[0] + yz * g[1] + (zz + used) * g[2],
    ]);
  return g;
}

function normalise([x, y, z]: Vector3): Vector3 {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
