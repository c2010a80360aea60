import { exactAtan2 } from '../../src/support/exact-math.js';
import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';
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
  const { position, normal, coordinates } = surfaces;
  const { eye, corner, perColumn, perRow } = rays;
  // Local frame of the hit: normal and the two tangents, in world coordinates.
  const frame = new Float64Array(9);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const t = hits.depth[pixel];
      const dx = corner[0] + (u + 0.5) * perColumn[0] + (v + 0.5) * perRow[0];
      const dy = corner[1] + (u + 0.5) * perColumn[1] + (v + 0.5) * perRow[1];
      const dz = corner[2] + (u + 0.5) * perColumn[2] + (v + 0.5) * perRow[2];
      const p = pixel * 3;
      position[p] = eye[0] + t * dx;
      position[p + 1] = eye[1] + t * dy;
      position[p + 2] = eye[2] + t * dz;
      const solid = hits.solid[pixel];
      if (solid < 0) shellFrame(scene, hits.face[pixel], surfaces, pixel, frame);
      else solidFrame(scene, solid, hits.face[pixel], surfaces, pixel, frame);
      surfaces.instance[pixel] = solid < 0 ? shellInstance[hits.face[pixel]] : scene.instance[solid];
      normal[p] = frame[0];
      normal[p + 1] = frame[1];
      normal[p + 2] = frame[2];
      // A step of one pixel moves the hit in the tangent plane by t·(step − (n·step)/(n·d)·d).
      const facing = Math.min(frame[0] * dx + frame[1] * dy + frame[2] * dz, -1e-6);
      for (let side = 0; side < 2; side++) {
        const step = side === 0 ? perColumn : perRow;
        const slip = (frame[0] * step[0] + frame[1] * step[1] + frame[2] * step[2]) / facing;
        const mx = t * (step[0] - slip * dx);
        const my = t * (step[1] - slip * dy);
        const mz = t * (step[2] - slip * dz);
        const to = pixel * 6 + 2 + 2 * side;
        coordinates[to] = mx * frame[3] + my * frame[4] + mz * frame[5];
        coordinates[to + 1] = mx * frame[6] + my * frame[7] + mz * frame[8];
      }
    }
  return surfaces;
}

/** Writes normal and tangents of one of the room's faces to `frame`, and the surface coordinates of a pixel on it. */
function shellFrame(
  { low }: CompiledScene,
  face: number,
  { position, coordinates }: Surfaces,
  pixel: number,
  frame: Float64Array,
): void {
  frame.fill(0);
  const axis = face >> 1;
  frame[axis] = face & 1 ? -1 : 1;
  for (let side = 0; side < 2; side++) {
    const along = side === 0 ? tangents[face] : bitangents[face];
    frame[3 + 3 * side + along] = 1;
    coordinates[pixel * 6 + side] = position[pixel * 3 + along] - low[along];
  }
}

/** As {@link shellFrame} for a solid. */
function solidFrame(
  scene: CompiledScene,
  i: number,
  face: number,
  { position, coordinates }: Surfaces,
  pixel: number,
  frame: Float64Array,
): void {
  const { axes, centre, half } = scene;
  const a = i * 9;
  const at = pixel * 6;
  const ex = position[pixel * 3] - centre[i * 3];
  const ey = position[pixel * 3 + 1] - centre[i * 3 + 1];
  const ez = position[pixel * 3 + 2] - centre[i * 3 + 2];
  const px = axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez;
  const py = axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez;
  const pz = axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez;
  const shape = scene.shape[i];
  if (shape === boxShape) {
    const axis = face >> 1;
    const sign = face & 1 ? 1 : -1;
    const tangent = a + tangents[face] * 3;
    const bitangent = a + bitangents[face] * 3;
    for (let k = 0; k < 3; k++) {
      frame[k] = sign * axes[a + axis * 3 + k];
      frame[3 + k] = axes[tangent + k];
      frame[6 + k] = axes[bitangent + k];
    }
    coordinates[at] = axis === 0 ? py : px;
    coordinates[at + 1] = axis === 2 ? py : pz;
    return;
  }
  if (shape !== ellipsoidShape && face !== frustumSide) {
    // A level cap: its coordinates are the solid's own x and y.
    const sign = face === frustumTop ? 1 : -1;
    for (let k = 0; k < 3; k++) {
      frame[k] = sign * axes[a + 6 + k];
      frame[3 + k] = axes[a + k];
      frame[6 + k] = axes[a + 3 + k];
    }
    coordinates[at] = px;
    coordinates[at + 1] = py;
    return;
  }
  const hx = half[i * 3];
  const hy = half[i * 3 + 1];
  const hz = half[i * 3 + 2];
  const around = Math.sqrt(px * px + py * py);
  let nx = shape === ellipsoidShape ? px / (hx * hx) : px / around;
  let ny = shape === ellipsoidShape ? py / (hy * hy) : py / around;
  let nz = shape === ellipsoidShape ? pz / (hz * hz) : -scene.slope[i] / hz;
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  nx /= length;
  ny /= length;
  nz /= length;
  // Around: tangent to the circle of latitude; upward: the normal turned by a right angle.
  const flat = Math.sqrt(nx * nx + ny * ny);
  const tx = flat > 1e-9 ? -ny / flat : 1;
  const ty = flat > 1e-9 ? nx / flat : 0;
  const bx = -nz * ty;
  const by = nz * tx;
  const bz = nx * ty - ny * tx;
  for (let k = 0; k < 3; k++) {
    frame[k] = nx * axes[a + k] + ny * axes[a + 3 + k] + nz * axes[a + 6 + k];
    frame[3 + k] = tx * axes[a + k] + ty * axes[a + 3 + k];
    frame[6 + k] = bx * axes[a + k] + by * axes[a + 3 + k] + bz * axes[a + 6 + k];
  }
  const girth = shape === ellipsoidShape ? (hx + hy) / 2 : scene.meanRadius[i];
  coordinates[at] = girth * exactAtan2(py, px);
  coordinates[at + 1] = pz;
}
