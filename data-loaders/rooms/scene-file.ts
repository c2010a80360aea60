import type { Camera, Material } from '../sample.js';
import type { Frame } from './render.js';
import type { RoomScene } from './scene.js';
import { classId, roomTextureKinds } from './vocabulary.js';

/** A rendered scene: all views, and what their instances are. */
export interface RenderedScene {
  frames: RenderedFrame[];
  /** Class id and material of each instance id (index 0 unused). */
  classes: number[];
  materials: (Material | undefined)[];
}

export interface RenderedFrame extends Frame {
  worldFromCamera: number[];
  overlap: number;
}

/** A scene as it comes out of a block of bytes, of which its rasters are views. */
export interface StoredScene extends Omit<RenderedScene, 'frames'> {
  frames: StoredFrame[];
}

export interface StoredFrame extends Omit<RenderedFrame, 'depth'> {
  /** [pixels] depth in millimetres, two bytes each, low one first. */
  millimetres: Uint8Array;
}

interface Header {
  width: number;
  height: number;
  frames: { camera: Camera; worldFromCamera: number[]; overlap: number }[];
  classes: number[];
  materials: (Material | null)[];
}

/** Class ids by instance id. */
export function classesOf({ instances }: RoomScene): number[] {
  return [0, ...instances.map((instance) => classId[instance.class])];
}

/** Materials by instance id, as a `Sample` carries them. */
export function materialsOf({ instances }: RoomScene): (Material | undefined)[] {
  return [
    undefined,
    ...instances.map(({ material: { kind, frequency, orientation, colour } }) => ({
      kind: roomTextureKinds.indexOf(kind),
      frequency,
      orientation,
      colour,
    })),
  ];
}

/** Bytes of a scene's rasters per pixel: colour 3, albedo 3, normals 3, instance 1, depth in millimetres 2. */
const bytesPerPixel = 12;

/** A scene as one block of bytes: length of the header, header (JSON), rasters of each frame. Little-endian. */
export function encodeScene(scene: RenderedScene): Uint8Array {
  const { width, height } = scene.frames[0].camera;
  const header: Header = {
    width,
    height,
    frames: scene.frames.map(({ camera, worldFromCamera, overlap }) => ({ camera, worldFromCamera, overlap })),
    classes: scene.classes,
    materials: scene.materials.map((material) => material ?? null),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const pixels = width * height;
  const bytes = new Uint8Array(4 + text.length + scene.frames.length * pixels * bytesPerPixel);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  const put = (values: Uint8Array | Int8Array): void => {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  };
  for (const frame of scene.frames) {
    put(frame.rgb);
    put(frame.albedo);
    put(frame.normals);
    put(frame.instances);
    for (let pixel = 0; pixel < pixels; pixel++, at += 2) {
      const millimetres = (frame.depth[pixel] * 1000 + 0.5) | 0;
      bytes[at] = millimetres & 255;
      bytes[at + 1] = millimetres >> 8;
    }
  }
  return bytes;
}

/** The scene of a block of bytes that {@link encodeScene} made. */
export function decodeScene(bytes: Uint8Array): StoredScene {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let at = 4 + length;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, at))) as Header;
  const pixels = header.width * header.height;
  const take = (count: number): Uint8Array => bytes.subarray(at, (at += count));
  const frames = header.frames.map((frame): StoredFrame => {
    const rgb = take(pixels * 3);
    const albedo = take(pixels * 3);
    const signed = take(pixels * 3);
    const normals = new Int8Array(signed.buffer, signed.byteOffset, signed.length);
    return { ...frame, rgb, albedo, normals, instances: take(pixels), millimetres: take(pixels * 2) };
  });
  const materials = header.materials.map((material) => material ?? undefined);
  return { frames, classes: header.classes, materials };
}

/** [pixels] depth of a stored frame in metres. */
export function metres({ millimetres }: StoredFrame): Float32Array {
  const depth = new Float32Array(millimetres.length / 2);
  for (let pixel = 0; pixel < depth.length; pixel++)
    depth[pixel] = (millimetres[2 * pixel] | (millimetres[2 * pixel + 1] << 8)) / 1000;
  return depth;
}
