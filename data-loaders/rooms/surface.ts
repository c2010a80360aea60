import { exactAtan2 } from '../../src/support/exact-math.js';
import { ellipsoidShape, frustumShape, type CompiledScene } from './compiled-scene.js';
import { frustumSide, frustumTop, type Hits, type Rays } from './ray-caster.js';
import { shellFaces } from './scene.js';

/** What is known of the surface that each pixel sees. */
export interface Surfaces {
  /** [pixels, 3] world position and world unit normal towards the camera. */
  position: Float32Array;
  normal: Float32Array;
  /** [pixels] index into the scene's instances. */
  instance: Uint16Array;
  /**
   * [pixels, 6] metres along the surface's first and second coordinate (horizontal and upward on upright faces, the
   * object's own x and y on level ones, around and upward on round ones), and their change from one pixel to the next
   * to the right (du, dv) and below (du, dv).
   */
  coordinates: Float32Array;
}

/** Unit tangents (first and second coordinate) of the faces of a box: x faces (y, z), y faces (x, z), z faces (x, y). */
const tangents = [1, 1, 0, 0, 0, 0];
const bitangents = [2, 2, 2, 2, 1, 1];

const shellInstance = [
  shellFaces.west,
  shellFaces.east,
  shellFaces.south,
  shellFaces.north,
  shellFaces.floor,
  shellFaces.ceiling,
];

/** Completes what {@link castRays} found: position, normal and the surface's own coordinates of every pixel. */
export function surfacesOf(scene: CompiledScene, rays: Rays, hits: Hits): Surfaces {
  const { width, height } = hits;
  const pixels = width * height;
  const surfaces: Surfaces = {
    position: new Float32Array(pixels * 3),
    normal: new Float32Array(pixels * 3),
    instance: new Uint16Array(pixels),
    coordinates: new Float32Array(pixels * 6),
  };
  const { position, normal, instance, coordinates } = surfaces;
  const { eye, corner, perColumn, perRow } = rays;
  // Frame of the surface met: normal 0–2, tangents 3–8 and, of a flat face, the origin of its coordinates 9–11.
  const frame = new Float64Array(12);
  let lastSolid = -2;
  let lastFace = -1;
  let lastInstance = 0;
  let curved = false;
  const { depth, solid, face } = hits;
  for (let v = 0; v < height; v++) {
    const vx = (v + 0.5) * perRow[0];
    const vy = (v + 0.5) * perRow[1];
    const vz = (v + 0.5) * perRow[2];
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const t = depth[pixel];
      const dx = corner[0] + (u + 0.5) * perColumn[0] + vx;
      const dy = corner[1] + (u + 0.5) * perColumn[1] + vy;
      const dz = corner[2] + (u + 0.5) * perColumn[2] + vz;
      const p = pixel * 3;
      const c = pixel * 6;
      position[p] = eye[0] + t * dx;
      position[p + 1] = eye[1] + t * dy;
      position[p + 2] = eye[2] + t * dz;
      const ownSolid = solid[pixel];
      const ownFace = face[pixel];
      if (ownSolid !== lastSolid || ownFace !== lastFace) {
        curved = ownSolid >= 0 && isCurved(scene, ownSolid, ownFace);
        if (!curved) flatFrame(scene, ownSolid, ownFace, frame);
        lastSolid = ownSolid;
        lastFace = ownFace;
        lastInstance = ownSolid < 0 ? shellInstance[ownFace] : scene.instance[ownSolid];
      }
      if (curved) curvedFrame(scene, ownSolid, surfaces, pixel, frame);
      else {
        const x = position[p] - frame[9];
        const y = position[p + 1] - frame[10];
        const z = position[p + 2] - frame[11];
        coordinates[c] = x * frame[3] + y * frame[4] + z * frame[5];
        coordinates[c + 1] = x * frame[6] + y * frame[7] + z * frame[8];
      }
      instance[pixel] = lastInstance;
      const nx = frame[0];
      const ny = frame[1];
      const nz = frame[2];
      normal[p] = nx;
      normal[p + 1] = ny;
      normal[p + 2] = nz;
      // A step of one pixel moves the hit in the tangent plane by t·(step − (n·step)/(n·d)·d).
      const facing = Math.min(nx * dx + ny * dy + nz * dz, -1e-6);
      for (let side = 0; side < 2; side++) {
        const step = side === 0 ? perColumn : perRow;
        const slip = (nx * step[0] + ny * step[1] + nz * step[2]) / facing;
        const mx = t * (step[0] - slip * dx);
        const my = t * (step[1] - slip * dy);
        const mz = t * (step[2] - slip * dz);
        const to = c + 2 + 2 * side;
        coordinates[to] = mx * frame[3] + my * frame[4] + mz * frame[5];
        coordinates[to + 1] = mx * frame[6] + my * frame[7] + mz * frame[8];
      }
    }
  }
  return surfaces;
}

