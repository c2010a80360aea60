import type { Camera } from './camera.js';
import { isMeasured } from './posed-depth.js';

/**
 * Unit surface normals in the camera frame, facing the camera, [height, width, 3], from a depth image [height, width]:
 * the cross product of the differences between opposite neighbours, `n ∝ (P(u, v+1) − P(u, v−1)) × (P(u+1, v) − P(u−1, v))`.
 *
 * (0, 0, 0) along the border of the image, where the pixel or one of its four neighbours is unmeasured, and at edges:
 * where inverse depth, which is linear in u and v on any plane, bends by more than `bend`, `|z/z₋ + z/z₊ − 2| > bend`.
 */
export function normalsFromDepth(depth: Float32Array, camera: Camera, bend = 0.05): Float32Array {
  const { width, height, fx, fy, cx, cy } = camera;
  const normals = new Float32Array(width * height * 3);
  for (let v = 1; v < height - 1; v++)
    for (let u = 1; u < width - 1; u++) {
      const pixel = v * width + u;
      const z = depth[pixel];
      const left = depth[pixel - 1];
      const right = depth[pixel + 1];
      const above = depth[pixel - width];
      const below = depth[pixel + width];
      const measured = isMeasured(z) && isMeasured(left) && isMeasured(right) && isMeasured(above) && isMeasured(below);
      if (!measured) continue;
      if (Math.abs(z / left + z / right - 2) > bend || Math.abs(z / above + z / below - 2) > bend) continue;
      const x = (u + 0.5 - cx) / fx;
      const y = (v + 0.5 - cy) / fy;
      const acrossX = (x + 1 / fx) * right - (x - 1 / fx) * left;
      const acrossY = y * (right - left);
      const acrossZ = right - left;
      const downX = x * (below - above);
      const downY = (y + 1 / fy) * below - (y - 1 / fy) * above;
      const downZ = below - above;
      const nx = downY * acrossZ - downZ * acrossY;
      const ny = downZ * acrossX - downX * acrossZ;
      const nz = downX * acrossY - downY * acrossX;
      const length = Math.hypot(nx, ny, nz);
      normals[pixel * 3] = nx / length;
      normals[pixel * 3 + 1] = ny / length;
      normals[pixel * 3 + 2] = nz / length;
    }
  return normals;
}
