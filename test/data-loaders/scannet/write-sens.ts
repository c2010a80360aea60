import { deflateSync } from 'node:zlib';
import { identityPose } from '../../../src/geometry/index.js';

/** A frame to be written, its images as they are stored. */
export interface SensFrameFixture {
  cameraToWorld?: ArrayLike<number>;
  colour: Uint8Array;
  depth: Uint8Array;
}

export interface SensFixture {
  version?: number;
  /** -1 unknown, 0 raw, 1 PNG, 2 JPEG. */
  colourCompression?: number;
  /** -1 unknown, 0 raw, 1 zlib, 2 OCCI. */
  depthCompression?: number;
  colourSize: readonly [number, number];
  depthSize: readonly [number, number];
  colourIntrinsic?: ArrayLike<number>;
  depthIntrinsic?: ArrayLike<number>;
  colourExtrinsic?: ArrayLike<number>;
  depthExtrinsic?: ArrayLike<number>;
  depthShift?: number;
  /** What the header claims, if not the truth. */
  frameCount?: number;
  /** Measurements of the inertial sensor: 15 numbers and a time each; undefined leaves out their block. */
  imu?: readonly (readonly number[])[];
}

/** A 4×4 camera matrix. */
export function intrinsic(fx: number, fy: number, cx: number, cy: number): number[] {
  return [fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0, 0, 0, 0, 1];
}

/** The beginning of a `.sens` file. */
export function sensHeaderBytes(fixture: SensFixture, frames: number): Buffer {
  const { version = 4, colourCompression = 0, depthCompression = 0, depthShift = 1000 } = fixture;
  const name = Buffer.from('StructureSensor');
  const matrices = [
    fixture.colourIntrinsic ?? intrinsic(50, 50, fixture.colourSize[0] / 2, fixture.colourSize[1] / 2),
    fixture.colourExtrinsic ?? identityPose(),
    fixture.depthIntrinsic ?? intrinsic(50, 50, fixture.depthSize[0] / 2, fixture.depthSize[1] / 2),
    fixture.depthExtrinsic ?? identityPose(),
  ];
  return Buffer.concat([
    uint32(version),
    uint64(name.length),
    name,
    ...matrices.map(floats),
    int32(colourCompression),
    int32(depthCompression),
    ...[...fixture.colourSize, ...fixture.depthSize].map(uint32),
    floats([depthShift]),
    uint64(fixture.frameCount ?? frames),
  ]);
}

/** A frame: pose, times, byte counts, images. Frame i is taken at second i + 1, its depth 40 µs later. */
export function sensFrameBytes({ cameraToWorld = identityPose(), colour, depth }: SensFrameFixture, i: number): Buffer {
  const time = (i + 1) * 1_000_000;
  return Buffer.concat([
    floats(cameraToWorld),
    uint64(time),
    uint64(time + 40),
    uint64(colour.length),
    uint64(depth.length),
    colour,
    depth,
  ]);
}

/** A whole `.sens` file. */
export function sensBytes(fixture: SensFixture, frames: readonly SensFrameFixture[]): Buffer {
  const parts = [sensHeaderBytes(fixture, frames.length), ...frames.map(sensFrameBytes)];
  if (fixture.imu) {
    parts.push(uint64(fixture.imu.length));
    for (const row of fixture.imu) {
      const doubles = Buffer.alloc(120);
      row.slice(0, 15).forEach((value, k) => doubles.writeDoubleLE(value, 8 * k));
      parts.push(doubles, uint64(row[15]));
    }
  }
  return Buffer.concat(parts);
}

/** Depth as 16-bit little-endian bytes. */
export function rawDepth(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (let i = 0; i < values.length; i++) bytes.writeUInt16LE(values[i], 2 * i);
  return bytes;
}

export function zlibDepth(values: ArrayLike<number>): Buffer {
  return deflateSync(rawDepth(values));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function floats(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i], 4 * i);
  return bytes;
}
