import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';

/** Throws InputError naming `file` unless what it holds has the size of its image. */
export function sameSize(map: RasterSize, image: RasterSize, file: string): void {
  if (map.width !== image.width || map.height !== image.height)
    throw new InputError(
      `${file} is ${map.width}×${map.height}, its image ${image.width}×${image.height}. Use both as they were downloaded.`,
    );
}
