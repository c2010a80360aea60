import { convertIndexedToRgb, decode, encode, type DecodedPng } from 'fast-png';
import { InputError } from '../support/errors.js';

/** A decoded PNG: integer values exactly as stored, [height, width, channels]. */
export interface PngImage {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  channels: number;
  /** 8-bit values as bytes, 16-bit values as Uint16Array in the machine's byte order. */
  values: Uint8Array | Uint16Array;
}

/**
 * Decodes a PNG of 8 or 16 bits a channel without any scaling or loss (a 16-bit depth image comes back value for value;
 * on disk it is big-endian). A palette is expanded to its RGB colours. Checksums are verified.
 *
 * Throws InputError naming `file` if the bytes are no PNG, are damaged or cut short, or hold 1, 2 or 4 bits a pixel
 * without a palette.
 */
export function readPng(bytes: Uint8Array, file = 'PNG data'): PngImage {
  let png: DecodedPng;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (error) {
    throw damaged(file, faultOf(error as Error), error);
  }
  const { width, height, depth, palette } = png;
  if (palette) {
    const values = new Uint8Array(convertIndexedToRgb(png));
    return complete({ width, height, channels: values.length / (width * height), values }, file);
  }
  if (depth < 8)
    throw new InputError(`${file} has ${depth} bits a pixel; expected 8 or 16. Save it as an 8- or 16-bit PNG.`);
  const values =
    png.data instanceof Uint16Array
      ? png.data
      : new Uint8Array(png.data.buffer, png.data.byteOffset, png.data.byteLength);
  return complete({ width, height, channels: png.channels, values }, file);
}

/**
 * Encodes values [height, width, channels] as PNG: a Uint16Array with 16 bits a channel, bytes with 8.
 * Throws InputError if the number of values does not fit the size.
 */
export function writePng({ width, height, channels, values }: PngImage): Uint8Array {
  if (values.length !== width * height * channels)
    throw new InputError(
      `A PNG of ${width}×${height} with ${channels} channels takes ${width * height * channels} values, got ${values.length}.`,
    );
  return encode({ width, height, channels, depth: values instanceof Uint16Array ? 16 : 8, data: values });
}

/** What the decoder says, and of data that cannot be inflated why. */
function faultOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message.replace(/:$/, '')}: ${cause.message}` : message;
}

function complete(image: PngImage, file: string): PngImage {
  const expected = image.width * image.height * image.channels;
  if (!(expected > 0) || image.values.length !== expected)
    throw damaged(file, `${image.values.length} of ${expected} values are there`);
  return image;
}

function damaged(file: string, fault: string, cause?: unknown): InputError {
  return new InputError(
    `${file} is not a readable PNG (${fault}). Copy it again from its source or remove the frame.`,
    {
      cause,
    },
  );
}
