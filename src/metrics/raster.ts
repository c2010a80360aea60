import type { RasterSize } from '../image/resample.js';
import { InputError } from '../support/errors.js';

/** One number a pixel, [height, width], row by row. */
export interface Raster extends RasterSize {
  values: ArrayLike<number>;
}

/** Throws InputError, naming the prediction, unless it and its truth are complete and of one size. */
export function checkSameSize(prediction: Raster, truth: Raster, name: string): void {
  if (prediction.width !== truth.width || prediction.height !== truth.height)
    throw new InputError(
      `${name} is ${prediction.width}×${prediction.height}, its truth ${truth.width}×${truth.height}. Bring it to the size of the truth before scoring.`,
    );
  checkComplete(prediction, name);
  checkComplete(truth, `The truth of ${name}`);
}

function checkComplete({ width, height, values }: Raster, name: string): void {
  if (values.length !== width * height)
    throw new InputError(
      `${name} has ${values.length} values, ${width}×${height} takes ${width * height}. Give one value a pixel.`,
    );
}

/** "column 3, row 1" of a pixel, for messages. */
export function placeOf(pixel: number, width: number): string {
  return `column ${pixel % width}, row ${Math.floor(pixel / width)}`;
}
