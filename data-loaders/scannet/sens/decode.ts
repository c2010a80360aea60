import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { decodeColour, type ColourImage } from '../../../src/image/decode.js';
import { InputError } from '../../../src/support/errors.js';
import type { DepthImage } from '../../../src/formats/single-channel-png.js';
import type { SensHeader } from './header.js';
import type { SensFrame } from './sens-file.js';

/**
 * The colour image of a frame, sRGB: JPEG, PNG or raw bytes. Throws InputError naming file and frame if it is damaged or
 * has another size than the header says.
 */
export async function decodeSensColour(header: SensHeader, frame: SensFrame): Promise<ColourImage> {
  const { width, height } = header.colourSize;
  const name = `${frame.name}, colour,`;
  switch (header.colourCompression) {
    case 'raw':
      if (frame.colour.length !== width * height * 3)
        throw wrongSize(name, `${frame.colour.length} bytes`, header.colourSize);
      return { width, height, rgb: new Uint8Array(frame.colour) };
    case 'jpeg':
    case 'png': {
      const image = await decodeColour(frame.colour, name);
      if (image.width !== width || image.height !== height)
        throw wrongSize(name, `${image.width}×${image.height} pixels`, header.colourSize);
      return image;
    }
    case 'unknown':
      throw new InputError(
        `${name} is compressed in an unknown way, as the file's header says. Export the scan again.`,
      );
  }
}

const inflateWhole = promisify<Uint8Array, { maxOutputLength: number; chunkSize: number }, Buffer>(inflate);

/**
 * The depth image of a frame in stored units (`header.depthShift` a metre), 0 = no measurement: zlib or raw, 16 bits,
 * little-endian. Throws InputError naming file and frame if it is damaged, has another size than the header says, or
 * is compressed with OCCI, whose decoder only the sensor's vendor has.
 */
export async function decodeSensDepth(header: SensHeader, frame: SensFrame): Promise<DepthImage> {
  const { width, height } = header.depthSize;
  const name = `${frame.name}, depth,`;
  const size = width * height * 2;
  let bytes = frame.depth;
  switch (header.depthCompression) {
    case 'zlib':
      try {
        bytes = await inflateWhole(bytes, { maxOutputLength: size, chunkSize: Math.max(64, size + 64) });
      } catch (error) {
        throw new InputError(`${name} is damaged (${(error as Error).message}). Download the file again.`);
      }
      break;
    case 'raw':
      break;
    case 'occi':
      throw new InputError(
        `${name} is compressed with OCCI, which only the vendor's library (uplinksimple, Windows) can read. Export the scan there with the C++ SensReader and read the export.`,
      );
    case 'unknown':
      throw new InputError(
        `${name} is compressed in an unknown way, as the file's header says. Export the scan again.`,
      );
  }
  if (bytes.length !== size) throw wrongSize(name, `${bytes.length} bytes`, header.depthSize);
  // A copy, since 16-bit numbers must begin at an even address.
  return { width, height, values: new Uint16Array(new Uint8Array(bytes).buffer) };
}

function wrongSize(name: string, found: string, { width, height }: { width: number; height: number }): InputError {
  return new InputError(
    `${name} has ${found}, but the file's header says ${width}×${height} pixels. Download the file again.`,
  );
}
