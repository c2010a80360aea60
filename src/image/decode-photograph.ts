import * as fs from 'node:fs/promises';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import type { ColourImage } from './decode.js';

/**
 * Reads a photograph (JPEG, PNG, WebP, TIFF, GIF, AVIF …) as a person sees it, as sRGB bytes: turned upright as its EXIF
 * orientation says, transparency upon white, grey, CMYK and 16 bits as sRGB of 8 bits, and no longer than `longestSide` pixels.
 *
 * Throws InputError naming the file and what to do when it is missing, no picture that can be read, damaged or cut short.
 */
export async function decodePhotograph(file: string, { longestSide = 1280 } = {}): Promise<ColourImage> {
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(bytes, { failOn: 'truncated', autoOrient: true })
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  } catch (error) {
    const fault = (error as Error).message.split('\n')[0];
    throw new InputError(
      `${file} cannot be read as a picture (${fault}). Give a whole JPEG, PNG, WebP, TIFF, GIF or AVIF file; save others, such as HEIC of a phone, as JPEG first.`,
      { cause: error },
    );
  }
}
