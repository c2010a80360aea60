import type { Camera } from './camera.js';
import type { Pose } from './pose.js';

/** A depth image and where it was taken from: all that correspondences, overlap and fusion need of a frame. */
export interface PosedDepth {
  camera: Camera;
  worldFromCamera: Pose;
  /** Metres along the optical axis, [height, width]; 0, NaN or infinite where there is no measurement. */
  depth: Float32Array;
}

/** Whether a depth value is a measurement: positive and finite. */
export function isMeasured(depth: number): boolean {
  return depth > 0 && depth < Infinity;
}

/** Depth of which only what is not farther than that is measured. */
export function measuredUpTo(farthest: number, depth: Float32Array): Float32Array {
  return depth.map((metres) => (isMeasured(metres) && metres <= farthest ? metres : 0));
}

/**
 * Points in world coordinates, [count, 3], of the measured pixels, and their pixel indices v·width + u, [count].
 *
 * @param stride only every stride-th row and column, beginning in the middle of the first cell
 */
export function worldPoints(view: PosedDepth, stride = 1): { positions: Float32Array; pixels: Int32Array } {
  const { camera, depth, worldFromCamera: m } = view;
  const { width, height, fx, fy, cx, cy } = camera;
  const first = stride >> 1;
  const capacity = Math.ceil(width / stride) * Math.ceil(height / stride);
  const positions = new Float32Array(capacity * 3);
  const pixels = new Int32Array(capacity);
  let count = 0;
  for (let v = first; v < height; v += stride) {
    const y = (v + 0.5 - cy) / fy;
    for (let u = first; u < width; u += stride) {
      const z = depth[v * width + u];
      if (!isMeasured(z)) continue;
      const x = (u + 0.5 - cx) / fx;
      positions[count * 3] = z * (m[0] * x + m[1] * y + m[2]) + m[3];
      positions[count * 3 + 1] = z * (m[4] * x + m[5] * y + m[6]) + m[7];
      positions[count * 3 + 2] = z * (m[8] * x + m[9] * y + m[10]) + m[11];
      pixels[count++] = v * width + u;
    }
  }
  return { positions: positions.slice(0, count * 3), pixels: pixels.slice(0, count) };
}

/** World position of every pixel, [height · width, 3]; 0 where nothing is measured. */
export function worldPointsByPixel(view: PosedDepth): Float32Array {
  const { positions, pixels } = worldPoints(view);
  const world = new Float32Array(view.depth.length * 3);
  for (let i = 0; i < pixels.length; i++)
    for (let axis = 0; axis < 3; axis++) world[pixels[i] * 3 + axis] = positions[i * 3 + axis];
  return world;
}
