import { createHash } from 'node:crypto';
import type { Camera, Material, PointCloud } from '../sample.js';
import type { Frame } from './render.js';
import type { RoomScene } from './scene.js';
import { classId, roomTextureKinds } from './vocabulary.js';

/** A rendered scene: everything that a dataset yields of it. */
export interface RenderedScene {
  frames: RenderedFrame[];
  cloud: PointCloud;
  /** Class id and material of each instance id (index 0 unused). */
  classes: number[];
  materials: (Material | undefined)[];
}

export interface RenderedFrame extends Frame {
  worldFromCamera: number[];
  overlap: number;
}

const magic = 'alignscope rooms 1\n';
const hashBytes = 32;

interface Header {
  width: number;
  height: number;
  frames: { camera: Camera; worldFromCamera: number[]; overlap: number }[];
  classes: number[];
  materials: (Material | null)[];
  points: number;
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

/**
 * A scene as one block of bytes: magic line, SHA-256 of the rest, length of the header, header (JSON), rasters of each
 * frame, cloud. Little-endian.
 */
export function encodeScene(scene: RenderedScene): Uint8Array {
  const { width, height } = scene.frames[0].camera;
  const header: Header = {
    width,
    height,
    frames: scene.frames.map(({ camera, worldFromCamera, overlap }) => ({ camera, worldFromCamera, overlap })),
    classes: scene.classes,
    materials: scene.materials.map((material) => material ?? null),
    points: scene.cloud.count,
  };
  const text = Buffer.from(JSON.stringify(header));
  const start = magic.length + hashBytes + 4;
  const pixels = width * height;
  const length = start + text.length + scene.frames.length * pixels * bytesPerPixel + scene.cloud.count * 15;
  const bytes = Buffer.alloc(length);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt32LE(text.length, magic.length + hashBytes);
  text.copy(bytes, start);
  let at = start + text.length;
  const put = (values: Uint8Array | Int8Array): void => {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  };
  for (const frame of scene.frames) {
    put(frame.rgb);
    put(frame.albedo);
    put(frame.normals);
    put(frame.instances);
    for (let pixel = 0; pixel < pixels; pixel++, at += 2)
      bytes.writeUInt16LE(Math.round(frame.depth[pixel] * 1000), at);
  }
  for (let i = 0; i < scene.cloud.count * 3; i++, at += 4) bytes.writeFloatLE(scene.cloud.positions[i], at);
  put(scene.cloud.colours);
  createHash('sha256')
    .update(bytes.subarray(magic.length + hashBytes))
    .digest()
    .copy(bytes, magic.length);
  return bytes;
}

/** The scene of a block of bytes, or undefined if they are not what {@link encodeScene} wrote. */
export function decodeScene(bytes: Uint8Array): RenderedScene | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + hashBytes + 4;
  if (buffer.length < start || buffer.toString('latin1', 0, magic.length) !== magic) return undefined;
  const hash = createHash('sha256')
    .update(buffer.subarray(magic.length + hashBytes))
    .digest();
  if (!hash.equals(buffer.subarray(magic.length, magic.length + hashBytes))) return undefined;
  const textLength = buffer.readUInt32LE(magic.length + hashBytes);
  const header = JSON.parse(buffer.toString('utf8', start, start + textLength)) as Header;
  const pixels = header.width * header.height;
  let at = start + textLength;
  // Copies, so that a frame kept does not keep the whole scene.
  const take = (length: number): Uint8Array => Uint8Array.from(buffer.subarray(at, (at += length)));
  const frames = header.frames.map((frame): RenderedFrame => {
    const rgb = take(pixels * 3);
    const albedo = take(pixels * 3);
    const normals = new Int8Array(take(pixels * 3).buffer);
    const instances = take(pixels);
    const depth = new Float32Array(pixels);
    for (let pixel = 0; pixel < pixels; pixel++, at += 2) depth[pixel] = buffer.readUInt16LE(at) / 1000;
    return { ...frame, rgb, albedo, normals, instances, depth };
  });
  const positions = new Float32Array(header.points * 3);
  for (let i = 0; i < positions.length; i++, at += 4) positions[i] = buffer.readFloatLE(at);
  const cloud: PointCloud = { count: header.points, positions, colours: take(header.points * 3) };
  const materials = header.materials.map((material) => material ?? undefined);
  return { frames, cloud, classes: header.classes, materials };
}
