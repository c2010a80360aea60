import type { CompiledLights } from './compiled-lights.js';
import type { CompiledScene } from './compiled-scene.js';
import { enter, type Hits, type RayBuffer } from './ray-caster.js';
import type { Surfaces } from './surface.js';
import { emptySelection, selectAlong, selectBetween, tileSize, type Tiles } from './tiles.js';

/** Rays from pixels of one tile towards points of one light. */
interface LightRays {
  /** Those that nothing found so far stands in the way of are the first `count`. */
  count: number;
  /** From which pixel. */
  pixel: Int32Array;
  /** [rays, 7] origin, way to the light's point, square of its length. */
  way: Float64Array;
}

/**
 * [pixels] Σ 16^l over the lights l that the pixel's surface sees, of the pixels looked from: each towards one of 16
 * points of a light, neighbours towards different ones.
 */
export function seenLights(
  lights: CompiledLights,
  scene: CompiledScene,
  hits: Hits,
  surfaces: Surfaces,
  tiles: Tiles,
  looked: Uint8Array,
): Int32Array {
  const { count: lightCount, centre, radius, instance } = lights;
  const seen = new Int32Array(looked.length);
  const among = emptySelection(scene);
  const between = emptySelection(scene);
  const rays: LightRays = {
    count: 0,
    pixel: new Int32Array(tileSize * tileSize),
    way: new Float64Array(tileSize * tileSize * 7),
  };
  for (let light = 0; light < lightCount; light++) {
    const one = 1 << (4 * light);
    const at = centre.subarray(light * 3, light * 3 + 3);
    for (const block of tiles.blocks) {
      selectAlong(scene, block.sphere, at, Math.max(block.sphere[3], radius[light]), among);
      for (const tile of block.tiles) {
        if (!selectBetween(scene, among, at, radius[light], tiles, tile, instance[light], between)) continue;
        if (between.count === 0) pixelsOf(hits, tiles, tile, looked, rays);
        else raysTo(lights, light, hits, surfaces, tiles, tile, looked, rays);
        for (let k = 0; k < between.count && rays.count > 0; k++) dropBlocked(scene, between.list[k], rays);
        for (let k = 0; k < rays.count; k++) seen[rays.pixel[k]] += one;
      }
    }
  }
  return seen;
}

/** Lists the pixels of a tile that are looked from. */
function pixelsOf(
  { width, height }: Hits,
  { columns }: Tiles,
  tile: number,
  looked: Uint8Array,
  rays: LightRays,
): void {
  const left = (tile % columns) * tileSize;
  const top = ((tile - (tile % columns)) / columns) * tileSize;
  const right = Math.min(width, left + tileSize);
  const bottom = Math.min(height, top + tileSize);
  let count = 0;
  for (let v = top; v < bottom; v++)
    for (let u = left; u < right; u++) if (looked[v * width + u] !== 0) rays.pixel[count++] = v * width + u;
  rays.count = count;
}

/** Sends a ray from each pixel of a tile that is looked from and faces its point of the light. */
function raysTo(
  { centre, edges }: CompiledLights,
  light: number,
  hits: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  tile: number,
  looked: Uint8Array,
  rays: LightRays,
): void {
  pixelsOf(hits, tiles, tile, looked, rays);
  const { width } = hits;
  const { pixel, way } = rays;
  const c = light * 3;
  const e = light * 6;
  let count = 0;
  for (let k = 0; k < rays.count; k++) {
    const v = Math.floor(pixel[k] / width);
    const u = pixel[k] - v * width;
    const p = pixel[k] * 3;
    const nx = normal[p];
    const ny = normal[p + 1];
    const nz = normal[p + 2];
    const ox = position[p] + 2e-3 * nx;
    const oy = position[p + 1] + 2e-3 * ny;
    const oz = position[p + 2] + 2e-3 * nz;
    // The 16 points of the light in an order in which neighbours look at different sides of it.
    const i = ((u & 3) + 0.5) / 2 - 1;
    const j = (((v + 2 * (u >> 1)) & 3) + 0.5) / 2 - 1;
    const dx = centre[c] + i * edges[e] + j * edges[e + 3] - ox;
    const dy = centre[c + 1] + i * edges[e + 1] + j * edges[e + 4] - oy;
    const dz = centre[c + 2] + i * edges[e + 2] + j * edges[e + 5] - oz;
    if (dx * nx + dy * ny + dz * nz <= 0) continue;
    pixel[count] = pixel[k];
    const r = count * 7;
    way[r] = ox;
    way[r + 1] = oy;
    way[r + 2] = oz;
    way[r + 3] = dx;
    way[r + 4] = dy;
    way[r + 5] = dz;
    way[r + 6] = dx * dx + dy * dy + dz * dz;
    count++;
  }
  rays.count = count;
}

/** A way that ends before the box around a solid by more than this, in metres or as a share, surely does not meet it. */
const margin = 1e-5;

const local: RayBuffer = new Float64Array(7);

/** Drops the rays that meet a solid on their way. */
function dropBlocked(scene: CompiledScene, i: number, rays: LightRays): void {
  const { axes, centre, extent, reach, upright } = scene;
  const { pixel, way } = rays;
  const isUpright = upright[i] === 1;
  const cx = centre[i * 3];
  const cy = centre[i * 3 + 1];
  const cz = centre[i * 3 + 2];
  const a = i * 9;
  const ax = axes[a];
  const ay = axes[a + 1];
  const bx = axes[a + 3];
  const by = axes[a + 4];
  const ex = extent[i * 3];
  const ey = extent[i * 3 + 1];
  const ez = extent[i * 3 + 2];
  const room = reach[i] * reach[i];
  let kept = 0;
  for (let k = 0; k < rays.count; k++) {
    const r = k * 7;
    const dx = way[r + 3];
    const dy = way[r + 4];
    const dz = way[r + 5];
    const x = way[r] - cx;
    const y = way[r + 1] - cy;
    const z = way[r + 2] - cz;
    // Most rays pass even the sphere around the solid: |e × d|² > (reach·|d|)².
    const along = x * dx + y * dy + z * dz;
    const outside = x * x + y * y + z * z - room;
    if (outside * way[r + 6] <= along * along && (outside <= 0 || along < 0)) {
      if (isUpright) {
        local[0] = ax * x + ay * y;
        local[1] = bx * x + by * y;
        local[2] = z;
        local[3] = ax * dx + ay * dy;
        local[4] = bx * dx + by * dy;
        local[5] = dz;
      } else
        for (let axis = 0; axis < 3; axis++) {
          const row = a + axis * 3;
          local[axis] = axes[row] * x + axes[row + 1] * y + axes[row + 2] * z;
          local[3 + axis] = axes[row] * dx + axes[row + 1] * dy + axes[row + 2] * dz;
        }
      if (!stopsShort(0, ex) && !stopsShort(1, ey) && !stopsShort(2, ez) && enter(scene, i, local) >= 0 && local[6] < 1)
        continue;
    }
    if (kept < k) {
      pixel[kept] = pixel[k];
      for (let j = 0; j < 7; j++) way[kept * 7 + j] = way[r + j];
    }
    kept++;
  }
  rays.count = kept;
}

/** Whether the way in `local` stays on one side of a slab of half width `half` across an axis. */
function stopsShort(axis: number, half: number): boolean {
  const o = local[axis];
  const gap = (o < 0 ? -o : o) - half;
  return gap > margin && gap > (1 + margin) * (o < 0 ? local[3 + axis] : -local[3 + axis]);
}
