import { exactAtan2 } from '../../src/support/exact-math.js';
import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';
import { frustumSide, type Hits, type Rays } from './ray-caster.js';
import { shellFaces } from './scene.js';

/** What is known of the surface that each pixel sees. */
export interface Surfaces {
  /** [pixels, 3] world position and world unit normal towards the camera. */
  position: Float64Array;
  normal: Float64Array;
  /** [pixels] index into the scene's instances. */
  instance: Uint16Array;
  /**
   * [pixels, 6] metres along the surface's first and second coordinate (horizontal and upward on upright faces, the
   * object's own x and y on level ones, around and upward on round ones), and their change from one pixel to the next
   * to the right (du, dv) and below (du, dv).
   */
  coordinates: Float64Array;
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
    position: new Float64Array(pixels * 3),
    normal: new Float64Array(pixels * 3),
    instance: new Uint16Array(pixels),
    coordinates: new Float64Array(pixels * 6),
  };
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
      const x = eye[0] + t * dx;
      const y = eye[1] + t * dy;
      const z = eye[2] + t * dz;
      const solid = hits.solid[pixel];
      const at = pixel * 6;
      if (solid < 0) shellFrame(scene, hits.face[pixel], x, y, z, frame, surfaces.coordinates, at);
      else solidFrame(scene, solid, hits.face[pixel], x, y, z, frame, surfaces.coordinates, at);
      surfaces.instance[pixel] = solid < 0 ? shellInstance[hits.face[pixel]] : scene.instance[solid];
      const [nx, ny, nz] = frame;
      surfaces.position.set([x, y, z], pixel * 3);
      surfaces.normal.set([nx, ny, nz], pixel * 3);
      // A step of one pixel moves the hit in the tangent plane by t·(step − (n·step)/(n·d)·d).
      const facing = nx * dx + ny * dy + nz * dz;
      footprint(frame, dx, dy, dz, t, facing, perColumn, surfaces.coordinates, at + 2);
      footprint(frame, dx, dy, dz, t, facing, perRow, surfaces.coordinates, at + 4);
    }
  return surfaces;
}

function footprint(
  frame: Float64Array,
  dx: number,
  dy: number,
  dz: number,
  t: number,
  facing: number,
  step: readonly [number, number, number],
  coordinates: Float64Array,
  at: number,
): void {
  const slip = (frame[0] * step[0] + frame[1] * step[1] + frame[2] * step[2]) / (facing < -1e-6 ? facing : -1e-6);
  const mx = t * (step[0] - slip * dx);
  const my = t * (step[1] - slip * dy);
  const mz = t * (step[2] - slip * dz);
  coordinates[at] = mx * frame[3] + my * frame[4] + mz * frame[5];
  coordinates[at + 1] = mx * frame[6] + my * frame[7] + mz * frame[8];
}

function shellFrame(
  scene: CompiledScene,
  face: number,
  x: number,
  y: number,
  z: number,
  frame: Float64Array,
  coordinates: Float64Array,
  at: number,
): void {
  frame.fill(0);
  const axis = face >> 1;
  frame[axis] = face & 1 ? -1 : 1;
  frame[3 + tangents[face]] = 1;
  frame[6 + bitangents[face]] = 1;
  const fromCorner = [x - scene.low[0], y - scene.low[1], z - scene.low[2]];
  coordinates[at] = fromCorner[tangents[face]];
  coordinates[at + 1] = fromCorner[bitangents[face]];
}

function solidFrame(
  scene: CompiledScene,
  i: number,
  face: number,
  x: number,
  y: number,
  z: number,
  frame: Float64Array,
  coordinates: Float64Array,
  at: number,
): void {
  const { axes, centre, half } = scene;
  const a = i * 9;
  const [ex, ey, ez] = [x - centre[i * 3], y - centre[i * 3 + 1], z - centre[i * 3 + 2]];
  const px = axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez;
  const py = axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez;
  const pz = axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez;
  const [hx, hy, hz] = [half[i * 3], half[i * 3 + 1], half[i * 3 + 2]];
  const shape = scene.shape[i];
  if (shape === boxShape) {
    const local = [px, py, pz];
    for (let k = 0; k < 3; k++) {
      frame[k] = (face & 1 ? 1 : -1) * axes[a + (face >> 1) * 3 + k];
      frame[3 + k] = axes[a + tangents[face] * 3 + k];
      frame[6 + k] = axes[a + bitangents[face] * 3 + k];
    }
    coordinates[at] = local[tangents[face]];
    coordinates[at + 1] = local[bitangents[face]];
    return;
  }
  let [nx, ny, nz] = [0, 0, 1];
  if (shape === ellipsoidShape) [nx, ny, nz] = [px / (hx * hx), py / (hy * hy), pz / (hz * hz)];
  else if (face === frustumSide) {
    const radius = Math.sqrt(px * px + py * py);
    [nx, ny, nz] = [px / radius, py / radius, -scene.slope[i] / hz];
  } else {
    // A level cap: its coordinates are the solid's own x and y.
    for (let k = 0; k < 3; k++) {
      frame[k] = (face === 1 ? 1 : -1) * axes[a + 6 + k];
      frame[3 + k] = axes[a + k];
      frame[6 + k] = axes[a + 3 + k];
    }
    coordinates[at] = px;
    coordinates[at + 1] = py;
    return;
  }
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  [nx, ny, nz] = [nx / length, ny / length, nz / length];
  // Around: tangent to the circle of latitude; upward: the normal turned by a right angle.
  const flat = Math.sqrt(nx * nx + ny * ny);
  const [tx, ty] = flat > 1e-9 ? [-ny / flat, nx / flat] : [1, 0];
  const [bx, by, bz] = [-nz * ty, nz * tx, nx * ty - ny * tx];
  for (let k = 0; k < 3; k++) {
    const [ax, ay, az] = [axes[a + k], axes[a + 3 + k], axes[a + 6 + k]];
    frame[k] = nx * ax + ny * ay + nz * az;
    frame[3 + k] = tx * ax + ty * ay;
    frame[6 + k] = bx * ax + by * ay + bz * az;
  }
  const girth = shape === ellipsoidShape ? (hx + hy) / 2 : scene.meanRadius[i];
  coordinates[at] = girth * exactAtan2(py, px);
  coordinates[at + 1] = pz;
}
