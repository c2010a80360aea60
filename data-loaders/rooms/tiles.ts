import type { CompiledScene } from './compiled-scene.js';
import { approach, probeAt } from './distance.js';
import type { Hits } from './ray-caster.js';
import type { Surfaces } from './surface.js';

/** Side of a tile in pixels, and of a block in tiles. */
export const tileSize = 8;
const blockSize = 4;

/** The image cut into squares whose pixels share the list of solids that matter to them. */
export interface Tiles {
  columns: number;
  rows: number;
  /** [tiles, 4] centre and radius of a sphere around the surface points of each tile. */
  spheres: Float64Array;
  /** [tiles, 3] the normal that all pixels of a tile share; (0, 0, 0) where they differ. */
  normals: Float64Array;
  /** Neighbouring tiles, which share a first, coarse choice of solids. */
  blocks: Block[];
}

export interface Block {
  tiles: Int32Array;
  /** Centre and radius of a sphere around the spheres of its tiles. */
  sphere: Float64Array;
}

/** Spheres around what each tile of an image sees, the tiles that see one flat face, and blocks of tiles. */
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
  return { columns, rows, spheres, normals, blocks: blocksOf(columns, rows, spheres) };
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

function blocksOf(columns: number, rows: number, spheres: Float64Array): Block[] {
  const blocks: Block[] = [];
  for (let top = 0; top < rows; top += blockSize)
    for (let left = 0; left < columns; left += blockSize) {
      const tiles: number[] = [];
      for (let row = top; row < Math.min(rows, top + blockSize); row++)
        for (let column = left; column < Math.min(columns, left + blockSize); column++)
          tiles.push(row * columns + column);
      blocks.push({ tiles: Int32Array.from(tiles), sphere: sphereAround(tiles, spheres) });
    }
  return blocks;
}

/** Centre and radius of a sphere around spheres: around the middle of the box that holds their centres. */
function sphereAround(tiles: readonly number[], spheres: Float64Array): Float64Array {
  const around = new Float64Array(4);
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity;
    let high = -Infinity;
    for (const tile of tiles) {
      const value = spheres[tile * 4 + axis];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    around[axis] = (low + high) / 2;
  }
  for (const tile of tiles) {
    let square = 0;
    for (let axis = 0; axis < 3; axis++) {
      const off = spheres[tile * 4 + axis] - around[axis];
      square += off * off;
    }
    around[3] = Math.max(around[3], Math.sqrt(square) + spheres[tile * 4 + 3]);
  }
  return around;
}

/** Solids of a scene by index: the first `count` of `list`, large ones first. */
export interface Selection {
  list: Int32Array;
  count: number;
}

/** Room for any selection of a scene's solids. */
export function emptySelection({ count }: CompiledScene): Selection {
  return { list: new Int32Array(count), count: 0 };
}

/** What rounding may add to a distance, metres: a coarse choice must not leave out what a finer one takes. */
const slack = 1e-6;

/**
 * Selects the solids that throw shadows and come within `radius` of the way between two points: a superset of what
 * {@link selectNearby} and {@link selectBetween} may find for the tiles of a block.
 */
export function selectAlong(
  { casters, centre, reach }: CompiledScene,
  from: Float64Array,
  to: Float64Array,
  radius: number,
  selected: Selection,
): void {
  const [fx, fy, fz] = [from[0], from[1], from[2]];
  const [dx, dy, dz] = [to[0] - fx, to[1] - fy, to[2] - fz];
  const square = dx * dx + dy * dy + dz * dz;
  const inverse = square > 0 ? 1 / square : 0;
  let count = 0;
  for (let c = 0; c < casters.length; c++) {
    const i = casters[c];
    const px = centre[i * 3] - fx;
    const py = centre[i * 3 + 1] - fy;
    const pz = centre[i * 3 + 2] - fz;
    let along = (px * dx + py * dy + pz * dz) * inverse;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const qx = px - along * dx;
    const qy = py - along * dy;
    const qz = pz - along * dz;
    const bound = reach[i] + radius + slack;
    if (qx * qx + qy * qy + qz * qz < bound * bound) selected.list[count++] = i;
  }
  selected.count = count;
}

// Kept between calls: making small arrays costs more than what is done with them.
const probe = probeAt(0, 0, 0, 0);
const lower = new Float64Array(7);
const upper = new Float64Array(7);

