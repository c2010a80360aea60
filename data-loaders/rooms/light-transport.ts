import type { CompiledScene } from './compiled-scene.js';
import { approach } from './distance.js';
import { enterFromWorld, type Hits, type RayBuffer } from './ray-caster.js';
import type { CompiledLights } from './compiled-lights.js';
import type { CompiledMaterials } from './compiled-materials.js';
import type { Lighting } from './scene.js';
import type { Surfaces } from './surface.js';
import { between, nearby, tileSize, tilesOf, type Tiles } from './tiles.js';

/** Light that falls on every pixel's surface. */
export interface Irradiance {
  /** [pixels, 3] linear RGB, direct and indirect. */
  diffuse: Float32Array;
  /** [pixels, 3] what a coat of strength 1 reflects towards the camera. */
  highlight: Float32Array;
}

/**
 * Light received by what each pixel sees: lights with soft shadows, and indirect light darkened in corners.
 *
 * Shadows and corners are looked at from every other pixel, like the black fields of a chess board, each towards one of
 * 16 points of a light; the 4×4 pixels around that show the same surface are averaged.
 */
export function irradianceOf(
  { ambientAbove, ambientBelow }: Pick<Lighting, 'ambientAbove' | 'ambientBelow'>,
  lights: CompiledLights,
  materials: CompiledMaterials,
  scene: CompiledScene,
  hits: Hits,
  surfaces: Surfaces,
  eye: Float64Array,
): Irradiance {
  const tiles = tilesOf(hits, surfaces);
  const surface = surfaceIds(hits);
  const looked = lookedFrom(hits, surface);
  const seen = seenLights(lights, scene, hits, surfaces, tiles, looked);
  const open = openness(scene, hits, surfaces, tiles, looked);
  const ambient = Float64Array.of(...ambientAbove, ...ambientBelow);
  return gather(ambient, lights, materials, hits, surfaces, { surface, looked, seen, open }, eye);
}

/** One number for each pair of solid and face. */
function surfaceIds({ solid, face }: Hits): Int32Array {
  const ids = new Int32Array(solid.length);
  for (let pixel = 0; pixel < ids.length; pixel++) ids[pixel] = solid[pixel] * 8 + face[pixel];
  return ids;
}

/** [pixels] 1 where light is looked for: black fields, and white ones without a black neighbour on the same surface. */
function lookedFrom({ width, height }: Hits, surface: Int32Array): Uint8Array {
  const looked = new Uint8Array(surface.length);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const own = surface[pixel];
      if (
        ((u + v) & 1) === 0 ||
        !(
          (u > 0 && surface[pixel - 1] === own) ||
          (u + 1 < width && surface[pixel + 1] === own) ||
          (v > 0 && surface[pixel - width] === own) ||
          (v + 1 < height && surface[pixel + width] === own)
        )
      )
        looked[pixel] = 1;
    }
  return looked;
}

