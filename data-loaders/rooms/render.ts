import type { Camera } from '../sample.js';
import { srgbByRoot, srgbSteps } from './colour.js';
import { compileLights } from './compiled-lights.js';
import { compileMaterials, type CompiledMaterials } from './compiled-materials.js';
import { compileScene, glowKinds, type CompiledScene } from './compiled-scene.js';
import { irradianceOf } from './light-transport.js';
import { cameraRays, castRays, enterFromWorld, exitFace, type Hits, type RayBuffer, type Rays } from './ray-caster.js';
import type { Lighting, RoomScene, View } from './scene.js';
import { developColour, senseDepth } from './sensor.js';
import { surfacesOf, type Surfaces } from './surface.js';
import { texture } from './textures.js';
import { cameraOf } from './views.js';

/** One rendered view; rasters as in `Sample`. */
export interface Frame {
  camera: Camera;
  rgb: Uint8Array;
  /** Metres in millimetre steps, 0 where the sensor sees nothing. */
  depth: Float32Array;
  /** [pixels, 3] unit normals in the camera frame in steps of 1/127. */
  normals: Int8Array;
  albedo: Uint8Array;
  /** Instance id: index in the scene's instances + 1. */
  instances: Uint8Array;
}

/** Light that a glowing surface sends, as a multiple of what its luminaire is set to. */
const brightness = { daylight: 0.34, ceiling: 0.9, lamp: 2.2 } as const;

/** Renders view `index` of a scene. */
export function renderView(
  room: RoomScene,
  index: number,
  width: number,
  height: number,
  compiled = compileScene(room),
): Frame {
  const view = room.views[index];
  const pose = Float64Array.from(view.worldFromCamera);
  const materials = compileMaterials(room);
  const camera = cameraOf(view, width, height);
  const rays = cameraRays(camera, pose);
  const hits = castRays(compiled, camera, pose);
  const surfaces = surfacesOf(compiled, rays, hits);
  const reflected = reflectanceOf(materials, surfaces);
  const lights = compileLights(room);
  const { diffuse, highlight } = irradianceOf(room.lighting, lights, materials, compiled, hits, surfaces, rays.eye);
  const radiance = reflectedLight(reflected, diffuse, highlight, materials, surfaces);
  addGlow(radiance, room.lighting, compiled, hits);
  const smooth = smoothEdges(compiled, rays, hits, radiance);
  return {
    camera,
    rgb: developColour(smooth, diffuse, width, height, view),
    depth: senseView(compiled, materials, view, camera, hits, surfaces, reflected, rays),
    normals: cameraNormals(surfaces, pose),
    albedo: albedoOf(reflected),
    instances: instanceIds(surfaces),
  };
}

function albedoOf(reflected: Float32Array): Uint8Array {
  const encoded = srgbByRoot();
  const albedo = new Uint8Array(reflected.length);
  // The integer part after adding a half rounds numbers above 0, faster than Math.round.
  for (let i = 0; i < albedo.length; i++) {
    const value = reflected[i];
    albedo[i] = encoded[(srgbSteps * Math.sqrt(value < 1 ? value : 1) + 0.5) | 0];
  }
  return albedo;
}

function instanceIds({ instance }: Surfaces): Uint8Array {
  const ids = new Uint8Array(instance.length);
  for (let pixel = 0; pixel < ids.length; pixel++) ids[pixel] = instance[pixel] + 1;
  return ids;
}

