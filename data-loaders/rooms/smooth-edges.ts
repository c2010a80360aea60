import type { CompiledScene } from './compiled-scene.js';
import { enter, exitFace, type Hits, type RayBuffer, type Rays } from './ray-caster.js';

/** Offsets of the four rays that decide a pixel at an edge, in pixels. */
const subsamples = [-0.125, -0.375, 0.375, -0.125, -0.375, 0.125, 0.125, 0.375];

/** What the pixels around one at an edge show. */
interface Neighbourhood {
  /** The first `count` pixels, the one at the edge first, and their surfaces. */
  count: number;
  pixel: Int32Array;
  surface: Int32Array;
  /** The different solids among them, and whether the bare room is. */
  solids: number;
  solid: Int32Array;
  bare: boolean;
}

/**
 * Antialiasing: pixels at edges become the mean of the surfaces that four rays through them meet nearby.
 *
 * @param surface [pixels] one number for each pair of solid and face
 * @param radiance [pixels, 3]
 */
export function smoothEdges(
  scene: CompiledScene,
  rays: Rays,
  hits: Hits,
  surface: Int32Array,
  radiance: Float32Array,
): Float32Array {
  const { width, height } = hits;
  const { corner, perColumn, perRow } = rays;
  const smooth = radiance.slice();
  const eye = eyeBySolid(scene, rays.eye);
  const around: Neighbourhood = {
    count: 0,
    pixel: new Int32Array(9),
    surface: new Int32Array(9),
    solids: 0,
    solid: new Int32Array(9),
    bare: false,
  };
  const ray = new Float64Array(7);
  const local = new Float64Array(7);
  ray.set(rays.eye);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      if (!isEdge(hits, surface, u, v)) continue;
      lookAround(hits, surface, u, v, around);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < 8; sample += 2) {
        const x = u + 0.5 + subsamples[sample];
        const y = v + 0.5 + subsamples[sample + 1];
        ray[3] = corner[0] + x * perColumn[0] + y * perRow[0];
        ray[4] = corner[1] + x * perColumn[1] + y * perRow[1];
        ray[5] = corner[2] + x * perColumn[2] + y * perRow[2];
        const met = meets(scene, eye, around, ray, local) * 3;
        red += radiance[met];
        green += radiance[met + 1];
        blue += radiance[met + 2];
      }
      const p = (v * width + u) * 3;
      smooth[p] = red / 4;
      smooth[p + 1] = green / 4;
      smooth[p + 2] = blue / 4;
    }
  return smooth;
}

/** Whether any of the four neighbours shows another surface. */
function isEdge({ width, height }: Hits, surface: Int32Array, u: number, v: number): boolean {
  const pixel = v * width + u;
  const own = surface[pixel];
  return (
    (u > 0 && surface[pixel - 1] !== own) ||
    (u + 1 < width && surface[pixel + 1] !== own) ||
    (v > 0 && surface[pixel - width] !== own) ||
    (v + 1 < height && surface[pixel + width] !== own)
  );
}

function lookAround(
  { width, height, solid }: Hits,
  surface: Int32Array,
  u: number,
  v: number,
  around: Neighbourhood,
): void {
  around.count = 0;
  around.solids = 0;
  around.bare = false;
  addPixel(v * width + u, solid, surface, around);
  const bottom = v + 1 < height ? v + 1 : v;
  const right = u + 1 < width ? u + 1 : u;
  for (let y = v > 0 ? v - 1 : v; y <= bottom; y++)
    for (let x = u > 0 ? u - 1 : u; x <= right; x++)
      if (x !== u || y !== v) addPixel(y * width + x, solid, surface, around);
}

function addPixel(pixel: number, solid: Int16Array, surface: Int32Array, around: Neighbourhood): void {
  around.pixel[around.count] = pixel;
  around.surface[around.count++] = surface[pixel];
  const shown = solid[pixel];
  if (shown < 0) {
    around.bare = true;
    return;
  }
  for (let k = 0; k < around.solids; k++) if (around.solid[k] === shown) return;
  around.solid[around.solids++] = shown;
}

/** Where an eye lies for every solid. */
interface EyeBySolid {
  /** [solids, 3] from the centre of the solid, in the world's axes and in the solid's own. */
  world: Float64Array;
  local: Float64Array;
  /** [solids] square of the distance from the centre less that of the solid's reach. */
  outside: Float64Array;
}

function eyeBySolid({ count, centre, axes, reach }: CompiledScene, eye: Float64Array): EyeBySolid {
  const by = {
    world: new Float64Array(count * 3),
    local: new Float64Array(count * 3),
    outside: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const x = eye[0] - centre[i * 3];
    const y = eye[1] - centre[i * 3 + 1];
    const z = eye[2] - centre[i * 3 + 2];
    by.world[i * 3] = x;
    by.world[i * 3 + 1] = y;
    by.world[i * 3 + 2] = z;
    by.outside[i] = x * x + y * y + z * z - reach[i] * reach[i];
    for (let axis = 0; axis < 3; axis++) {
      const a = i * 9 + axis * 3;
      by.local[i * 3 + axis] = axes[a] * x + axes[a + 1] * y + axes[a + 2] * z;
    }
  }
  return by;
}

/** Which of the pixels around shows what a ray from the eye meets; the first if none does. */
function meets(
  scene: CompiledScene,
  { world, local: eye, outside }: EyeBySolid,
  around: Neighbourhood,
  ray: RayBuffer,
  local: RayBuffer,
): number {
  const { axes, upright } = scene;
  const dx = ray[3];
  const dy = ray[4];
  const dz = ray[5];
  const length = dx * dx + dy * dy + dz * dz;
  let best = Infinity;
  let bestSolid = -1;
  let bestFace = around.bare ? exitFace(scene, ray) : -1;
  for (let k = 0; k < around.solids; k++) {
    const i = around.solid[k];
    const p = i * 3;
    // Most rays pass even the sphere around the solid: |e × d|² > (reach·|d|)².
    const along = world[p] * dx + world[p + 1] * dy + world[p + 2] * dz;
    if (outside[i] * length > along * along) continue;
    const a = i * 9;
    local[0] = eye[p];
    local[1] = eye[p + 1];
    local[2] = eye[p + 2];
    if (upright[i] === 1) {
      local[3] = axes[a] * dx + axes[a + 1] * dy;
      local[4] = axes[a + 3] * dx + axes[a + 4] * dy;
      local[5] = dz;
    } else
      for (let axis = 0; axis < 3; axis++) {
        const row = a + axis * 3;
        local[3 + axis] = axes[row] * dx + axes[row + 1] * dy + axes[row + 2] * dz;
      }
    const met = enter(scene, i, local);
    if (met < 0 || local[6] >= best) continue;
    best = local[6];
    bestSolid = i;
    bestFace = met;
  }
  const wanted = bestSolid * 8 + bestFace;
  let alike = -1;
  for (let k = 0; k < around.count; k++) {
    if (around.surface[k] === wanted) return around.pixel[k];
    if (alike < 0 && around.surface[k] >> 3 === bestSolid) alike = around.pixel[k];
  }
  return alike < 0 ? around.pixel[0] : alike;
}
