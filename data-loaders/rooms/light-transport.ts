import { openness } from './openness.js';
import type { Hits } from './ray-caster.js';
import type { CompiledLights } from './compiled-lights.js';
import type { CompiledMaterials } from './compiled-materials.js';
import type { CompiledRoom } from './compiled-room.js';
import type { Lighting } from './scene.js';
import { seenLights } from './shadows.js';
import type { Surfaces } from './surface.js';
import { tilesOf } from './tiles.js';

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
  { scene, materials, lights }: CompiledRoom,
  hits: Hits,
  surface: Int32Array,
  surfaces: Surfaces,
  eye: Float64Array,
): Irradiance {
  const tiles = tilesOf(hits, surfaces);
  const looked = lookedFrom(hits, surface);
  const seen = sumAround(hits, surface, looked, {
    lights: seenLights(lights, scene, hits, surfaces, tiles, looked),
    open: openness(scene, hits, surfaces, tiles, looked),
  });
  const ambient = Float64Array.of(...ambientAbove, ...ambientBelow);
  return gather(ambient, lights, materials, surfaces, seen, eye);
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

/** What pixels saw: of the single pixel, or summed over `count` pixels around it. */
interface Seen {
  /** [pixels] Σ 16^l over the lights l seen: four bits each count them. */
  lights: Int32Array;
  /** [pixels] share of the indirect light that arrives. */
  open: Float32Array | Float64Array;
}

/**
 * Sums what was seen over the pixels looked from that show the same surface, of the 4×4 from one to the left and above
 * to two to the right and below.
 *
 * The sums are exact whatever their order: `open` has 24 bits and lies between 1/8 and 1.
 */
function sumAround(
  { width, height }: Hits,
  surface: Int32Array,
  looked: Uint8Array,
  { lights, open }: Seen,
): Seen & { count: Uint8Array } {
  const pixels = surface.length;
  const pairs = pairsOf(surface, lights, open);
  const sums = { lights: new Int32Array(pixels), open: new Float64Array(pixels), count: new Uint8Array(pixels) };
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const own = surface[pixel];
      if (u > 0 && u + 2 < width && v > 0 && v + 2 < height) {
        // Eight pixels looked from in four pairs, two in rows that begin one column later than the others.
        const odd = (u + v) & 1;
        const a = pixel - width - 1 + odd;
        const b = pixel - odd;
        const c = a + 2 * width;
        const d = b + 2 * width;
        if (
          pairs.surface[a] === own &&
          pairs.surface[b] === own &&
          pairs.surface[c] === own &&
          pairs.surface[d] === own
        ) {
          sums.lights[pixel] = pairs.lights[a] + pairs.lights[b] + pairs.lights[c] + pairs.lights[d];
          sums.open[pixel] = pairs.open[a] + pairs.open[b] + pairs.open[c] + pairs.open[d];
          sums.count[pixel] = 8;
          continue;
        }
      }
      // A white field looks for itself only when it stands alone.
      const alone = ((u + v) & 1) === 1 && looked[pixel] === 1;
      let count = alone ? 1 : 0;
      let lightSum = alone ? lights[pixel] : 0;
      let openSum = alone ? open[pixel] : 0;
      const bottom = v + 2 < height ? v + 2 : height - 1;
      const right = u + 2 < width ? u + 2 : width - 1;
      for (let y = v > 0 ? v - 1 : 0; y <= bottom; y++) {
        const left = u > 0 ? u - 1 : 0;
        for (let x = left + ((left + y) & 1); x <= right; x += 2) {
          const other = y * width + x;
          if (surface[other] !== own) continue;
          lightSum += lights[other];
          openSum += open[other];
          count++;
        }
      }
      sums.lights[pixel] = lightSum;
      sums.open[pixel] = openSum;
      sums.count[pixel] = count;
    }
  return sums;
}

/** No surface: where the two pixels of a pair show different ones. */
const different = 0x7fffffff;

/** For every pixel, what it and the one two to its right saw together. */
function pairsOf(
  surface: Int32Array,
  lights: Int32Array,
  open: Float32Array | Float64Array,
): Seen & { surface: Int32Array } {
  const pixels = surface.length;
  const pairs = { lights: new Int32Array(pixels), open: new Float64Array(pixels), surface: new Int32Array(pixels) };
  for (let pixel = 0; pixel + 2 < pixels; pixel++) {
    pairs.surface[pixel] = surface[pixel] === surface[pixel + 2] ? surface[pixel] : different;
    pairs.lights[pixel] = lights[pixel] + lights[pixel + 2];
    pairs.open[pixel] = open[pixel] + open[pixel + 2];
  }
  return pairs;
}

/** Adds up all light: what the surroundings of each pixel saw of it, by the geometry of each light. */
function gather(
  ambient: Float64Array,
  lights: CompiledLights,
  { gloss }: CompiledMaterials,
  { position, normal, instance }: Surfaces,
  seen: Seen & { count: Uint8Array },
  eye: Float64Array,
): Irradiance {
  const { count: lightCount, centre, colour, facing, oriented, softening } = lights;
  const diffuse = new Float32Array(position.length);
  const highlight = new Float32Array(position.length);
  for (let pixel = 0; pixel < instance.length; pixel++) {
    const p = pixel * 3;
    const nx = normal[p];
    const ny = normal[p + 1];
    const nz = normal[p + 2];
    const count = seen.count[pixel];
    const indirect = seen.open[pixel] / count;
    const up = 0.5 + 0.5 * nz;
    for (let k = 0; k < 3; k++) diffuse[p + k] = indirect * (up * ambient[k] + (1 - up) * ambient[3 + k]);
    const lightSum = seen.lights[pixel];
    if (lightSum === 0) continue;
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
      const share = ((lightSum >> (4 * light)) & 15) / count;
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
