import type { RasterSize } from '../image/resample.js';
import { InputError } from '../support/errors.js';

/** sRGB values [height, width, 3]: bytes, or numbers on any scale whose white is given beside them. */
export interface ColourValues extends RasterSize {
  rgb: ArrayLike<number>;
}

/** Throws InputError, naming the image, unless it and its reference are complete, of one size and all numbers. */
export function checkSameColours(image: ColourValues, reference: ColourValues, name: string): void {
  if (image.width !== reference.width || image.height !== reference.height)
    throw new InputError(
      `${name} is ${image.width}×${image.height}, its reference ${reference.width}×${reference.height}. Bring both to one size before scoring.`,
    );
  for (const { width, height, rgb } of [image, reference])
    if (rgb.length !== width * height * 3)
      throw new InputError(
        `${name} is compared with ${rgb.length} values, ${width}×${height} takes ${width * height * 3}. Give red, green and blue of each pixel.`,
      );
  for (const { rgb } of [image, reference])
    for (let i = 0; i < rgb.length; i++)
      if (!Number.isFinite(rgb[i]))
        throw new InputError(`${name} is compared with ${rgb[i]} at value ${i}. Give finite numbers.`);
}
