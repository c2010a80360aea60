import { readNetpbm } from '../../src/formats/netpbm.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';

/** Values have 11 bits; the largest means that nothing was measured. */
const largest = 2047;

/** Metres beyond which the sensor does not measure. */
const farthest = 10;

/**
 * Metres, [height, width], from a raw depth file: `351.3/(1092.5 − d)`, cut at 10 m; 0 where nothing was measured (d = 2047)
 * or the formula gives nothing in front of the camera. The file is a PGM of 16 bits, little-endian against the rule of the
 * format.
 *
 * Throws InputError naming `file` if it is damaged, cut short or something else.
 *
 * Reference: depth_rel2depth_abs.m of the toolbox of NYU Depth v2.
 */
export function parseRawDepth(bytes: Uint8Array, file: string): RasterSize & { depth: Float32Array } {
  const { width, height, channels, values } = readNetpbm(bytes, file, { endian: 'little' });
  if (channels !== 1 || !(values instanceof Uint16Array))
    throw new InputError(
      `${file} has ${channels} channels of ${values.BYTES_PER_ELEMENT * 8} bits; raw depth has 1 of 16. Take the file of the download.`,
    );
  const depth = new Float32Array(values.length);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const d = values[pixel];
    if (d > largest)
      throw new InputError(
        `${file} holds ${d}, raw depth ends at ${largest}: it is not the little-endian file of the download. Take that one.`,
      );
    const metres = 351.3 / (1092.5 - d);
    if (d < largest && metres > 0) depth[pixel] = Math.min(farthest, metres);
  }
  return { width, height, depth };
}