/** [pixels] Σ 16^l over the lights l that the pixel's surface sees, of the pixels looked from. */
function seenLights(
  { count: lightCount, centre, edges, radius, instance }: CompiledLights,
  scene: CompiledScene,
  { width, height }: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  looked: Uint8Array,
): Int32Array {
  const seen = new Int32Array(width * height);
  const list = new Int32Array(scene.count);
  const ray = new Float64Array(7);
  const local = new Float64Array(7);
  for (let light = 0; light < lightCount; light++) {
    const one = 1 << (4 * light);
    const at = centre.subarray(light * 3, light * 3 + 3);
    const sides = edges.subarray(light * 6, light * 6 + 6);
    for (let row = 0; row < tiles.rows; row++)
      for (let column = 0; column < tiles.columns; column++) {
        const tile = row * tiles.columns + column;
        const count = between(scene, at, radius[light], tiles, tile, instance[light], list);
        if (count < 0) continue;
        const right = Math.min(width, (column + 1) * tileSize);
        const bottom = Math.min(height, (row + 1) * tileSize);
        for (let v = row * tileSize; v < bottom; v++)
          for (let u = column * tileSize; u < right; u++) {
            const pixel = v * width + u;
            if (looked[pixel] === 0) continue;
            if (count === 0) {
              seen[pixel] += one;
              continue;
            }
            const p = pixel * 3;
            const nx = normal[p];
            const ny = normal[p + 1];
            const nz = normal[p + 2];
            ray[0] = position[p] + 2e-3 * nx;
            ray[1] = position[p + 1] + 2e-3 * ny;
            ray[2] = position[p + 2] + 2e-3 * nz;
            // The 16 points of the light in an order in which neighbours look at different sides of it.
            const i = ((u & 3) + 0.5) / 2 - 1;
            const j = (((v + 2 * (u >> 1)) & 3) + 0.5) / 2 - 1;
            for (let k = 0; k < 3; k++) ray[3 + k] = at[k] + i * sides[k] + j * sides[3 + k] - ray[k];
            const above = ray[3] * nx + ray[4] * ny + ray[5] * nz;
            if (above > 0 && !blocked(scene, list, count, ray, local)) seen[pixel] += one;
          }
      }
  }
  return seen;
}

/** Whether a solid of the list stands between a ray's origin and its end at parameter 1. */
function blocked(scene: CompiledScene, list: Int32Array, count: number, ray: RayBuffer, local: RayBuffer): boolean {
  for (let k = 0; k < count; k++) {
    const i = list[k];
    if (enterFromWorld(scene, i, ray, local) < 0 || local[6] >= 1) continue;
    // Bring the one that blocked to the front: the next pixel is likely in its shadow as well.
    list[k] = list[0];
    list[0] = i;
    return true;
  }
  return false;
}

/** How far along the normal the surroundings are felt, metres, and how much of the indirect light they can take. */
const feeler = 0.3;
const darkening = 0.85;

/** [pixels] share of the indirect light that reaches a surface past walls and things close before it. */
function openness(
  scene: CompiledScene,
  { width, height, solid }: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  looked: Uint8Array,
): Float32Array {
  const { low, high } = scene;
  const open = new Float32Array(width * height);
  const list = new Int32Array(scene.count);
  const probe = new Float64Array(4);
  const felt = new Float64Array(4);
  for (let row = 0; row < tiles.rows; row++)
    for (let column = 0; column < tiles.columns; column++) {
      const tile = row * tiles.columns + column;
      const right = Math.min(width, (column + 1) * tileSize);
      const bottom = Math.min(height, (row + 1) * tileSize);
      // Where the tile shows one flat face, all ends of feelers lie on one side of it.
      for (let k = 0; k < 3; k++) felt[k] = tiles.spheres[tile * 4 + k] + feeler * tiles.normals[tile * 3 + k];
      felt[3] = tiles.spheres[tile * 4 + 3];
      const flat =
        felt[0] !== tiles.spheres[tile * 4] ||
        felt[1] !== tiles.spheres[tile * 4 + 1] ||
        felt[2] !== tiles.spheres[tile * 4 + 2];
      const count = nearby(scene, felt, flat ? feeler : 2 * feeler, list);
      for (let v = row * tileSize; v < bottom; v++)
        for (let u = column * tileSize; u < right; u++) {
          const pixel = v * width + u;
          if (looked[pixel] === 0) continue;
          for (let k = 0; k < 3; k++) probe[k] = position[pixel * 3 + k] + feeler * normal[pixel * 3 + k];
          probe[3] = Math.min(
            feeler,
            probe[0] - low[0],
            high[0] - probe[0],
            probe[1] - low[1],
            high[1] - probe[1],
            probe[2] - low[2],
            high[2] - probe[2],
          );
          for (let k = 0; k < count; k++) if (list[k] !== solid[pixel]) approach(scene, list[k], probe);
          const closed = 1 - (probe[3] > 0 ? probe[3] / feeler : 0);
          open[pixel] = 1 - darkening * closed * closed;
        }
    }
  return open;
}

