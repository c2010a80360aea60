import type { Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';

/** What of a packet of the navigation system tells where the car is. */
export interface Oxts {
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** Metres. */
  altitude: number;
  /** Radians: 0 is level, positive with the left side up. */
  roll: number;
  /** Radians: 0 is level, positive with the front down. */
  pitch: number;
  /** Radians: 0 is east, anticlockwise. */
  yaw: number;
}

const fields = 30;

/** A packet: one line of 30 numbers. Throws InputError naming `file` if it is another. */
export function parseOxts(text: string, file: string): Oxts {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  if (numbers.length !== fields || !numbers.every(Number.isFinite))
    throw new InputError(
      `${file} is no packet of the navigation system: expected ${fields} numbers, got ${words.length} words. Copy it again or remove it.`,
    );
  const [latitude, longitude, altitude, roll, pitch, yaw] = numbers;
  return { latitude, longitude, altitude, roll, pitch, yaw };
}

/** Metres; the Earth's radius at the equator. */
const earthRadius = 6378137;

/**
 * From the navigation system to a world with x east, y north, z up, whose origin is where the packet `first` was taken. The
 * Mercator projection keeps angles, and lengths where it is scaled by s = cos φ₀, φ₀ the latitude of `first`:
 * `x = s·r·λ`, `y = s·r·ln tan(π/4 + φ/2)`, r the Earth's radius, λ longitude, φ latitude; the rotation is Rz(yaw)·Ry(pitch)·Rx(roll).
 *
 * Reference: Geiger et al., Vision meets robotics: the KITTI dataset, IJRR 2013 (development kit of the raw recordings).
 */
export function worldFromImu(packet: Oxts, first: Oxts): Pose {
  const scale = Math.cos(radians(first.latitude)) * earthRadius;
  const east = scale * radians(packet.longitude - first.longitude);
  const north = scale * (mercator(packet.latitude) - mercator(first.latitude));
  const [sr, cr] = [Math.sin(packet.roll), Math.cos(packet.roll)];
  const [sp, cp] = [Math.sin(packet.pitch), Math.cos(packet.pitch)];
  const [sy, cy] = [Math.sin(packet.yaw), Math.cos(packet.yaw)];
  return Float64Array.of(
    ...[cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, east],
    ...[sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, north],
    ...[-sp, cp * sr, cp * cr, packet.altitude - first.altitude],
    ...[0, 0, 0, 1],
  );
}

function mercator(latitude: number): number {
  return Math.log(Math.tan(Math.PI / 4 + radians(latitude) / 2));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
