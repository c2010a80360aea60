import * as fc from 'fast-check';
import { invertPose, multiplyPoses, rotationBetween, type Pose, type PosedDepth } from '../../src/geometry/index.js';

/** A camera of odd size with unequal focal lengths and an off-centre principal point, so that no mix-up goes unseen. */
export const camera = { width: 41, height: 31, fx: 38, fy: 36, cx: 21.5, cy: 14.25 };

const component = fc.double({ min: -1, max: 1, noNaN: true });
const direction = fc
  .tuple(component, component, component)
  .filter(([x, y, z]) => Math.hypot(x, y, z) > 0.1) as fc.Arbitrary<[number, number, number]>;

/** Rigid transforms: two rotations between drawn directions, and a translation of up to 5 m along each axis. */
export const poses: fc.Arbitrary<Pose> = fc
  .tuple(direction, direction, direction, direction, fc.tuple(component, component, component))
  .map(([a, b, c, d, t]) => {
    const pose = multiplyPoses(rotationBetween(a, b), rotationBetween(c, d));
    t.forEach((value, axis) => (pose[axis * 4 + 3] = 5 * value));
    return pose;
  });

/** Small motions: up to about 10° and 20 cm. */
export const nudges: fc.Arbitrary<Pose> = fc
  .tuple(fc.tuple(component, component), fc.tuple(component, component, component))
  .map(([[x, y], t]) => {
    const pose = rotationBetween([0, 0, 1], [0.17 * x, 0.17 * y, 1]);
    t.forEach((value, axis) => (pose[axis * 4 + 3] = 0.2 * value));
    return pose;
  });

/** Depth of a plane n·p = distance (world coordinates) seen by a camera; 0 where it is not in front. */
export function viewOfPlane(
  worldFromCamera: Pose,
  normal: readonly [number, number, number],
  distance: number,
): PosedDepth {
  const m = worldFromCamera;
  const depth = new Float32Array(camera.width * camera.height);
  for (let v = 0; v < camera.height; v++)
    for (let u = 0; u < camera.width; u++) {
      const x = (u + 0.5 - camera.cx) / camera.fx;
      const y = (v + 0.5 - camera.cy) / camera.fy;
      let along = 0;
      let origin = 0;
      for (let row = 0; row < 3; row++) {
        along += normal[row] * (m[row * 4] * x + m[row * 4 + 1] * y + m[row * 4 + 2]);
        origin += normal[row] * m[row * 4 + 3];
      }
      const z = (distance - origin) / along;
      depth[v * camera.width + u] = z > 0 && z < 50 ? z : 0;
    }
  return { camera, worldFromCamera, depth };
}

/** A pose seen from another: bFromA. */
export function relative(a: Pose, b: Pose): Pose {
  return multiplyPoses(invertPose(b), a);
}
