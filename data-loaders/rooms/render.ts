import type { Camera } from '../sample.js';
import { srgbByRoot, srgbSteps } from './colour.js';
import type { CompiledMaterials } from './compiled-materials.js';
import { compileRoom } from './compiled-room.js';
import { glowKinds, type CompiledScene } from './compiled-scene.js';
import { irradianceOf } from './light-transport.js';
import { cameraRays, castRays, surfaceIds, type Hits, type Rays } from './ray-caster.js';
import type { Lighting, RoomScene, View } from './scene.js';
import { smoothEdges } from './smooth-edges.js';
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
  compiled = compileRoom(room),
): Frame {
  const { scene, materials } = compiled;
  const view = room.views[index];
  const pose = Float64Array.from(view.worldFromCamera);
  const camera = cameraOf(view, width, height);
  const rays = cameraRays(camera, pose);
  const hits = castRays(scene, camera, pose);
  const surface = surfaceIds(hits);
  const surfaces = surfacesOf(scene, rays, hits);
  const reflected = reflectanceOf(materials, surfaces);
  const { diffuse, highlight } = irradianceOf(room.lighting, compiled, hits, surface, surfaces, rays.eye);
  const radiance = reflectedLight(reflected, diffuse, highlight, materials, surfaces);
  addGlow(radiance, room.lighting, scene, hits);
  const smooth = smoothEdges(scene, rays, hits, surface, radiance);
  return {
    camera,
    rgb: developColour(smooth, diffuse, width, height, view),
    depth: senseView(scene, materials, view, camera, hits, surfaces, reflected, rays),
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
    if (p > 0 && x === normal[p - 3] && y === normal[p - 2] && z === normal[p - 1]) {
      // Most pixels lie on the same flat face as the one before.
      normals[p] = normals[p - 3];
      normals[p + 1] = normals[p - 2];
      normals[p + 2] = normals[p - 1];
    } else for (let k = 0; k < 3; k++) normals[p + k] = Math.round(127 * (m[k] * x + m[4 + k] * y + m[8 + k] * z));
  }
  return normals;
}
