import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';
import { intersect, type Hits } from './ray-caster.js';
import type { Luminaire, RoomScene, Vector } from './scene.js';
import type { Surfaces } from './surface.js';

/** One light as the renderer uses it. */
interface Source {
  luminaire: Luminaire;
  colour: Vector;
}

/** Light that falls on every pixel's surface. */
export interface Irradiance {
  /** [pixels, 3] linear RGB, direct and indirect. */
  diffuse: Float64Array;
  /** [pixels, 3] what a mirror-like coat of strength 1 sends to the camera. */
  highlight: Float64Array;
}

/** Pixels of a tile share the list of solids that may stand between them and a light. */
const tile = 8;
/** Points of a light's face that neighbouring pixels look at in turn, per side. */
const pattern = 4;
/** Reach of the darkening of corners and contacts, metres. */
const contact = 0.45;

/** The lights of a scene that are on. */
function sourcesOf({ luminaires, lighting }: RoomScene): Source[] {
  return luminaires
    .map((luminaire) => ({ luminaire, colour: lighting[luminaire.kind] }))
    .filter(({ colour }) => colour[0] + colour[1] + colour[2] > 0);
}

/** Spheres around the surface points of each tile. */
interface Tiles {
  columns: number;
  rows: number;
  /** [tiles, 4] centre and radius. */
  spheres: Float64Array;
}

function tilesOf({ width, height }: Hits, { position }: Surfaces): Tiles {
  const columns = Math.ceil(width / tile);
  const rows = Math.ceil(height / tile);
  const spheres = new Float64Array(columns * rows * 4);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const low = [Infinity, Infinity, Infinity];
      const high = [-Infinity, -Infinity, -Infinity];
      for (let v = row * tile; v < Math.min(height, row * tile + tile); v++)
        for (let u = column * tile; u < Math.min(width, column * tile + tile); u++)
          for (let axis = 0; axis < 3; axis++) {
            const value = position[(v * width + u) * 3 + axis];
            if (value < low[axis]) low[axis] = value;
            if (value > high[axis]) high[axis] = value;
          }
      const at = (row * columns + column) * 4;
      let square = 0;
      for (let axis = 0; axis < 3; axis++) {
        spheres[at + axis] = (low[axis] + high[axis]) / 2;
        square += ((high[axis] - low[axis]) * (high[axis] - low[axis])) / 4;
      }
      spheres[at + 3] = Math.sqrt(square);
    }
  return { columns, rows, spheres };
}

/** Solids whose bounding sphere touches the cone between a light's sphere and a tile's sphere. */
function between(
  scene: CompiledScene,
  light: Vector,
  lightRadius: number,
  spheres: Float64Array,
  at: number,
  skip: number,
  list: Int32Array,
): number {
  const [sx, sy, sz, radius] = [spheres[at], spheres[at + 1], spheres[at + 2], spheres[at + 3]];
  const [dx, dy, dz] = [light[0] - sx, light[1] - sy, light[2] - sz];
  const length = dx * dx + dy * dy + dz * dz;
  const widest = Math.max(radius, lightRadius);
  let count = 0;
  for (let i = 0; i < scene.count; i++) {
    if (scene.instance[i] === skip) continue;
    const [px, py, pz] = [scene.centre[i * 3] - sx, scene.centre[i * 3 + 1] - sy, scene.centre[i * 3 + 2] - sz];
    let along = (px * dx + py * dy + pz * dz) / length;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const [qx, qy, qz] = [px - along * dx, py - along * dy, pz - along * dz];
    const bound = scene.reach[i] + (radius > lightRadius ? radius + along * (lightRadius - radius) : widest);
    if (qx * qx + qy * qy + qz * qz < bound * bound) list[count++] = i;
  }
  return count;
}

/** Whether a solid of the list stands between a point and a target. */
function blocked(
  scene: CompiledScene,
  list: Int32Array,
  count: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  const { axes, centre } = scene;
  for (let k = 0; k < count; k++) {
    const i = list[k];
    const a = i * 9;
    const [ex, ey, ez] = [x - centre[i * 3], y - centre[i * 3 + 1], z - centre[i * 3 + 2]];
    const t = intersect(
      scene,
      i,
      axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez,
      axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez,
      axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez,
      axes[a] * dx + axes[a + 1] * dy + axes[a + 2] * dz,
      axes[a + 3] * dx + axes[a + 4] * dy + axes[a + 5] * dz,
      axes[a + 6] * dx + axes[a + 7] * dy + axes[a + 8] * dz,
    );
    if (t < 1) {
      // Bring the one that blocked to the front: the next pixel is likely in its shadow as well.
      if (k > 0) {
        list[k] = list[0];
        list[0] = i;
      }
      return true;
    }
  }
  return false;
}

