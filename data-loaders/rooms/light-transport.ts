import type { CompiledScene } from './compiled-scene.js';
import { approach } from './distance.js';
import { enterFromWorld, type Hits, type RayBuffer } from './ray-caster.js';
import type { Luminaire, RoomScene, Vector } from './scene.js';
import type { Surfaces } from './surface.js';
import { between, nearby, tileSize, tilesOf, type Tiles } from './tiles.js';

/** Light that falls on every pixel's surface. */
export interface Irradiance {
  /** [pixels, 3] linear RGB, direct and indirect. */
  diffuse: Float32Array;
  /** [pixels, 3] what a coat of strength 1 reflects towards the camera. */
  highlight: Float32Array;
}

/** One light that is on. */
interface Source {
  luminaire: Luminaire;
  colour: Vector;
  /** Radius of the sphere around it, and the square below which it no longer grows brighter when approached. */
  radius: number;
  softening: number;
}

/** Lights of which shadows are cast: four bits for each count pixels in an integer of 32. */
const most = 7;

function sourcesOf({ luminaires, lighting }: RoomScene): Source[] {
  return luminaires
    .map((luminaire): Source => {
      const square = luminaire.edges.reduce((sum, [x, y, z]) => sum + x * x + y * y + z * z, 0);
      return { luminaire, colour: lighting[luminaire.kind], radius: Math.sqrt(square), softening: square + 0.05 };
    })
    .filter(({ colour }) => colour[0] + colour[1] + colour[2] > 0)
    .slice(0, most);
}

/**
 * Light received by what each pixel sees: lights with soft shadows, and indirect light darkened in corners.
 *
 * Shadows and corners are looked at from every other pixel, like the black fields of a chess board, each towards one of
 * 16 points of a light; the 4×4 pixels around that show the same surface are averaged.
 */
export function irradianceOf(
  room: RoomScene,
  scene: CompiledScene,
  hits: Hits,
  surfaces: Surfaces,
  eye: Vector,
): Irradiance {
  const pixels = hits.width * hits.height;
  const diffuse = new Float32Array(pixels * 3);
  const highlight = new Float32Array(pixels * 3);
  const sources = sourcesOf(room);
  const tiles = tilesOf(hits, surfaces);
  const surface = surfaceIds(hits);
  const looked = lookedFrom(hits, surface);
  const seen = seenLights(sources, scene, hits, surfaces, tiles, looked);
  const open = openness(room, scene, hits, surfaces, tiles, looked);
  gather(room, sources, hits, surfaces, surface, looked, seen, open, eye, diffuse, highlight);
  return { diffuse, highlight };
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
  sources: readonly Source[],
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
  sources.forEach(({ luminaire: { centre, edges, instance }, radius }, index) => {
    const one = 1 << (4 * index);
    const [edgeX, edgeY] = edges;
    for (let row = 0; row < tiles.rows; row++)
      for (let column = 0; column < tiles.columns; column++) {
        const at = (row * tiles.columns + column) * 4;
        const count = between(scene, centre, radius, tiles.spheres, at, instance, list);
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
            for (let k = 0; k < 3; k++) ray[3 + k] = centre[k] + i * edgeX[k] + j * edgeY[k] - ray[k];
            const above = ray[3] * nx + ray[4] * ny + ray[5] * nz;
            if (above > 0 && !blocked(scene, list, count, ray, local)) seen[pixel] += one;
          }
      }
  });
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

/** Distances along the normal at which the surroundings are felt, and how much each darkens. */
const feelers = [0.36, 0.12];
const weights = [0.45, 0.55];

