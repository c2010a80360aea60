import type { Vector3 } from './pose.js';

/** Pinhole camera in pixels: pixel (column u, row v) has its centre at (u + .5, v + .5). x right, y down, z forward. */
export interface Camera {
  width: number;
  height: number;
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Metres between the two cameras of a stereo rig. */
  baseline?: number;
}

/**
 * Where a point in the camera frame is seen: `x = fx·X/Z + cx`, `y = fy·Y/Z + cy`, in image coordinates, in which the
 * pixel that holds it is (floor x, floor y). Undefined for points that are not in front of the camera.
 */
export function project(camera: Camera, [x, y, z]: Vector3): [number, number] | undefined {
  if (!(z > 0)) return undefined;
  return [(camera.fx * x) / z + camera.cx, (camera.fy * y) / z + camera.cy];
}

/** The point in the camera frame at depth z (metres along the optical axis) seen at image coordinates (x, y). */
export function unproject(camera: Camera, x: number, y: number, depth: number): Vector3 {
  return [((x - camera.cx) / camera.fx) * depth, ((y - camera.cy) / camera.fy) * depth, depth];
}

/** The camera of the same image resized to `width` × `height`: fx, cx scale with the width, fy, cy with the height. */
export function scaleCamera(camera: Camera, width: number, height: number): Camera {
  const sx = width / camera.width;
  const sy = height / camera.height;
  return {
    ...camera,
    width,
    height,
    fx: camera.fx * sx,
    fy: camera.fy * sy,
    cx: camera.cx * sx,
    cy: camera.cy * sy,
  };
}