function isCurved({ shape }: CompiledScene, solid: number, face: number): boolean {
  return shape[solid] === ellipsoidShape || (shape[solid] === frustumShape && face === frustumSide);
}

/** Frame of a flat face: of the room (solid −1), of a box, or the level end of a frustum. */
function flatFrame(
  { axes, centre, low, shape }: CompiledScene,
  solid: number,
  face: number,
  frame: Float64Array,
): void {
  frame.fill(0);
  // The ends of a frustum are the z faces of the box around it.
  const side = solid >= 0 && shape[solid] === frustumShape ? (face === frustumTop ? 5 : 4) : face;
  const sign = side & 1 ? 1 : -1;
  for (let k = 0; k < 3; k++) {
    if (solid < 0) {
      // The room is seen from inside.
      frame[k] = k === side >> 1 ? -sign : 0;
      frame[3 + k] = k === tangents[side] ? 1 : 0;
      frame[6 + k] = k === bitangents[side] ? 1 : 0;
      frame[9 + k] = low[k];
    } else {
      const a = solid * 9 + k;
      frame[k] = sign * axes[a + (side >> 1) * 3];
      frame[3 + k] = axes[a + tangents[side] * 3];
      frame[6 + k] = axes[a + bitangents[side] * 3];
      frame[9 + k] = centre[solid * 3 + k];
    }
  }
}

/** Frame of an ellipsoid or of the side of a frustum at a pixel's position, and the pixel's surface coordinates there. */
function curvedFrame(
  scene: CompiledScene,
  i: number,
  { position, coordinates }: Surfaces,
  pixel: number,
  frame: Float64Array,
): void {
  const { axes, centre, half } = scene;
  const a = i * 9;
  const ex = position[pixel * 3] - centre[i * 3];
  const ey = position[pixel * 3 + 1] - centre[i * 3 + 1];
  const ez = position[pixel * 3 + 2] - centre[i * 3 + 2];
  const px = axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez;
  const py = axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez;
  const pz = axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez;
  const round = scene.shape[i] === ellipsoidShape;
  const hx = half[i * 3];
  const hy = half[i * 3 + 1];
  const hz = half[i * 3 + 2];
  const around = Math.sqrt(px * px + py * py);
  let nx = round ? px / (hx * hx) : px / around;
  let ny = round ? py / (hy * hy) : py / around;
  let nz = round ? pz / (hz * hz) : -scene.slope[i] / hz;
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  nx /= length;
  ny /= length;
  nz /= length;
  // Around: tangent to the circle of latitude; upward: the normal turned by a right angle.
  const level = Math.sqrt(nx * nx + ny * ny);
  const tx = level > 1e-9 ? -ny / level : 1;
  const ty = level > 1e-9 ? nx / level : 0;
  const bx = -nz * ty;
  const by = nz * tx;
  const bz = nx * ty - ny * tx;
  for (let k = 0; k < 3; k++) {
    frame[k] = nx * axes[a + k] + ny * axes[a + 3 + k] + nz * axes[a + 6 + k];
    frame[3 + k] = tx * axes[a + k] + ty * axes[a + 3 + k];
    frame[6 + k] = bx * axes[a + k] + by * axes[a + 3 + k] + bz * axes[a + 6 + k];
  }
  const girth = round ? (hx + hy) / 2 : scene.meanRadius[i];
  coordinates[pixel * 6] = girth * exactAtan2(py, px);
  coordinates[pixel * 6 + 1] = pz;
}