/**
 * Light received by what each pixel sees: lights with soft shadows, and indirect light darkened in corners.
 *
 * Every pixel looks at one of 16 points of each light; a window of 4×4 pixels of the same surface averages them into a
 * soft shadow.
 */
export function irradianceOf(
  room: RoomScene,
  scene: CompiledScene,
  hits: Hits,
  surfaces: Surfaces,
  eye: Vector,
): Irradiance {
  const { width, height } = hits;
  const pixels = width * height;
  const { position, normal } = surfaces;
  const diffuse = new Float64Array(pixels * 3);
  const highlight = new Float64Array(pixels * 3);
  const tiles = tilesOf(hits, surfaces);
  const list = new Int32Array(scene.count);
  const seen = new Uint8Array(pixels);
  for (const { luminaire, colour } of sourcesOf(room)) {
    const { centre, edges, facing } = luminaire;
    const extent = edges.map(([x, y, z]) => Math.sqrt(x * x + y * y + z * z));
    const lightRadius = Math.sqrt(extent[0] * extent[0] + extent[1] * extent[1]);
    // A large light is not as bright close by as a point: its irradiance saturates at its own size.
    const softening = lightRadius * lightRadius + 0.05;
    for (let row = 0; row < tiles.rows; row++)
      for (let column = 0; column < tiles.columns; column++) {
        const at = (row * tiles.columns + column) * 4;
        const count = between(scene, centre, lightRadius, tiles.spheres, at, luminaire.instance, list);
        for (let v = row * tile; v < Math.min(height, row * tile + tile); v++)
          for (let u = column * tile; u < Math.min(width, column * tile + tile); u++) {
            const pixel = v * width + u;
            const p = pixel * 3;
            const [nx, ny, nz] = [normal[p], normal[p + 1], normal[p + 2]];
            const x = position[p] + 2e-3 * nx;
            const y = position[p + 1] + 2e-3 * ny;
            const z = position[p + 2] + 2e-3 * nz;
            if (count === 0) {
              seen[pixel] = 1;
              continue;
            }
            const i = ((u & 3) + 0.5) / (pattern / 2) - 1;
            const j = ((((v & 3) + 2 * (u & 1)) & 3) + 0.5) / (pattern / 2) - 1;
            const dx = centre[0] + i * edges[0][0] + j * edges[1][0] - x;
            const dy = centre[1] + i * edges[0][1] + j * edges[1][1] - y;
            const dz = centre[2] + i * edges[0][2] + j * edges[1][2] - z;
            seen[pixel] = dx * nx + dy * ny + dz * nz <= 0 || blocked(scene, list, count, x, y, z, dx, dy, dz) ? 0 : 1;
          }
      }
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++) {
        const pixel = v * width + u;
        const p = pixel * 3;
        const [nx, ny, nz] = [normal[p], normal[p + 1], normal[p + 2]];
        const [dx, dy, dz] = [centre[0] - position[p], centre[1] - position[p + 1], centre[2] - position[p + 2]];
        const square = dx * dx + dy * dy + dz * dz;
        const distance = Math.sqrt(square);
        const lambert = (dx * nx + dy * ny + dz * nz) / distance;
        if (lambert <= 0) continue;
        const emitted = facing ? -(dx * facing[0] + dy * facing[1] + dz * facing[2]) / distance : 1;
        if (emitted <= 0) continue;
        const share = softShadow(seen, hits, u, v);
        if (share === 0) continue;
        const strength = (share * lambert * emitted) / (square + softening);
        const mirror = halfVector(eye, position, p, dx / distance, dy / distance, dz / distance, nx, ny, nz);
        const shine = (share * emitted * mirror) / (square + softening);
        for (let k = 0; k < 3; k++) {
          diffuse[p + k] += colour[k] * strength;
          highlight[p + k] += colour[k] * shine;
        }
      }
  }
  addIndirect(room, scene, hits, surfaces, tiles, diffuse);
  return { diffuse, highlight };
}

/** Share of the light seen by the pixels around that lie on the same solid and face. */
function softShadow(seen: Uint8Array, { width, height, solid, face }: Hits, u: number, v: number): number {
  const pixel = v * width + u;
  let [sum, count] = [0, 0];
  for (let y = v - 1; y <= v + 2; y++) {
    if (y < 0 || y >= height) continue;
    for (let x = u - 1; x <= u + 2; x++) {
      if (x < 0 || x >= width) continue;
      const other = y * width + x;
      if (solid[other] !== solid[pixel] || face[other] !== face[pixel]) continue;
      sum += seen[other];
      count++;
    }
  }
  return sum / count;
}

