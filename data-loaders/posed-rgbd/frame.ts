import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng } from '../../src/formats/png.js';
import { parseSafetensors, serialiseSafetensors } from '../../src/formats/safetensors.js';
import { bytesFromUnit, unitFromBytes } from '../../src/image/bytes.js';
import { decodeColourImage } from '../../src/image/decode.js';
import { resizeArea, resizeNearest, type RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { explainFileError, readBytes, writeFileAtomic } from '../../src/support/files.js';
import { progress } from '../../src/support/progress.js';
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

let cacheWarned = false;

/**
 * What `decode` gives, kept in the file `cached`: decoding 640×480 takes a hundred times longer than reading 64×48 back.
 * A cached file that cannot be read is made again; a cache that cannot be written is said once and then done without.
 */
export async function throughCache(
  cached: string,
  size: RasterSize,
  decode: () => Promise<FrameRasters>,
): Promise<FrameRasters> {
  const found = readCached(cached, size);
  if (found) return found;
  const { rgb, depth } = await decode();
  const { width, height } = size;
  try {
    writeFileAtomic(
      cached,
      serialiseSafetensors([
        ['rgb', { dtype: 'U8', shape: [height, width, 3], values: rgb }],
        ['depth', { dtype: 'F32', shape: [height, width], values: depth }],
      ]),
    );
  } catch (error) {
    if (!cacheWarned) progress().note(`Decoded frames are not cached: ${(error as Error).message}`);
    cacheWarned = true;
  }
  return { rgb, depth };
}

function readCached(cached: string, { width, height }: RasterSize): FrameRasters | undefined {
  if (!fs.existsSync(cached)) return undefined;
  try {
    const { tensors } = parseSafetensors(fs.readFileSync(cached), cached);
    const rgb = tensors.get('rgb')?.values;
    const depth = tensors.get('depth')?.values;
    return rgb instanceof Uint8Array &&
      depth instanceof Float32Array &&
      rgb.length === width * height * 3 &&
      depth.length === width * height
      ? { rgb, depth }
      : undefined;
  } catch {
    return undefined;
  }
}
