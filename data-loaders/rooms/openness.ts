import type { CompiledScene } from './compiled-scene.js';
import { approach, emptyProbes } from './distance.js';
import type { Hits } from './ray-caster.js';
import type { Surfaces } from './surface.js';
import { emptySelection, selectAlong, selectNearby, tileSize, type Tiles } from './tiles.js';

/** How far along the normal the surroundings are felt, metres, and how much of the indirect light they can take. */
const feeler = 0.3;
const darkening = 0.85;

/** [pixels] share of the indirect light that reaches a surface past walls and things close before it. */
export function openness(
  scene: CompiledScene,
  { width, height, solid }: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  looked: Uint8Array,
): Float32Array {
  const { low, high } = scene;
  const open = new Float32Array(width * height);
  const among = emptySelection(scene);
  const near = emptySelection(scene);
  const probes = emptyProbes(tileSize * tileSize);
  const pixels = new Int32Array(tileSize * tileSize);
  const felt = new Float64Array(4);
  for (const block of tiles.blocks) {
    selectAlong(scene, block.sphere, block.sphere, block.sphere[3] + 3 * feeler, among);
    for (const tile of block.tiles) {
      const left = (tile % tiles.columns) * tileSize;
      const top = Math.floor(tile / tiles.columns) * tileSize;
      const right = Math.min(width, left + tileSize);
      const bottom = Math.min(height, top + tileSize);
      // Where the tile shows one flat face, all ends of feelers lie on one side of it.
      for (let k = 0; k < 3; k++) felt[k] = tiles.spheres[tile * 4 + k] + feeler * tiles.normals[tile * 3 + k];
      felt[3] = tiles.spheres[tile * 4 + 3];
      const flat =
        felt[0] !== tiles.spheres[tile * 4] ||
        felt[1] !== tiles.spheres[tile * 4 + 1] ||
        felt[2] !== tiles.spheres[tile * 4 + 2];
      selectNearby(scene, among, felt, flat ? feeler : 2 * feeler, near);
      probes.count = 0;
      for (let v = top; v < bottom; v++)
        for (let u = left; u < right; u++) {
          const pixel = v * width + u;
          if (looked[pixel] === 0) continue;
          const x = position[pixel * 3] + feeler * normal[pixel * 3];
          const y = position[pixel * 3 + 1] + feeler * normal[pixel * 3 + 1];
          const z = position[pixel * 3 + 2] + feeler * normal[pixel * 3 + 2];
          const at = probes.count * 4;
          probes.at[at] = x;
          probes.at[at + 1] = y;
          probes.at[at + 2] = z;
          probes.at[at + 3] = Math.min(
            feeler,
            x - low[0],
            high[0] - x,
            y - low[1],
            high[1] - y,
            z - low[2],
            high[2] - z,
          );
          probes.own[probes.count] = solid[pixel];
          pixels[probes.count++] = pixel;
        }
      for (let k = 0; k < near.count; k++) approach(scene, near.list[k], probes);
      for (let k = 0; k < probes.count; k++) {
        const free = probes.at[k * 4 + 3];
        const closed = 1 - (free > 0 ? free / feeler : 0);
        open[pixels[k]] = 1 - darkening * closed * closed;
      }
    }
  }
  return open;
}