/** Cosine between the normal and the bisector of the directions to light and eye. */
function halfVector(
  eye: Vector,
  position: Float64Array,
  p: number,
  lx: number,
  ly: number,
  lz: number,
  nx: number,
  ny: number,
  nz: number,
): number {
  const [ex, ey, ez] = [eye[0] - position[p], eye[1] - position[p + 1], eye[2] - position[p + 2]];
  const distance = Math.sqrt(ex * ex + ey * ey + ez * ez);
  const [hx, hy, hz] = [lx + ex / distance, ly + ey / distance, lz + ez / distance];
  const cosine = (hx * nx + hy * ny + hz * nz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
  return cosine > 0 ? cosine : 0;
}

/** Distance from a point to a solid, metres, 0 inside: exact for boxes, close for round ones. */
export function distanceTo(scene: CompiledScene, i: number, x: number, y: number, z: number): number {
  const { axes, centre, half } = scene;
  const a = i * 9;
  const [ex, ey, ez] = [x - centre[i * 3], y - centre[i * 3 + 1], z - centre[i * 3 + 2]];
  const px = Math.abs(axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez);
  const py = Math.abs(axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez);
  const pz = Math.abs(axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez);
  const [hx, hy, hz] = [half[i * 3], half[i * 3 + 1], half[i * 3 + 2]];
  if (scene.shape[i] === boxShape) {
    const [qx, qy, qz] = [Math.max(px - hx, 0), Math.max(py - hy, 0), Math.max(pz - hz, 0)];
    return Math.sqrt(qx * qx + qy * qy + qz * qz);
  }
  if (scene.shape[i] === ellipsoidShape) {
    const [qx, qy, qz] = [px / hx, py / hy, pz / hz];
    const k = Math.sqrt(qx * qx + qy * qy + qz * qz);
    return Math.max((k - 1) * Math.min(hx, hy, hz), 0);
  }
  const r = Math.max(Math.sqrt(px * px + py * py) - scene.meanRadius[i], 0);
  const q = Math.max(pz - hz, 0);
  return Math.sqrt(r * r + q * q);
}

/** Distances along the normal at which the surroundings are felt, and how much each darkens. */
const feelers = [
  [0.12, 0.55],
  [0.36, 0.45],
] as const;

/** Indirect light from above and below, less where walls and things stand close before the surface. */
function addIndirect(
  { lighting, low, high }: RoomScene,
  scene: CompiledScene,
  { width, height, solid }: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  diffuse: Float64Array,
): void {
  const { ambientAbove, ambientBelow } = lighting;
  const list = new Int32Array(scene.count);
  for (let row = 0; row < tiles.rows; row++)
    for (let column = 0; column < tiles.columns; column++) {
      const s = (row * tiles.columns + column) * 4;
      const count = nearby(scene, tiles.spheres, s, list);
      for (let v = row * tile; v < Math.min(height, row * tile + tile); v++)
        for (let u = column * tile; u < Math.min(width, column * tile + tile); u++) {
          const pixel = v * width + u;
          const p = pixel * 3;
          let open = 1;
          for (const [step, weight] of feelers) {
            const x = position[p] + step * normal[p];
            const y = position[p + 1] + step * normal[p + 1];
            const z = position[p + 2] + step * normal[p + 2];
            let distance = Math.min(x - low[0], high[0] - x, y - low[1], high[1] - y, z - low[2], high[2] - z);
            for (let k = 0; k < count && distance > 0; k++) {
              if (list[k] === solid[pixel]) continue;
              const d = distanceTo(scene, list[k], x, y, z);
              if (d < distance) distance = d;
            }
            if (distance < step) open -= weight * (1 - Math.max(distance, 0) / step);
          }
          const up = 0.5 + 0.5 * normal[p + 2];
          for (let k = 0; k < 3; k++) diffuse[p + k] += open * (up * ambientAbove[k] + (1 - up) * ambientBelow[k]);
        }
    }
}

/** Solids within reach of a tile's surface. */
function nearby(scene: CompiledScene, spheres: Float64Array, at: number, list: Int32Array): number {
  let count = 0;
  for (let i = 0; i < scene.count; i++) {
    const dx = scene.centre[i * 3] - spheres[at];
    const dy = scene.centre[i * 3 + 1] - spheres[at + 1];
    const dz = scene.centre[i * 3 + 2] - spheres[at + 2];
    const bound = scene.reach[i] + spheres[at + 3] + 2 * contact;
    if (dx * dx + dy * dy + dz * dz < bound * bound) list[count++] = i;
  }
  return count;
}
