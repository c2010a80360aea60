import type { Camera } from '../sample.js';
import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';

/** Faces of a frustum. Those of a box and of the room count −x, +x, −y, +y, −z, +z. */
export const frustumSide = 0;
export const frustumTop = 1;
export const frustumBottom = 2;

/** What every pixel's ray meets first. The ray of a pixel is scaled so that its parameter is the depth. */
export interface Hits {
  width: number;
  height: number;
  /** [pixels] depth along the optical axis, metres. */
  depth: Float64Array;
  /** [pixels] index of the solid; −1 is the room itself. */
  solid: Int16Array;
  /** [pixels] face of the solid or of the room. */
  face: Uint8Array;
}

/** Rays of a pinhole camera: direction of pixel (u, v) = origin0 + (u + .5)·perColumn + (v + .5)·perRow, world frame. */
export interface Rays {
  eye: [number, number, number];
  corner: [number, number, number];
  perColumn: [number, number, number];
  perRow: [number, number, number];
}

/** Rays of a camera at a pose (row-major 4×4, camera to world). */
export function cameraRays(camera: Camera, m: ArrayLike<number>): Rays {
  const { fx, fy, cx, cy } = camera;
  const along = (axis: number): [number, number, number] => [m[axis], m[4 + axis], m[8 + axis]];
  const [x, y, z] = [along(0), along(1), along(2)];
  const corner = z.map((value, i) => value - (x[i] * cx) / fx - (y[i] * cy) / fy);
  return {
    eye: [m[3], m[7], m[11]],
    corner: corner as [number, number, number],
    perColumn: x.map((value) => value / fx) as [number, number, number],
    perRow: y.map((value) => value / fy) as [number, number, number],
  };
}

/** Nearest depth at which a solid may be seen. */
const near = 0.02;

let lastFace = 0;

/** Face that {@link intersect} met last. */
export function faceMet(): number {
  return lastFace;
}

/**
 * Where the ray o + t·d, in the solid's own frame, enters the solid: t > `near`, or Infinity.
 *
 * Box by slabs, ellipsoid and frustum (r(z) = mean + slope·z/half) by their quadratic equations.
 */
export function intersect(
  scene: CompiledScene,
  i: number,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const hx = scene.half[i * 3];
  const hy = scene.half[i * 3 + 1];
  const hz = scene.half[i * 3 + 2];
  const shape = scene.shape[i];
  if (shape === boxShape) {
    let enter = -Infinity;
    let leave = Infinity;
    let face = 0;
    if (dx !== 0) {
      const inverse = 1 / dx;
      const a = (-hx - ox) * inverse;
      const b = (hx - ox) * inverse;
      if (a < b) {
        enter = a;
        leave = b;
      } else {
        enter = b;
        leave = a;
        face = 1;
      }
    } else if (ox < -hx || ox > hx) return Infinity;
    if (dy !== 0) {
      const inverse = 1 / dy;
      const a = (-hy - oy) * inverse;
      const b = (hy - oy) * inverse;
      if (a < b) {
        if (a > enter) {
          enter = a;
          face = 2;
        }
        if (b < leave) leave = b;
      } else {
        if (b > enter) {
          enter = b;
          face = 3;
        }
        if (a < leave) leave = a;
      }
    } else if (oy < -hy || oy > hy) return Infinity;
    if (dz !== 0) {
      const inverse = 1 / dz;
      const a = (-hz - oz) * inverse;
      const b = (hz - oz) * inverse;
      if (a < b) {
        if (a > enter) {
          enter = a;
          face = 4;
        }
        if (b < leave) leave = b;
      } else {
        if (b > enter) {
          enter = b;
          face = 5;
        }
        if (a < leave) leave = a;
      }
    } else if (oz < -hz || oz > hz) return Infinity;
    if (enter >= leave || enter < near) return Infinity;
    lastFace = face;
    return enter;
  }
  if (shape === ellipsoidShape) {
    const [px, py, pz] = [ox / hx, oy / hy, oz / hz];
    const [qx, qy, qz] = [dx / hx, dy / hy, dz / hz];
    const a = qx * qx + qy * qy + qz * qz;
    const b = px * qx + py * qy + pz * qz;
    const c = px * px + py * py + pz * pz - 1;
    const discriminant = b * b - a * c;
    if (discriminant <= 0) return Infinity;
    const t = (-b - Math.sqrt(discriminant)) / a;
    lastFace = 0;
    return t < near ? Infinity : t;
  }
  const mean = scene.meanRadius[i];
  const rate = scene.slope[i] / hz;
  const r0 = mean + rate * oz;
  const a = dx * dx + dy * dy - rate * rate * dz * dz;
  const b = ox * dx + oy * dy - rate * r0 * dz;
  const c = ox * ox + oy * oy - r0 * r0;
  let best = Infinity;
  const discriminant = b * b - a * c;
  if (discriminant > 0 && a > 1e-12) {
    const t = (-b - Math.sqrt(discriminant)) / a;
    const z = oz + t * dz;
    if (t >= near && z >= -hz && z <= hz) {
      best = t;
      lastFace = frustumSide;
    }
  }
  if (dz !== 0) {
    const up = dz < 0;
    const t = ((up ? hz : -hz) - oz) / dz;
    if (t >= near && t < best) {
      const x = ox + t * dx;
      const y = oy + t * dy;
      const r = up ? mean + scene.slope[i] : mean - scene.slope[i];
      if (x * x + y * y <= r * r) {
        best = t;
        lastFace = up ? frustumTop : frustumBottom;
      }
    }
  }
  return best;
}