/** [pixels] share of the indirect light that reaches a surface past walls and things close before it. */
function openness(
  { low, high }: RoomScene,
  scene: CompiledScene,
  { width, height, solid }: Hits,
  { position, normal }: Surfaces,
  tiles: Tiles,
  looked: Uint8Array,
): Float32Array {
  const open = new Float32Array(width * height);
  const list = new Int32Array(scene.count);
  const probe = new Float64Array(4);
  const felt = new Float64Array(4);
  for (let row = 0; row < tiles.rows; row++)
    for (let column = 0; column < tiles.columns; column++) {
      const at = (row * tiles.columns + column) * 4;
      const right = Math.min(width, (column + 1) * tileSize);
      const bottom = Math.min(height, (row + 1) * tileSize);
      // Where the tile shows one flat face, its feelers' ends all lie on one side of it.
      const middle = (row * tileSize * width + column * tileSize) * 3;
      const flat = isFlat(normal, width, column * tileSize, right, row * tileSize, bottom);
      for (let k = 0; k < 3; k++) felt[k] = tiles.spheres[at + k] + (flat ? feelers[0] * normal[middle + k] : 0);
      felt[3] = tiles.spheres[at + 3];
      const count = nearby(scene, felt, flat ? feelers[0] : 2 * feelers[0], list);
      for (let v = row * tileSize; v < bottom; v++)
        for (let u = column * tileSize; u < right; u++) {
          const pixel = v * width + u;
          if (looked[pixel] === 0) continue;
          let share = 1;
          for (let feeler = 0; feeler < 2; feeler++) {
            const length = feelers[feeler];
            for (let k = 0; k < 3; k++) probe[k] = position[pixel * 3 + k] + length * normal[pixel * 3 + k];
            probe[3] = Math.min(
              length,
              probe[0] - low[0],
              high[0] - probe[0],
              probe[1] - low[1],
              high[1] - probe[1],
              probe[2] - low[2],
              high[2] - probe[2],
            );
            for (let k = 0; k < count; k++) if (list[k] !== solid[pixel]) approach(scene, list[k], probe);
            share -= weights[feeler] * (1 - Math.max(probe[3], 0) / length);
          }
          open[pixel] = share;
        }
    }
  return open;
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

/** Adds up all light: averages what the pixels of the same surface around saw, then each light by its geometry. */
function gather(
  { instances, lighting: { ambientAbove, ambientBelow } }: RoomScene,
  sources: readonly Source[],
  { width, height }: Hits,
  { position, normal, instance }: Surfaces,
  surface: Int32Array,
  looked: Uint8Array,
  seen: Int32Array,
  open: Float32Array,
  eye: Vector,
  diffuse: Float32Array,
  highlight: Float32Array,
): void {
  const gloss = Uint8Array.from(instances, ({ material }) => material.gloss);
  // Of each light: centre, colour, direction, softening.
  const packed = Float64Array.from(
    sources.flatMap(({ luminaire: { centre, facing }, colour, softening }) => [
      ...centre,
      ...colour,
      ...(facing ?? [0, 0, 0]),
      softening,
    ]),
  );
  const oriented = sources.map(({ luminaire }) => luminaire.facing !== undefined);
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
      for (let k = 0; k < 3; k++) diffuse[p + k] = indirect * (up * ambientAbove[k] + (1 - up) * ambientBelow[k]);
      if (seenSum === 0) continue;
      let ex = eye[0] - position[p];
      let ey = eye[1] - position[p + 1];
      let ez = eye[2] - position[p + 2];
      const away = Math.sqrt(ex * ex + ey * ey + ez * ez);
      ex /= away;
      ey /= away;
      ez /= away;
      for (let b = 0; b < sources.length; b++) {
        const share = ((seenSum >> (4 * b)) & 15) / count;
        if (share === 0) continue;
        const at = b * 10;
        let dx = packed[at] - position[p];
        let dy = packed[at + 1] - position[p + 1];
        let dz = packed[at + 2] - position[p + 2];
        const square = dx * dx + dy * dy + dz * dz;
        const distance = Math.sqrt(square);
        dx /= distance;
        dy /= distance;
        dz /= distance;
        const cosine = dx * nx + dy * ny + dz * nz;
        if (cosine <= 0) continue;
        const facing = packed[at + 6] * dx + packed[at + 7] * dy + packed[at + 8] * dz;
        // A window sends by the cosine of its own; other lights, whose direction is (0, 0, 0), the same everywhere.
        const emitted = oriented[b] ? -facing : 1;
        if (emitted <= 0) continue;
        const arriving = (share * emitted) / (square + packed[at + 9]);
        const hx = dx + ex;
        const hy = dy + ey;
        const hz = dz + ez;
        // Cosine between the normal and the bisector of the directions to light and eye.
        let mirror = (hx * nx + hy * ny + hz * nz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        for (let power = gloss[instance[pixel]]; power > 0; power--) mirror *= mirror;
        for (let k = 0; k < 3; k++) {
          diffuse[p + k] += packed[at + 3 + k] * arriving * cosine;
          highlight[p + k] += packed[at + 3 + k] * arriving * mirror;
        }
      }
    }
}