/** What each pixel's surroundings let through. */
interface Seen {
  surface: Int32Array;
  looked: Uint8Array;
  seen: Int32Array;
  open: Float32Array;
}

/** Adds up all light: averages what the pixels of the same surface around saw, then each light by its geometry. */
function gather(
  ambient: Float64Array,
  lights: CompiledLights,
  { gloss }: CompiledMaterials,
  { width, height }: Hits,
  { position, normal, instance }: Surfaces,
  { surface, looked, seen, open }: Seen,
  eye: Float64Array,
): Irradiance {
  const { count: lightCount, centre, colour, facing, oriented, softening } = lights;
  const diffuse = new Float32Array(width * height * 3);
  const highlight = new Float32Array(width * height * 3);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const p = pixel * 3;
      const own = surface[pixel];
      // A white field looks for itself only when it stands alone.
      const alone = ((u + v) & 1) === 1 && looked[pixel] === 1;
      let count = alone ? 1 : 0;
      let seenSum = alone ? seen[pixel] : 0;
      let openSum = alone ? open[pixel] : 0;
      const bottom = v + 2 < height ? v + 2 : height - 1;
      const right = u + 2 < width ? u + 2 : width - 1;
      for (let y = v > 0 ? v - 1 : 0; y <= bottom; y++) {
        const left = u > 0 ? u - 1 : 0;
        for (let x = left + ((left + y) & 1); x <= right; x += 2) {
          const other = y * width + x;
          if (surface[other] !== own) continue;
          seenSum += seen[other];
          openSum += open[other];
          count++;
        }
      }
      const nx = normal[p];
      const ny = normal[p + 1];
      const nz = normal[p + 2];
      const indirect = openSum / count;
      const up = 0.5 + 0.5 * nz;
      for (let k = 0; k < 3; k++) diffuse[p + k] = indirect * (up * ambient[k] + (1 - up) * ambient[3 + k]);
      if (seenSum === 0) continue;
      const power = gloss[instance[pixel]];
      let ex = eye[0] - position[p];
      let ey = eye[1] - position[p + 1];
      let ez = eye[2] - position[p + 2];
      if (power > 0) {
        const nearness = 1 / Math.sqrt(ex * ex + ey * ey + ez * ez);
        ex *= nearness;
        ey *= nearness;
        ez *= nearness;
      }
      for (let light = 0; light < lightCount; light++) {
        const share = ((seenSum >> (4 * light)) & 15) / count;
        if (share === 0) continue;
        const at = light * 3;
        let dx = centre[at] - position[p];
        let dy = centre[at + 1] - position[p + 1];
        let dz = centre[at + 2] - position[p + 2];
        const square = dx * dx + dy * dy + dz * dz;
        const nearness = 1 / Math.sqrt(square);
        dx *= nearness;
        dy *= nearness;
        dz *= nearness;
        const cosine = dx * nx + dy * ny + dz * nz;
        if (cosine <= 0) continue;
        // A window sends by the cosine of its own, a lamp evenly.
        const emitted = oriented[light] === 0 ? 1 : -(facing[at] * dx + facing[at + 1] * dy + facing[at + 2] * dz);
        if (emitted <= 0) continue;
        const arriving = (share * emitted) / (square + softening[light]);
        const direct = arriving * cosine;
        diffuse[p] += colour[at] * direct;
        diffuse[p + 1] += colour[at + 1] * direct;
        diffuse[p + 2] += colour[at + 2] * direct;
        if (power === 0) continue;
        const hx = dx + ex;
        const hy = dy + ey;
        const hz = dz + ez;
        // Cosine between the normal and the bisector of the directions to light and eye.
        let mirror = (hx * nx + hy * ny + hz * nz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        for (let square = 0; square < power; square++) mirror *= mirror;
        mirror *= arriving;
        highlight[p] += colour[at] * mirror;
        highlight[p + 1] += colour[at + 1] * mirror;
        highlight[p + 2] += colour[at + 2] * mirror;
      }
    }
  return { diffuse, highlight };
}
