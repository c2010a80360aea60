import type { Vector3 } from '../../../src/geometry/pose.js';

/** One measurement of the inertial sensor in a `.sens` file, as stored. */
export interface ImuFrame {
  rotationRate: Vector3;
  acceleration: Vector3;
  magneticField: Vector3;
  attitude: Vector3;
  gravity: Vector3;
  /** Microseconds. */
  time: number;
}

/** Five vectors of three doubles and a time stamp. */
export const imuFrameBytes = 128;

/** The measurement at the beginning of `bytes`. */
export function parseImuFrame(bytes: Buffer): ImuFrame {
  const vector = (index: number): Vector3 => {
    const at = 24 * index;
    return [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8), bytes.readDoubleLE(at + 16)];
  };
  return {
    rotationRate: vector(0),
    acceleration: vector(1),
    magneticField: vector(2),
    attitude: vector(3),
    gravity: vector(4),
    time: Number(bytes.readBigUInt64LE(120)),
  };
}