/** [pixels, 3] linear reflectance: base colour and filtered texture. */
function reflectanceOf(materials: CompiledMaterials, { instance, coordinates }: Surfaces): Float32Array {
  const { kind, direction, phase, contrast, colour } = materials;
  const reflected = new Float32Array(instance.length * 3);
  for (let pixel = 0; pixel < instance.length; pixel++) {
    const own = instance[pixel];
    let factor = 1;
    if (kind[own] !== 0) {
      // Surface coordinates and their change over a pixel, in cycles, turned into the texture's direction.
      const c = direction[own * 2];
      const s = direction[own * 2 + 1];
      const at = pixel * 6;
      const a = coordinates[at];
      const b = coordinates[at + 1];
      const alongWidth =
        Math.abs(c * coordinates[at + 2] + s * coordinates[at + 3]) +
        Math.abs(c * coordinates[at + 4] + s * coordinates[at + 5]);
      const acrossWidth =
        Math.abs(c * coordinates[at + 3] - s * coordinates[at + 2]) +
        Math.abs(c * coordinates[at + 5] - s * coordinates[at + 4]);
      const along = c * a + s * b + phase[own * 2];
      const across = c * b - s * a + phase[own * 2 + 1];
      factor += contrast[own] * texture(kind[own], along, across, alongWidth, acrossWidth);
    }
    for (let k = 0; k < 3; k++) reflected[pixel * 3 + k] = colour[own * 3 + k] * factor;
  }
  return reflected;
}

/** [pixels, 3] light that surfaces send to the camera: scattered by their colour and mirrored by their coat. */
function reflectedLight(
  reflected: Float32Array,
  diffuse: Float32Array,
  highlight: Float32Array,
  { specular }: CompiledMaterials,
  { instance }: Surfaces,
): Float32Array {
  const radiance = new Float32Array(reflected.length);
  for (let pixel = 0; pixel < instance.length; pixel++) {
    const coat = 4 * specular[instance[pixel]];
    for (let p = pixel * 3; p < pixel * 3 + 3; p++) radiance[p] = reflected[p] * diffuse[p] + coat * highlight[p];
  }
  return radiance;
}

/** Adds the light that window panes and lamp shades send by themselves. */
function addGlow(radiance: Float32Array, lighting: Lighting, { glow }: CompiledScene, { solid }: Hits): void {
  const sent = Float64Array.from(glowKinds.flatMap((kind) => lighting[kind].map((power) => brightness[kind] * power)));
  for (let pixel = 0; pixel < solid.length; pixel++) {
    if (solid[pixel] < 0 || glow[solid[pixel]] === 0) continue;
    const kind = glow[solid[pixel]] - 1;
    for (let k = 0; k < 3; k++) radiance[pixel * 3 + k] += sent[kind * 3 + k];
  }
}

/** Offsets of the four rays that decide a pixel at an edge, in pixels. */
const subsamples = [-0.125, -0.375, 0.375, -0.125, -0.375, 0.125, 0.125, 0.375];

/** Whether any of the four neighbours shows another surface. */
function isEdge({ width, height, solid, face }: Hits, u: number, v: number): boolean {
  const pixel = v * width + u;
  const ownSolid = solid[pixel];
  const ownFace = face[pixel];
  return (
    (u > 0 && (solid[pixel - 1] !== ownSolid || face[pixel - 1] !== ownFace)) ||
    (u + 1 < width && (solid[pixel + 1] !== ownSolid || face[pixel + 1] !== ownFace)) ||
    (v > 0 && (solid[pixel - width] !== ownSolid || face[pixel - width] !== ownFace)) ||
    (v + 1 < height && (solid[pixel + width] !== ownSolid || face[pixel + width] !== ownFace))
  );
}

