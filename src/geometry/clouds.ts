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
export function cropCloud(cloud: PointCloud, { lower, upper }: Bounds): PointCloud {
  const positions = new Float32Array(cloud.positions.length);
  const colours = new Uint8Array(cloud.colours.length);
  let count = 0;
  for (let p = 0; p < cloud.count; p++) {
    let inside = true;
    for (let axis = 0; axis < 3; axis++) {
      const value = cloud.positions[p * 3 + axis];
      inside &&= value >= lower[axis] && value <= upper[axis];
    }
    if (!inside) continue;
    positions.set(cloud.positions.subarray(p * 3, p * 3 + 3), count * 3);
    colours.set(cloud.colours.subarray(p * 3, p * 3 + 3), count * 3);
    count++;
  }
  return { count, positions: positions.slice(0, count * 3), colours: colours.slice(0, count * 3) };
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
