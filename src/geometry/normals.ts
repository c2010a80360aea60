import type { Camera } from './camera.js';
import { isMeasured } from './posed-depth.js';

/**
 * Unit surface normals in the camera frame, facing the camera, [height, width, 3], from a depth image [height, width]:
 * the cross product of the differences to the neighbours, `n ∝ (P(u, v+1) − P(u, v−1)) × (P(u+1, v) − P(u−1, v))`.
 * (0, 0, 0) where the pixel or one of its four neighbours is unmeasured or lies across an edge, that is, differs from
 * the pixel by more than `edge` of its depth, and along the border of the image.
 */
export function normalsFromDepth(depth: Float32Array, camera: Camera, edge = 0.05): Float32Array {
  const { width, height, fx, fy, cx, cy } = camera;
  const normals = new Float32Array(width * height * 3);
  for (let v = 1; v < height - 1; v++)
    for (let u = 1; u < width - 1; u++) {
      const pixel = v * width + u;
      const z = depth[pixel];
      if (!isMeasured(z)) continue;
      const left = depth[pixel - 1];
      const right = depth[pixel + 1];
      const above = depth[pixel - width];
      const below = depth[pixel + width];
      const limit = edge * z;
      // Written so that NaN and infinity fail the comparison; an unmeasured 0 fails it because edge < 1.
      if (
        !(Math.abs(left - z) <= limit) ||
        !(Math.abs(right - z) <= limit) ||
        !(Math.abs(above - z) <= limit) ||
        !(Math.abs(below - z) <= limit)
      )
        continue;
      const x = (u + 0.5 - cx) / fx;
      const y = (v + 0.5 - cy) / fy;
      const ax = (x + 1 / fx) * right - (x - 1 / fx) * left;
      const ay = y * (right - left);
      const az = right - left;
      const bx = x * (below - above);
      const by = (y + 1 / fy) * below - (y - 1 / fy) * above;
      const bz = below - above;
      const nx = by * az - bz * ay;
      const ny = bz * ax - bx * az;
      const nz = bx * ay - by * ax;
      const length = Math.hypot(nx, ny, nz);
      normals[pixel * 3] = nx / length;
      normals[pixel * 3 + 1] = ny / length;
      normals[pixel * 3 + 2] = nz / length;
    }
  return normals;
}