/** Antialiasing: pixels at edges become the mean of the surfaces that four rays through them meet nearby. */
function smoothEdges(scene: CompiledScene, rays: Rays, hits: Hits, radiance: Float32Array): Float32Array {
  const { width, height, solid } = hits;
  const smooth = radiance.slice();
  // The pixels around an edge pixel, itself first, and the solids that they show.
  const around = new Int32Array(9);
  const shown = new Int32Array(9);
  const ray = new Float64Array(7);
  const local = new Float64Array(7);
  ray.set(rays.eye);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      if (!isEdge(hits, u, v)) continue;
      const pixel = v * width + u;
      let count = 0;
      around[count++] = pixel;
      for (let y = Math.max(v - 1, 0); y <= Math.min(v + 1, height - 1); y++)
        for (let x = Math.max(u - 1, 0); x <= Math.min(u + 1, width - 1); x++)
          if (x !== u || y !== v) around[count++] = y * width + x;
      let solids = 0;
      let bare = false;
      for (let k = 0; k < count; k++) {
        const i = solid[around[k]];
        if (i < 0) bare = true;
        let known = i < 0;
        for (let j = 0; j < solids && !known; j++) known = shown[j] === i;
        if (!known) shown[solids++] = i;
      }
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < 8; sample += 2) {
        const x = u + 0.5 + subsamples[sample];
        const y = v + 0.5 + subsamples[sample + 1];
        for (let k = 0; k < 3; k++) ray[3 + k] = rays.corner[k] + x * rays.perColumn[k] + y * rays.perRow[k];
        const met = meets(scene, hits, around, count, shown, solids, bare, ray, local);
        red += radiance[met * 3];
        green += radiance[met * 3 + 1];
        blue += radiance[met * 3 + 2];
      }
      smooth[pixel * 3] = red / 4;
      smooth[pixel * 3 + 1] = green / 4;
      smooth[pixel * 3 + 2] = blue / 4;
    }
  return smooth;
}

/** Which of `count` pixels shows what a ray meets among `solids` solids and the `bare` room; the first if none does. */
function meets(
  scene: CompiledScene,
  { solid, face }: Hits,
  around: Int32Array,
  count: number,
  shown: Int32Array,
  solids: number,
  bare: boolean,
  ray: RayBuffer,
  local: RayBuffer,
): number {
  let best = Infinity;
  let bestSolid = -1;
  let bestFace = bare ? exitFace(scene, ray) : -1;
  for (let k = 0; k < solids; k++) {
    const met = enterFromWorld(scene, shown[k], ray, local);
    if (met < 0 || local[6] >= best) continue;
    best = local[6];
    bestSolid = shown[k];
    bestFace = met;
  }
  let alike = -1;
  for (let k = 0; k < count; k++) {
    const other = around[k];
    if (solid[other] !== bestSolid) continue;
    if (face[other] === bestFace) return other;
    if (alike < 0) alike = other;
  }
  return alike < 0 ? around[0] : alike;
}

function senseView(
  { glow }: CompiledScene,
  materials: CompiledMaterials,
  view: View,
  camera: Camera,
  { width, height, depth, solid }: Hits,
  { instance, normal, position }: Surfaces,
  reflected: Float32Array,
  { eye }: Rays,
): Float32Array {
  const pixels = width * height;
  const facing = new Float32Array(pixels);
  const lightness = new Float32Array(pixels);
  const specular = new Float32Array(pixels);
  const glass = new Uint8Array(pixels);
  const pane = 1 + glowKinds.indexOf('daylight');
  for (let pixel = 0; pixel < pixels; pixel++) {
    const p = pixel * 3;
    const x = eye[0] - position[p];
    const y = eye[1] - position[p + 1];
    const z = eye[2] - position[p + 2];
    const distance = Math.sqrt(x * x + y * y + z * z);
    facing[pixel] = (x * normal[p] + y * normal[p + 1] + z * normal[p + 2]) / distance;
    lightness[pixel] = 0.2126 * reflected[p] + 0.7152 * reflected[p + 1] + 0.0722 * reflected[p + 2];
    specular[pixel] = materials.specular[instance[pixel]];
    if (solid[pixel] >= 0 && glow[solid[pixel]] === pane) glass[pixel] = 1;
  }
  return senseDepth(
    { width, height, depth, facing, reflectance: lightness, specular, glass, focalPixels: camera.fx },
    view.noiseSeed,
  );
}

/** World normals in the camera's frame, in steps of 1/127. */
function cameraNormals({ normal }: Surfaces, m: Float64Array): Int8Array {
  const normals = new Int8Array(normal.length);
  for (let p = 0; p < normal.length; p += 3) {
    const x = normal[p];
    const y = normal[p + 1];
    const z = normal[p + 2];
    for (let k = 0; k < 3; k++) normals[p + k] = Math.round(127 * (m[k] * x + m[4 + k] * y + m[8 + k] * z));
  }
  return normals;
}
