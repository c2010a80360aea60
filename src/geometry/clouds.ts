import type { PointCloud } from './point-cloud.js';
import type { Vector3 } from './pose.js';
import { worldPoints, type PosedDepth } from './posed-depth.js';

/** Axis-aligned box in world coordinates, metres; both corners belong to it. */
export interface Bounds {
  lower: Vector3;
  upper: Vector3;
}

/**
 * World bounding box of what a view measures, rounded outward to multiples of `step` metres (0 for no rounding), so that
 * the box does not betray the exact frustum. Undefined when the view measures nothing.
 */
export function worldBounds(view: PosedDepth, step = 1): Bounds | undefined {
  const { positions } = worldPoints(view);
  if (positions.length === 0) return undefined;
  const lower: Vector3 = [Infinity, Infinity, Infinity];
  const upper: Vector3 = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3;
    if (positions[i] < lower[axis]) lower[axis] = positions[i];
    if (positions[i] > upper[axis]) upper[axis] = positions[i];
  }
  if (step > 0)
    for (let axis = 0; axis < 3; axis++) {
      lower[axis] = Math.floor(lower[axis] / step) * step;
      upper[axis] = Math.ceil(upper[axis] / step) * step;
    }
  return { lower, upper };
}

/** The points inside a box, in their order. */
export function cropCloud({ count, positions, colours }: PointCloud, { lower, upper }: Bounds): PointCloud {
  const inside = new Int32Array(count);
  let kept = 0;
  for (let p = 0; p < count; p++) {
    const x = positions[p * 3];
    const y = positions[p * 3 + 1];
    const z = positions[p * 3 + 2];
    if (x >= lower[0] && x <= upper[0] && y >= lower[1] && y <= upper[1] && z >= lower[2] && z <= upper[2])
      inside[kept++] = p;
  }
  const cropped = { count: kept, positions: new Float32Array(kept * 3), colours: new Uint8Array(kept * 3) };
  for (let k = 0; k < kept; k++)
    for (let axis = 0; axis < 3; axis++) {
      cropped.positions[k * 3 + axis] = positions[inside[k] * 3 + axis];
      cropped.colours[k * 3 + axis] = colours[inside[k] * 3 + axis];
    }
  return cropped;
}

/** Positions [n, 3] turned by `angle` radians about the vertical (z) through `centre`, anticlockwise from above. */
export function rotateAboutVertical(positions: Float32Array, angle: number, centre: Vector3 = [0, 0, 0]): Float32Array {
  const rotated = new Float32Array(positions.length);
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i] - centre[0];
    const y = positions[i + 1] - centre[1];
    rotated[i] = cosine * x - sine * y + centre[0];
    rotated[i + 1] = sine * x + cosine * y + centre[1];
    rotated[i + 2] = positions[i + 2];
  }
  return rotated;
}
