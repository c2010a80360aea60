import { frustumShape, type CompiledScene } from './compiled-scene.js';
import { approach } from './distance.js';
import type { Hits } from './ray-caster.js';
import type { Surfaces } from './surface.js';

/** Side of a tile in pixels. */
export const tileSize = 8;

/** The image cut into squares whose pixels share the list of solids that matter to them. */
export interface Tiles {
  columns: number;
  rows: number;
  /** [tiles, 4] centre and radius of a sphere around the surface points of each tile. */
  spheres: Float64Array;
  /** [tiles, 3] the normal that all pixels of a tile share; (0, 0, 0) where they differ. */
  normals: Float64Array;
}

/** Spheres around what each tile of an image sees, and the tiles that see one flat face. */
export function tilesOf({ width, height }: Hits, { position, normal }: Surfaces): Tiles {
  const columns = Math.ceil(width / tileSize);
  const rows = Math.ceil(height / tileSize);
  const spheres = new Float64Array(columns * rows * 4);
  const normals = new Float64Array(columns * rows * 3);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * 4;
      const right = Math.min(width, (column + 1) * tileSize);
      const bottom = Math.min(height, (row + 1) * tileSize);
      let square = 0;
      for (let axis = 0; axis < 3; axis++) {
        let low = Infinity;
        let high = -Infinity;
        for (let v = row * tileSize; v < bottom; v++)
          for (let u = column * tileSize; u < right; u++) {
            const value = position[(v * width + u) * 3 + axis];
            if (value < low) low = value;
            if (value > high) high = value;
          }
        spheres[at + axis] = (low + high) / 2;
        square += ((high - low) * (high - low)) / 4;
      }
      spheres[at + 3] = Math.sqrt(square);
      if (isFlat(normal, width, column * tileSize, right, row * tileSize, bottom)) {
        const first = (row * tileSize * width + column * tileSize) * 3;
        for (let k = 0; k < 3; k++) normals[(row * columns + column) * 3 + k] = normal[first + k];
      }
    }
  return { columns, rows, spheres, normals };
}

/** Whether all pixels of a rectangle show the same normal. */
function isFlat(
  normal: Float32Array,
  width: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
): boolean {
  const first = (top * width + left) * 3;
  for (let v = top; v < bottom; v++)
    for (let u = left; u < right; u++) {
      const p = (v * width + u) * 3;
      if (normal[p] !== normal[first] || normal[p + 1] !== normal[first + 1] || normal[p + 2] !== normal[first + 2])
        return false;
    }
  return true;
}

/** Lists the solids that throw shadows within `reach` of the sphere (0–2 centre, 3 radius) around some points; returns how many. */
export function nearby(scene: CompiledScene, sphere: Float64Array, reach: number, list: Int32Array): number {
  const { casters, centre, reach: extent } = scene;
  const bound = sphere[3] + reach;
  const probe = Float64Array.of(sphere[0], sphere[1], sphere[2], bound);
  let count = 0;
  for (let c = 0; c < casters.length; c++) {
    const i = casters[c];
    const dx = centre[i * 3] - probe[0];
    const dy = centre[i * 3 + 1] - probe[1];
    const dz = centre[i * 3 + 2] - probe[2];
    const coarse = bound + extent[i];
    if (dx * dx + dy * dy + dz * dz >= coarse * coarse) continue;
    probe[3] = bound;
    approach(scene, i, probe);
    if (probe[3] < bound) list[count++] = i;
  }
  return count;
}

/**
 * Lists the solids that may stand between the surface of tile `tile` and a light, leaving out those of instance `skip`;
 * returns how many, or −1 if the tile's surface faces away from the light. What lies between is inside a cone from the
 * tile's sphere to the light's and, where the tile is flat, not behind its plane.
 */
