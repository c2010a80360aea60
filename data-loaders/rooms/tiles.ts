import { frustumShape, type CompiledScene } from './compiled-scene.js';
import { approach } from './distance.js';
import type { Hits } from './ray-caster.js';
import type { Vector } from './scene.js';
import type { Surfaces } from './surface.js';

/** Side of a tile in pixels. */
export const tileSize = 8;

/** The image cut into squares whose pixels share the list of solids that matter to them. */
export interface Tiles {
  columns: number;
  rows: number;
  /** [tiles, 4] centre and radius of a sphere around the surface points of each tile. */
  spheres: Float64Array;
}

/** Spheres around what each tile of an image sees. */
export function tilesOf({ width, height }: Hits, { position }: Surfaces): Tiles {
  const columns = Math.ceil(width / tileSize);
  const rows = Math.ceil(height / tileSize);
  const spheres = new Float64Array(columns * rows * 4);
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
    }
  return { columns, rows, spheres };
}

/** Lists the solids within `reach` of the sphere (0–2 centre, 3 radius) around some points; returns how many. */
export function nearby(scene: CompiledScene, sphere: Float64Array, reach: number, list: Int32Array): number {
  const { centre, reach: extent } = scene;
  const bound = sphere[3] + reach;
  const probe = Float64Array.of(sphere[0], sphere[1], sphere[2], bound);
  let count = 0;
  for (let i = 0; i < scene.count; i++) {
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
 * Lists the solids that may stand between a tile's surface and a light, leaving out those of instance `skip`; returns
 * how many. What lies between is inside a cone from the tile's sphere to the light's.
 */
export function between(
  scene: CompiledScene,
  light: Vector,
  lightRadius: number,
  spheres: Float64Array,
  at: number,
  skip: number,
  list: Int32Array,
): number {
  const sx = spheres[at];
  const sy = spheres[at + 1];
  const sz = spheres[at + 2];
  const radius = spheres[at + 3];
  const dx = light[0] - sx;
  const dy = light[1] - sy;
  const dz = light[2] - sz;
  const square = dx * dx + dy * dy + dz * dz;
  // The cone in two pieces, each inside a beam of even width.
  const middle = (radius + lightRadius) / 2;
  const lower = Float64Array.of(sx, sy, sz, dx / 2, dy / 2, dz / 2, Math.max(radius, middle));
  const upper = Float64Array.of(
    sx + dx / 2,
    sy + dy / 2,
    sz + dz / 2,
    dx / 2,
    dy / 2,
    dz / 2,
    Math.max(middle, lightRadius),
  );
  const { centre, reach, instance } = scene;
  let count = 0;
  for (let i = 0; i < scene.count; i++) {
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
    if (qx * qx + qy * qy + qz * qz < bound * bound && (crosses(scene, i, lower) || crosses(scene, i, upper)))
      list[count++] = i;
  }
  return count;
}

/** Whether a beam (start 0–2, way to its end 3–5, radius 6) touches the box around a solid. */
function crosses(
  { axes, centre, half, meanRadius, slope, shape }: CompiledScene,
  i: number,
  beam: Float64Array,
): boolean {
  const x = beam[0] - centre[i * 3];
  const y = beam[1] - centre[i * 3 + 1];
  const z = beam[2] - centre[i * 3 + 2];
  const radius = shape[i] === frustumShape ? meanRadius[i] + Math.abs(slope[i]) : 0;
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