/** First and last column and row that a solid can touch; empty when it is out of sight. */
function screenBounds(
  scene: CompiledScene,
  i: number,
  camera: Camera,
  m: ArrayLike<number>,
  bounds: Int32Array,
): boolean {
  const { width, height, fx, fy, cx, cy } = camera;
  const [x, y, z] = [scene.centre[i * 3] - m[3], scene.centre[i * 3 + 1] - m[7], scene.centre[i * 3 + 2] - m[11]];
  const reach = scene.reach[i];
  const depth = m[2] * x + m[6] * y + m[10] * z;
  if (depth < -reach) return false;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  const r = scene.shape[i] > ellipsoidShape ? scene.meanRadius[i] + Math.abs(scene.slope[i]) : 0;
  const hx = r || scene.half[i * 3];
  const hy = r || scene.half[i * 3 + 1];
  const hz = scene.half[i * 3 + 2];
  const a = i * 9;
  for (let corner = 0; corner < 8; corner++) {
    const sx = corner & 1 ? hx : -hx;
    const sy = corner & 2 ? hy : -hy;
    const sz = corner & 4 ? hz : -hz;
    const wx = x + sx * scene.axes[a] + sy * scene.axes[a + 3] + sz * scene.axes[a + 6];
    const wy = y + sx * scene.axes[a + 1] + sy * scene.axes[a + 4] + sz * scene.axes[a + 7];
    const wz = z + sx * scene.axes[a + 2] + sy * scene.axes[a + 5] + sz * scene.axes[a + 8];
    const pz = m[2] * wx + m[6] * wy + m[10] * wz;
    if (pz < near) {
      // A corner behind the camera: its projection says nothing, so search the whole image.
      bounds[0] = 0;
      bounds[1] = width - 1;
      bounds[2] = 0;
      bounds[3] = height - 1;
      return true;
    }
    const u = (fx * (m[0] * wx + m[4] * wy + m[8] * wz)) / pz + cx;
    const v = (fy * (m[1] * wx + m[5] * wy + m[9] * wz)) / pz + cy;
    if (u < left) left = u;
    if (u > right) right = u;
    if (v < top) top = v;
    if (v > bottom) bottom = v;
  }
  bounds[0] = Math.max(0, Math.ceil(left - 0.5));
  bounds[1] = Math.min(width - 1, Math.floor(right - 0.5));
  bounds[2] = Math.max(0, Math.ceil(top - 0.5));
  bounds[3] = Math.min(height - 1, Math.floor(bottom - 0.5));
  return bounds[0] <= bounds[1] && bounds[2] <= bounds[3];
}

