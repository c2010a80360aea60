import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng } from '../../src/formats/png.js';
import { bytesFromUnit, unitFromBytes } from '../../src/image/bytes.js';
import { decodeColourImage } from '../../src/image/decode.js';
import { resizeArea, resizeNearest, type RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { explainFileError, readBytes } from '../../src/support/files.js';
import type { BoundedCache } from '../bounded-cache.js';
import type { FrameFiles } from './folder.js';

/** The rasters of a frame at the working size. */
export interface FrameRasters {
  /** sRGB, [height, width, 3]. */
  rgb: Uint8Array;
  /** Metres, [height, width]; 0 where there is no measurement. */
  depth: Float32Array;
}

/** Colour and depth may differ in aspect ratio by this share: 1296×968 and 640×480 show the same field of view. */
const aspectTolerance = 0.02;

/** Stored depth that means "no measurement"; sensors write the largest number for "too far". */
const unmeasured = [0, 65535];

/** Size of a depth image, from the file's header alone. Throws InputError naming the file. */
export function depthSize(file: string): RasterSize {
  const header = Buffer.alloc(24);
  try {
    const handle = fs.openSync(file, 'r');
    try {
      fs.readSync(handle, header, 0, 24, 0);
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  if (header.toString('latin1', 1, 4) !== 'PNG')
    throw new InputError(`${file} is not a PNG. Expected a 16-bit greyscale PNG of depth values.`);
  return { width: header.readUInt32BE(16), height: header.readUInt32BE(20) };
}

/**
 * Decodes a frame at the working size: colour as the mean over the area that a pixel covers, depth as the nearest
 * measurement, which is never interpolated (a mean across an edge is a surface that is not there).
 *
 * Throws InputError naming the file if an image cannot be read, the depth is not a 16-bit greyscale PNG of the size
 * `recorded`, or colour and depth differ in aspect ratio.
 *
 * @param depthScale stored units per metre
 */
export async function decodeFrame(
  files: FrameFiles,
  recorded: RasterSize,
  size: RasterSize,
  depthScale: number,
): Promise<FrameRasters> {
  const depth = readDepth(files.depth, recorded);
  const colour = await decodeColourImage(files.colour);
  const ratio = colour.width / colour.height / (recorded.width / recorded.height);
  if (Math.abs(ratio - 1) > aspectTolerance)
    throw new InputError(
      `${files.colour} is ${colour.width}×${colour.height}, ${path.basename(files.depth)} ${recorded.width}×${recorded.height}: another aspect ratio, so they do not show the same view. Crop colour to the view of depth.`,
    );
  return {
    rgb: bytesFromUnit(resizeArea(unitFromBytes(colour.rgb), colour, size, 3)),
    depth: Float32Array.from(resizeNearest(depth, recorded, size), (stored) =>
      unmeasured.includes(stored) ? 0 : stored / depthScale,
    ),
  };
}

function readDepth(file: string, recorded: RasterSize): Uint16Array {
  const { width, height, channels, values } = readPng(readBytes(file), file);
  if (channels !== 1 || !(values instanceof Uint16Array))
    throw new InputError(
      `${file} has ${channels} channels of ${values.BYTES_PER_ELEMENT * 8} bits; expected 1 of 16. Export depth as 16-bit greyscale (8 bits lose all but 256 depths).`,
    );
  if (width !== recorded.width || height !== recorded.height)
    throw new InputError(
      `${file} is ${width}×${height}, the first frame of its folder ${recorded.width}×${recorded.height}, and one camera-intrinsics.txt holds for all. Put frames of another camera into a folder of their own.`,
    );
  return values;
}

/**
 * What `decode` gives, kept under `name`: decoding 640×480 takes a hundred times longer than reading 64×48 back. What is
 * kept of another size is made again.
 */
export async function throughCache(
  cache: BoundedCache,
  name: string,
  { width, height }: RasterSize,
  decode: () => Promise<FrameRasters>,
): Promise<FrameRasters> {
  const pixels = width * height;
  const kept = cache.read(name);
  if (kept?.length === 7 * pixels)
    // Copied, since numbers of four bytes must begin at a multiple of four.
    return { rgb: kept.slice(0, 3 * pixels), depth: new Float32Array(kept.slice(3 * pixels).buffer) };
  const { rgb, depth } = await decode();
  cache.write(name, Buffer.concat([rgb, new Uint8Array(depth.buffer, depth.byteOffset, depth.byteLength)]));
  return { rgb, depth };
}