/** Selects from `among` the solids within `reach` of the sphere (0–2 centre, 3 radius) around some points. */
export function selectNearby(
  scene: CompiledScene,
  among: Selection,
  sphere: Float64Array,
  reach: number,
  selected: Selection,
): void {
  const { centre, reach: extent } = scene;
  const bound = sphere[3] + reach;
  const { at } = probe;
  at[0] = sphere[0];
  at[1] = sphere[1];
  at[2] = sphere[2];
  let count = 0;
  for (let c = 0; c < among.count; c++) {
    const i = among.list[c];
    const dx = centre[i * 3] - at[0];
    const dy = centre[i * 3 + 1] - at[1];
    const dz = centre[i * 3 + 2] - at[2];
    const coarse = bound + extent[i];
    if (dx * dx + dy * dy + dz * dz >= coarse * coarse) continue;
    at[3] = bound;
    approach(scene, i, probe);
    if (at[3] < bound) selected.list[count++] = i;
  }
  selected.count = count;
}

/**
 * Selects from `among` the solids that may stand between the surface of tile `tile` and a light, leaving out those of
 * instance `skip`; false if the tile's surface faces away from the light. What lies between is inside a cone from the
 * tile's sphere to the light's and, where the tile is flat, not behind its plane.
 */
export function selectBetween(
  scene: CompiledScene,
  among: Selection,
  light: Float64Array,
  lightRadius: number,
  { spheres, normals }: Tiles,
  tile: number,
  skip: number,
  selected: Selection,
): boolean {
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
  if (flat && nx * dx + ny * dy + nz * dz < -lightRadius) return false;
  const inverse = 1 / (dx * dx + dy * dy + dz * dz);
  const widening = lightRadius > radius ? lightRadius - radius : 0;
  // The cone in two pieces, each inside a beam of even width.
  const middle = (radius + lightRadius) / 2;
  lower[0] = sx;
  lower[1] = sy;
  lower[2] = sz;
  lower[3] = upper[3] = dx / 2;
  lower[4] = upper[4] = dy / 2;
  lower[5] = upper[5] = dz / 2;
  lower[6] = Math.max(radius, middle);
  upper[0] = sx + upper[3];
  upper[1] = sy + upper[4];
  upper[2] = sz + upper[5];
  upper[6] = Math.max(middle, lightRadius);
  const { axes, centre, extent, reach, instance } = scene;
  let count = 0;
  for (let c = 0; c < among.count; c++) {
    const i = among.list[c];
    if (instance[i] === skip) continue;
    const px = centre[i * 3] - sx;
    const py = centre[i * 3 + 1] - sy;
    const pz = centre[i * 3 + 2] - sz;
    const height = flat ? px * nx + py * ny + pz * nz : 0;
    if (height < -reach[i]) continue;
    let along = (px * dx + py * dy + pz * dz) * inverse;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const qx = px - along * dx;
    const qy = py - along * dy;
    const qz = pz - along * dz;
    // The cone may be wider a little further along; its wider end bounds it there.
    const bound = reach[i] + radius + along * widening;
    if (qx * qx + qy * qy + qz * qz >= bound * bound) continue;
    if (flat) {
      // Highest point of the box around the solid above the tile's plane.
      let top = height;
      for (let k = 0; k < 3; k++) {
        const a = i * 9 + k * 3;
        top += extent[i * 3 + k] * Math.abs(nx * axes[a] + ny * axes[a + 1] + nz * axes[a + 2]);
      }
      if (top < 1e-3) continue;
    }
    if (crosses(scene, i, lower) || crosses(scene, i, upper)) selected.list[count++] = i;
  }
  selected.count = count;
  return true;
}

/** Whether a beam (start 0–2, way to its end 3–5, radius 6) touches the box around a solid. */
function crosses({ axes, centre, extent }: CompiledScene, i: number, beam: Float64Array): boolean {
  const x = beam[0] - centre[i * 3];
  const y = beam[1] - centre[i * 3 + 1];
  const z = beam[2] - centre[i * 3 + 2];
  let first = 0;
  let last = 1;
  for (let axis = 0; axis < 3; axis++) {
    const a = i * 9 + axis * 3;
    const o = axes[a] * x + axes[a + 1] * y + axes[a + 2] * z;
    const d = axes[a] * beam[3] + axes[a + 1] * beam[4] + axes[a + 2] * beam[5];
    const h = extent[i * 3 + axis] + beam[6];
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