/** Fills `hits` with the room's own faces: the ray's exit from the box that the room is. */
function castShell(scene: CompiledScene, rays: Rays, hits: Hits): void {
  const { width, height, depth, solid, face } = hits;
  const { eye, corner, perColumn, perRow } = rays;
  const { low, high } = scene;
  solid.fill(-1);
  for (let v = 0; v < height; v++) {
    const bx = corner[0] + (v + 0.5) * perRow[0];
    const by = corner[1] + (v + 0.5) * perRow[1];
    const bz = corner[2] + (v + 0.5) * perRow[2];
    for (let u = 0; u < width; u++) {
      const dx = bx + (u + 0.5) * perColumn[0];
      const dy = by + (u + 0.5) * perColumn[1];
      const dz = bz + (u + 0.5) * perColumn[2];
      const tx = dx > 0 ? (high[0] - eye[0]) / dx : dx < 0 ? (low[0] - eye[0]) / dx : Infinity;
      const ty = dy > 0 ? (high[1] - eye[1]) / dy : dy < 0 ? (low[1] - eye[1]) / dy : Infinity;
      const tz = dz > 0 ? (high[2] - eye[2]) / dz : dz < 0 ? (low[2] - eye[2]) / dz : Infinity;
      const pixel = v * width + u;
      if (tx <= ty && tx <= tz) {
        depth[pixel] = tx;
        face[pixel] = dx > 0 ? 1 : 0;
      } else if (ty <= tz) {
        depth[pixel] = ty;
        face[pixel] = dy > 0 ? 3 : 2;
      } else {
        depth[pixel] = tz;
        face[pixel] = dz > 0 ? 5 : 4;
      }
    }
  }
}

/** Casts one ray per pixel centre: solid by solid within its screen bounds, nearest kept. */
export function castRays(scene: CompiledScene, camera: Camera, pose: ArrayLike<number>): Hits {
  const { width, height } = camera;
  const pixels = width * height;
  const hits: Hits = {
    width,
    height,
    depth: new Float64Array(pixels),
    solid: new Int16Array(pixels),
    face: new Uint8Array(pixels),
  };
  const rays = cameraRays(camera, pose);
  castShell(scene, rays, hits);
  const bounds = new Int32Array(4);
  for (let i = 0; i < scene.count; i++)
    if (screenBounds(scene, i, camera, pose, bounds)) castSolid(scene, i, rays, bounds, hits);
  return hits;
}

function castSolid(scene: CompiledScene, i: number, rays: Rays, bounds: Int32Array, hits: Hits): void {
  const { width, depth, solid, face } = hits;
  const { eye, corner, perColumn, perRow } = rays;
  const { axes, centre } = scene;
  const a = i * 9;
  const [ex, ey, ez] = [eye[0] - centre[i * 3], eye[1] - centre[i * 3 + 1], eye[2] - centre[i * 3 + 2]];
  const ox = axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez;
  const oy = axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez;
  const oz = axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez;
  const cx = axes[a] * perColumn[0] + axes[a + 1] * perColumn[1] + axes[a + 2] * perColumn[2];
  const cy = axes[a + 3] * perColumn[0] + axes[a + 4] * perColumn[1] + axes[a + 5] * perColumn[2];
  const cz = axes[a + 6] * perColumn[0] + axes[a + 7] * perColumn[1] + axes[a + 8] * perColumn[2];
  const rx = axes[a] * perRow[0] + axes[a + 1] * perRow[1] + axes[a + 2] * perRow[2];
  const ry = axes[a + 3] * perRow[0] + axes[a + 4] * perRow[1] + axes[a + 5] * perRow[2];
  const rz = axes[a + 6] * perRow[0] + axes[a + 7] * perRow[1] + axes[a + 8] * perRow[2];
  const kx = axes[a] * corner[0] + axes[a + 1] * corner[1] + axes[a + 2] * corner[2];
  const ky = axes[a + 3] * corner[0] + axes[a + 4] * corner[1] + axes[a + 5] * corner[2];
  const kz = axes[a + 6] * corner[0] + axes[a + 7] * corner[1] + axes[a + 8] * corner[2];
  for (let v = bounds[2]; v <= bounds[3]; v++) {
    const bx = kx + (v + 0.5) * rx;
    const by = ky + (v + 0.5) * ry;
    const bz = kz + (v + 0.5) * rz;
    for (let u = bounds[0]; u <= bounds[1]; u++) {
      const t = intersect(scene, i, ox, oy, oz, bx + (u + 0.5) * cx, by + (u + 0.5) * cy, bz + (u + 0.5) * cz);
      const pixel = v * width + u;
      if (t < depth[pixel]) {
        depth[pixel] = t;
        solid[pixel] = i;
        face[pixel] = lastFace;
      }
    }
  }
}
