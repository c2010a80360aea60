import * as fs from 'node:fs/promises';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';

/** A colour image: sRGB bytes [height, width, 3]. */
export interface ColourImage {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/**
 * Reads a colour image file (JPEG, PNG, WebP, TIFF …) as sRGB bytes. Pixels come in the order in which they are stored:
 * an EXIF orientation is ignored, since depth and pose belong to the stored pixels. Grey is repeated in three channels,
 * transparency dropped, 16 bits reduced to 8.
 *
 * Throws InputError naming the file if it is missing, no image, damaged or cut short.
 */
export async function decodeColourImage(file: string): Promise<ColourImage> {
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  return decodeColour(bytes, file);
}

/** The same from the bytes of an image file; `file` is named in errors. */
export async function decodeColour(bytes: Uint8Array, file: string): Promise<ColourImage> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(bytes, { failOn: 'truncated', autoOrient: false })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Copied, since memory that sharp allocated cannot be handed to another thread.
    return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  } catch (error) {
    const fault = (error as Error).message.split('\n')[0];
    throw new InputError(
      `${file} is not a readable image (${fault}). Copy it again from its source or remove the frame.`,
      { cause: error },
    );
  }
}
