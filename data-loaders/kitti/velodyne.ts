import { InputError } from '../../src/support/errors.js';
import type { PointCloud } from '../sample.js';

/** Points as the scanner measures them. */
export interface VelodyneScan {
  count: number;
  /** [count, 3] metres in the scanner's frame: x forward, y left, z up. */
  positions: Float32Array;
  /** [count], 0..1. */
  reflectance: Float32Array;
}

/** The scan of a frame in its camera's frame, coloured where the image shows it. */
export interface LaserScan extends PointCloud {
  /** [count, 3] metres in the frame of the camera: x right, y down, z forward. */
  positions: Float32Array;
  /** [count], 0..1. */
  reflectance: Float32Array;
  /** [count], 1 where the point falls into the image and has its colour; the others are grey by their reflectance. */
  inImage: Uint8Array;
}

const pointBytes = 16;

/**
 * A scan from a `.bin` file: little-endian float32 x, y, z, reflectance for each point.
 * Throws InputError naming `file` if it is empty, its size is no multiple of 16 bytes, or a value is not finite.
 */
export function parseVelodyne(bytes: Uint8Array, file: string): VelodyneScan {
  if (bytes.length % pointBytes !== 0)
    throw new InputError(
      `${file} has ${bytes.length} bytes, which is no whole number of points of ${pointBytes} bytes. Copy it again from its source or remove it.`,
    );
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return takeApart(new Float32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4), file);
}

/** The same from a `.txt` file of an unsynchronised recording: x y z reflectance a line. Throws InputError naming `file`. */
export function parseVelodyneText(text: string, file: string): VelodyneScan {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length % 4 !== 0)
    throw new InputError(
      `${file} has ${words.length} numbers, which are no whole number of points of 4. Copy it again from its source or remove it.`,
    );
  return takeApart(Float32Array.from(words, Number), file);
}

function takeApart(values: Float32Array, file: string): VelodyneScan {
  const count = values.length / 4;
  if (count === 0)
    throw new InputError(`${file} is empty: it holds no point. Copy it again from its source or remove it.`);
  const positions = new Float32Array(count * 3);
  const reflectance = new Float32Array(count);
  for (let p = 0; p < count; p++) {
    const x = (positions[p * 3] = values[p * 4]);
    const y = (positions[p * 3 + 1] = values[p * 4 + 1]);
    const z = (positions[p * 3 + 2] = values[p * 4 + 2]);
    const r = (reflectance[p] = values[p * 4 + 3]);
    // Single-precision numbers that are finite have a finite sum.
    if (!Number.isFinite(x + y + z + r))
      throw new InputError(`${file} has at point ${p} a value that is not finite. Copy it again or remove it.`);
  }
  return { count, positions, reflectance };
}
