import { project } from '../src/geometry/camera.js';
import type { Vector3 } from '../src/geometry/pose.js';
import type { Box3d, Camera } from './sample.js';

/** From where to where an edge is seen, in image coordinates (x, y). */
export type SeenEdge = readonly [readonly [number, number], readonly [number, number]];

/** Metres before the camera at which edges that come from behind it begin. */
const nearPlane = 0.1;

/** The edges of a box as its camera sees them, as far as they lie before it; they may leave the image. */
export function boxEdges(box: Box3d, camera: Camera): SeenEdge[] {
  const corners = cornersOf(box);
  const edges: SeenEdge[] = [];
  for (let corner = 0; corner < corners.length; corner++)
    for (const bit of [1, 2, 4]) {
      if (corner & bit) continue;
      const [a, b] = beforeCamera(corners[corner], corners[corner | bit]) ?? [];
      if (a && b) edges.push([project(camera, a)!, project(camera, b)!]);
    }
  return edges;
}

/** The corners: bit 0 of their index is along the length, bit 1 the height, bit 2 the width. */
function cornersOf({ centre, size: [length, width, height], yaw }: Box3d): Vector3[] {
  const [s, c] = [Math.sin(yaw), Math.cos(yaw)];
  return Array.from({ length: 8 }, (_, index): Vector3 => {
    const along = (index & 1 ? 0.5 : -0.5) * length;
    const down = (index & 2 ? 0.5 : -0.5) * height;
    const across = (index & 4 ? 0.5 : -0.5) * width;
    return [centre[0] + c * along + s * across, centre[1] + down, centre[2] - s * along + c * across];
  });
}

function beforeCamera(a: Vector3, b: Vector3): [Vector3, Vector3] | undefined {
  if (a[2] < nearPlane && b[2] < nearPlane) return undefined;
  const cut = (from: Vector3, to: Vector3): Vector3 => {
    if (from[2] >= nearPlane) return from;
    const share = (nearPlane - from[2]) / (to[2] - from[2]);
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]), nearPlane];
  };
  return [cut(a, b), cut(b, a)];
}
