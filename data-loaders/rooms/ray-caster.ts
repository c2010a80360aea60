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

/** [pixels] one number for each pair of solid and face; below 0 for the room's own faces. */
export function surfaceIds({ solid, face }: Hits): Int32Array {
  const ids = new Int32Array(solid.length);
  for (let pixel = 0; pixel < ids.length; pixel++) ids[pixel] = solid[pixel] * 8 + face[pixel];
  return ids;
}

/** Rays of a pinhole camera: direction of pixel (u, v) = corner + (u + .5)·perColumn + (v + .5)·perRow, world frame. */
export interface Rays {
  /** [3] each. */
  eye: Float64Array;
  corner: Float64Array;
  perColumn: Float64Array;
  perRow: Float64Array;
}

/** Rays of a camera at a pose (row-major 4×4, camera to world). */
export function cameraRays({ fx, fy, cx, cy }: Camera, m: Float64Array): Rays {
  const along = (axis: number): Float64Array => Float64Array.of(m[axis], m[4 + axis], m[8 + axis]);
  const perColumn = along(0).map((value) => value / fx);
  const perRow = along(1).map((value) => value / fy);
  const corner = along(2).map((value, i) => value - cx * perColumn[i] - cy * perRow[i]);
  return { eye: along(3), corner, perColumn, perRow };
}

/** Least ray parameter of a meeting. */
const near = 1e-4;

/**
 * A ray and where it meets something, in one array: origin 0–2, direction 3–5, parameter of the meeting 6.
 *
 * Arrays carry numbers between the hot functions because V8 allocates every floating-point argument and result of a
 * call that it does not inline.
 */
export type RayBuffer = Float64Array;

/**
 * Finds where a ray in a solid's own frame enters the solid, at a parameter above `near`: writes it to `ray[6]` and
 * returns the face, or −1 if it does not.
 *
 * Box by slabs, ellipsoid and frustum (r(z) = mean + slope·z/half) by their quadratic equations.
 */
export function enter(scene: CompiledScene, i: number, ray: RayBuffer): number {
  const shape = scene.shape[i];
  if (shape === boxShape) return enterBox(scene, i, ray);
  return shape === ellipsoidShape ? enterEllipsoid(scene, i, ray) : enterFrustum(scene, i, ray);
}

function enterBox({ half }: CompiledScene, i: number, ray: RayBuffer): number {
  const hx = half[i * 3];
  const hy = half[i * 3 + 1];
  const hz = half[i * 3 + 2];
  const ox = ray[0];
  const oy = ray[1];
  const oz = ray[2];
  const dx = ray[3];
  const dy = ray[4];
  const dz = ray[5];
  let first = -Infinity;
  let last = Infinity;
  let face = 0;
  if (dx !== 0) {
    const inverse = 1 / dx;
    const a = (-hx - ox) * inverse;
    const b = (hx - ox) * inverse;
    first = a < b ? a : b;
    last = a < b ? b : a;
    face = a < b ? 0 : 1;
  } else if (ox < -hx || ox > hx) return -1;
  if (dy !== 0) {
    const inverse = 1 / dy;
    const a = (-hy - oy) * inverse;
    const b = (hy - oy) * inverse;
    const entry = a < b ? a : b;
    const exit = a < b ? b : a;
    if (entry > first) {
      first = entry;
      face = a < b ? 2 : 3;
    }
    if (exit < last) last = exit;
    if (first >= last) return -1;
  } else if (oy < -hy || oy > hy) return -1;
  if (dz !== 0) {
    const inverse = 1 / dz;
    const a = (-hz - oz) * inverse;
    const b = (hz - oz) * inverse;
    const entry = a < b ? a : b;
    const exit = a < b ? b : a;
    if (entry > first) {
      first = entry;
      face = a < b ? 4 : 5;
    }
    if (exit < last) last = exit;
    if (first >= last) return -1;
  } else if (oz < -hz || oz > hz) return -1;
  if (first < near) return -1;
  ray[6] = first;
  return face;
}

function enterEllipsoid({ half }: CompiledScene, i: number, ray: RayBuffer): number {
  const hx = half[i * 3];
  const hy = half[i * 3 + 1];
  const hz = half[i * 3 + 2];
  const px = ray[0] / hx;
  const py = ray[1] / hy;
  const pz = ray[2] / hz;
  const qx = ray[3] / hx;
  const qy = ray[4] / hy;
  const qz = ray[5] / hz;
  const a = qx * qx + qy * qy + qz * qz;
  const b = px * qx + py * qy + pz * qz;
  const c = px * px + py * py + pz * pz - 1;
  const discriminant = b * b - a * c;
  if (discriminant <= 0) return -1;
  const t = (-b - Math.sqrt(discriminant)) / a;
  if (t < near) return -1;
  ray[6] = t;
  return 0;
}