export function between(
  scene: CompiledScene,
  light: Float64Array,
  lightRadius: number,
  { spheres, normals }: Tiles,
  tile: number,
  skip: number,
  list: Int32Array,
): number {
  const sx = spheres[tile * 4];
  const sy = spheres[tile * 4 + 1];
  const sz = spheres[tile * 4 + 2];
  const radius = spheres[tile * 4 + 3];
  const dx = light[0] - sx;
  const dy = light[1] - sy;
  const dz = light[2] - sz;
  const nx = normals[tile * 3];
  const ny = normals[tile * 3 + 1];
  const nz = normals[tile * 3 + 2];
  const flat = nx !== 0 || ny !== 0 || nz !== 0;
  if (flat && nx * dx + ny * dy + nz * dz < -lightRadius) return -1;
  const square = dx * dx + dy * dy + dz * dz;
  // The cone in two pieces, each inside a beam of even width.
  const middle = (radius + lightRadius) / 2;
  const [hx, hy, hz] = [dx / 2, dy / 2, dz / 2];
  const lower = Float64Array.of(sx, sy, sz, hx, hy, hz, Math.max(radius, middle));
  const upper = Float64Array.of(sx + hx, sy + hy, sz + hz, hx, hy, hz, Math.max(middle, lightRadius));
  const { axes, casters, centre, half, reach, instance } = scene;
  let count = 0;
  for (let c = 0; c < casters.length; c++) {
    const i = casters[c];
    if (instance[i] === skip) continue;
    const px = centre[i * 3] - sx;
    const py = centre[i * 3 + 1] - sy;
    const pz = centre[i * 3 + 2] - sz;
    let along = (px * dx + py * dy + pz * dz) / square;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const qx = px - along * dx;
    const qy = py - along * dy;
    const qz = pz - along * dz;
    // The cone may be wider a little further along; its wider end bounds it there.
    const wide = Math.max(radius, radius + along * (lightRadius - radius));
    const bound = reach[i] + wide;
    if (qx * qx + qy * qy + qz * qz >= bound * bound) continue;
    if (flat) {
      const height = px * nx + py * ny + pz * nz;
      if (height < -reach[i]) continue;
      // Highest point of the box around the solid above the tile's plane.
      let top = height;
      for (let k = 0; k < 3; k++) {
        const a = i * 9 + k * 3;
        const extent = k < 2 && scene.shape[i] === frustumShape ? widest(scene, i) : half[i * 3 + k];
        top += extent * Math.abs(nx * axes[a] + ny * axes[a + 1] + nz * axes[a + 2]);
      }
      if (top < 1e-3) continue;
    }
    if (crosses(scene, i, lower) || crosses(scene, i, upper)) list[count++] = i;
  }
  return count;
}

/** Larger radius of a frustum. */
function widest({ meanRadius, slope }: CompiledScene, i: number): number {
  return meanRadius[i] + Math.abs(slope[i]);
}

/** Whether a beam (start 0–2, way to its end 3–5, radius 6) touches the box around a solid. */
function crosses(scene: CompiledScene, i: number, beam: Float64Array): boolean {
  const { axes, centre, half, shape } = scene;
  const x = beam[0] - centre[i * 3];
  const y = beam[1] - centre[i * 3 + 1];
  const z = beam[2] - centre[i * 3 + 2];
  const radius = shape[i] === frustumShape ? widest(scene, i) : 0;
  let first = 0;
  let last = 1;
  for (let axis = 0; axis < 3; axis++) {
    const a = i * 9 + axis * 3;
    const o = axes[a] * x + axes[a + 1] * y + axes[a + 2] * z;
    const d = axes[a] * beam[3] + axes[a + 1] * beam[4] + axes[a + 2] * beam[5];
    const h = (radius > 0 && axis < 2 ? radius : half[i * 3 + axis]) + beam[6];
    if (d === 0) {
      if (o < -h || o > h) return false;
      continue;
    }
    const t0 = (-h - o) / d;
    const t1 = (h - o) / d;
    const entry = t0 < t1 ? t0 : t1;
    const exit = t0 < t1 ? t1 : t0;
    if (entry > first) first = entry;
    if (exit < last) last = exit;
    if (first > last) return false;
  }
  return true;
}