function enterFrustum(scene: CompiledScene, i: number, ray: RayBuffer): number {
  const hz = scene.half[i * 3 + 2];
  const mean = scene.meanRadius[i];
  const slope = scene.slope[i];
  const ox = ray[0];
  const oy = ray[1];
  const oz = ray[2];
  const dx = ray[3];
  const dy = ray[4];
  const dz = ray[5];
  const rate = slope / hz;
  const r0 = mean + rate * oz;
  const a = dx * dx + dy * dy - rate * rate * dz * dz;
  const b = ox * dx + oy * dy - rate * r0 * dz;
  const c = ox * ox + oy * oy - r0 * r0;
  let face = -1;
  const discriminant = b * b - a * c;
  if (discriminant > 0 && a > 1e-12) {
    const t = (-b - Math.sqrt(discriminant)) / a;
    const z = oz + t * dz;
    if (t >= near && z >= -hz && z <= hz) {
      ray[6] = t;
      face = frustumSide;
    }
  }
  if (dz !== 0) {
    const down = dz < 0;
    const t = ((down ? hz : -hz) - oz) / dz;
    if (t >= near && (face < 0 || t < ray[6])) {
      const x = ox + t * dx;
      const y = oy + t * dy;
      const r = down ? mean + slope : mean - slope;
      if (x * x + y * y <= r * r) {
        ray[6] = t;
        face = down ? frustumTop : frustumBottom;
      }
    }
  }
  return face;
}

/** As {@link enter} for a ray in world coordinates, `world` 0–5; `local` is scratch and holds the meeting at 6. */
export function enterFromWorld(scene: CompiledScene, i: number, world: RayBuffer, local: RayBuffer): number {
  const { axes, centre, reach } = scene;
  const x = world[0] - centre[i * 3];
  const y = world[1] - centre[i * 3 + 1];
  const z = world[2] - centre[i * 3 + 2];
  // Most rays pass even the sphere around the solid: |e × d|² > (reach·|d|)².
  const length = world[3] * world[3] + world[4] * world[4] + world[5] * world[5];
  const along = x * world[3] + y * world[4] + z * world[5];
  const room = reach[i] * reach[i];
  if ((x * x + y * y + z * z - room) * length > along * along) return -1;
  for (let axis = 0; axis < 3; axis++) {
    const a = i * 9 + axis * 3;
    local[axis] = axes[a] * x + axes[a + 1] * y + axes[a + 2] * z;
    local[3 + axis] = axes[a] * world[3] + axes[a + 1] * world[4] + axes[a + 2] * world[5];
  }
  return enter(scene, i, local);
}

/** Depth of the plane at which what reaches behind the camera is cut off, metres. */
const clip = 0.05;

/** Corners of a box by number: bit k set is the positive side of axis k. */
const cornerCount = 8;

/** Pairs of corners that an edge joins: numbers that differ in one bit. */
const edges = Uint8Array.from(
  [0, 1, 2, 3, 4, 5, 6, 7].flatMap((from) =>
    [1, 2, 4].filter((bit) => (from & bit) === 0).flatMap((bit) => [from, from | bit]),
  ),
);

/** Arrays that the search for one solid needs, kept for the next. */
interface Scratch {
  /** First and last column, first and last row that a solid can touch. */
  bounds: Int32Array;
  /** [8, 3] corners of a box in the camera's frame. */
  corners: Float64Array;
  /** Eye, direction of the image's corner, and its change per column and row, in the solid's frame. */
  frame: Float64Array;
  ray: RayBuffer;
}

/** Finds the columns and rows that a solid can touch; false when it is out of sight. */
function screenBounds(
  scene: CompiledScene,
  i: number,
  camera: Camera,
  m: Float64Array,
  { bounds, corners }: Scratch,
): boolean {
  const { width, height, fx, fy, cx, cy } = camera;
  const { centre, reach } = scene;
  const x = centre[i * 3] - m[3];
  const y = centre[i * 3 + 1] - m[7];
  const z = centre[i * 3 + 2] - m[11];
  if (m[2] * x + m[6] * y + m[10] * z < clip - reach[i]) return false;
  boxCorners(scene, i, m, x, y, z, corners);
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  let behind = 0;
  for (let p = 0; p < 3 * cornerCount; p += 3) {
    const depth = corners[p + 2];
    if (depth < clip) {
      behind++;
      continue;
    }
    const u = (fx * corners[p]) / depth + cx;
    const v = (fy * corners[p + 1]) / depth + cy;
    if (u < left) left = u;
    if (u > right) right = u;
    if (v < top) top = v;
    if (v > bottom) bottom = v;
  }
  if (behind === cornerCount) return false;
  if (behind > 0)
    for (let e = 0; e < edges.length; e += 2) {
      const from = edges[e] * 3;
      const to = edges[e + 1] * 3;
      // Where an edge comes through the plane at which things are cut off.
      const out = corners[from + 2] < clip ? from : to;
      const other = out === from ? to : from;
      if (corners[out + 2] >= clip || corners[other + 2] < clip) continue;
      const share = (clip - corners[out + 2]) / (corners[other + 2] - corners[out + 2]);
      const u = (fx * (corners[out] + share * (corners[other] - corners[out]))) / clip + cx;
      const v = (fy * (corners[out + 1] + share * (corners[other + 1] - corners[out + 1]))) / clip + cy;
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

/** Corners, in the camera's frame, of the box around a solid whose centre lies at (x, y, z) from the camera. */
function boxCorners(
  { axes, extent }: CompiledScene,
  i: number,
  m: Float64Array,
  x: number,
  y: number,
  z: number,
  corners: Float64Array,
): void {
  for (let axis = 0; axis < 3; axis++) {
    corners[axis] = m[axis] * x + m[4 + axis] * y + m[8 + axis] * z;
    // Each of the box's own axes doubles the corners: those on its negative side, and those on its positive.
    for (let k = 0; k < 3; k++) {
      const a = i * 9 + k * 3;
      const along = m[axis] * axes[a] + m[4 + axis] * axes[a + 1] + m[8 + axis] * axes[a + 2];
      const aside = extent[i * 3 + k] * along;
      const known = 3 << k;
      for (let p = axis; p < known; p += 3) {
        corners[p + known] = corners[p] + aside;
        corners[p] -= aside;
      }
    }
  }
}

/** Face through which a ray from inside the room leaves it; the parameter goes to `ray[6]`. */
export function exitFace({ low, high }: CompiledScene, ray: RayBuffer): number {
  const dx = ray[3];
  const dy = ray[4];
  const dz = ray[5];
  const tx = ((dx > 0 ? high[0] : low[0]) - ray[0]) / dx;
  const ty = ((dy > 0 ? high[1] : low[1]) - ray[1]) / dy;
  const tz = ((dz > 0 ? high[2] : low[2]) - ray[2]) / dz;
  let face = 0;
  let least = Infinity;
  if (dx !== 0) {
    least = tx;
    face = dx > 0 ? 1 : 0;
  }
  if (dy !== 0 && ty < least) {
    least = ty;
    face = dy > 0 ? 3 : 2;
  }
  if (dz !== 0 && tz < least) {
    least = tz;
    face = dz > 0 ? 5 : 4;
  }
  ray[6] = least;
  return face;
}

/** Fills `hits` with the room's own faces. */
function castShell(scene: CompiledScene, { eye, corner, perColumn, perRow }: Rays, hits: Hits): void {
  const { width, height, depth, solid, face } = hits;
  solid.fill(-1);
  const ray = new Float64Array(7);
  ray.set(eye);
  const [cx, cy, cz] = corner;
  const [ux, uy, uz] = perColumn;
  for (let v = 0; v < height; v++) {
    const vx = (v + 0.5) * perRow[0];
    const vy = (v + 0.5) * perRow[1];
    const vz = (v + 0.5) * perRow[2];
    for (let u = 0; u < width; u++) {
      ray[3] = cx + (u + 0.5) * ux + vx;
      ray[4] = cy + (u + 0.5) * uy + vy;
      ray[5] = cz + (u + 0.5) * uz + vz;
      face[v * width + u] = exitFace(scene, ray);
      depth[v * width + u] = ray[6];
    }
  }
}

/** Casts one ray per pixel centre: solid by solid within its screen bounds, nearest kept. */
export function castRays(scene: CompiledScene, camera: Camera, pose: Float64Array): Hits {
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
  const scratch: Scratch = {
    bounds: new Int32Array(4),
    corners: new Float64Array(24),
    frame: new Float64Array(12),
    ray: new Float64Array(7),
  };
  for (let i = 0; i < scene.count; i++)
    if (screenBounds(scene, i, camera, pose, scratch)) castSolid(scene, i, rays, scratch, hits);
  return hits;
}

function castSolid(scene: CompiledScene, i: number, rays: Rays, { bounds, frame, ray }: Scratch, hits: Hits): void {
  const { width, depth, solid, face } = hits;
  const { eye, corner, perColumn, perRow } = rays;
  const { axes, centre } = scene;
  frame.fill(0);
  for (let axis = 0; axis < 3; axis++)
    for (let k = 0; k < 3; k++) {
      const a = axes[i * 9 + axis * 3 + k];
      frame[axis] += a * (eye[k] - centre[i * 3 + k]);
      frame[3 + axis] += a * corner[k];
      frame[6 + axis] += a * perColumn[k];
      frame[9 + axis] += a * perRow[k];
    }
  ray[0] = frame[0];
  ray[1] = frame[1];
  ray[2] = frame[2];
  for (let v = bounds[2]; v <= bounds[3]; v++) {
    const bx = frame[3] + (v + 0.5) * frame[9];
    const by = frame[4] + (v + 0.5) * frame[10];
    const bz = frame[5] + (v + 0.5) * frame[11];
    // A convex solid is met by neighbouring pixels of a row, so the first miss after a meeting ends the row.
    let before = false;
    for (let u = bounds[0]; u <= bounds[1]; u++) {
      ray[3] = bx + (u + 0.5) * frame[6];
      ray[4] = by + (u + 0.5) * frame[7];
      ray[5] = bz + (u + 0.5) * frame[8];
      const met = enter(scene, i, ray);
      if (met < 0) {
        if (before) break;
        continue;
      }
      before = true;
      const pixel = v * width + u;
      if (ray[6] < depth[pixel]) {
        depth[pixel] = ray[6];
        solid[pixel] = i;
        face[pixel] = met;
      }
    }
  }
}
