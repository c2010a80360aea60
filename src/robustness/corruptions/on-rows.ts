import type { Severity } from './corruption.js';
import type { Draws } from './draws.js';
import { Band, clip } from './fractions.js';
import type { ColourFrame, Colours, ImageCorruption, Setting } from './image-corruption.js';

/** Changes some rows of an image, colours in 0..1, in place; the first of them is row `top`. */
export type OnRows = (unit: Float32Array, top: number) => void;

/** Numbers worked on at a time: few enough for a processor's cache, so that fractions take no memory of the image's size. */
const bandLength = 12288;

/**
 * A corruption that changes pixels one by one, for bytes and fractions alike.
 *
 * @param prepare looks at the image as a whole, and says what to do to rows, which come from the first to the last and
 *   are clipped afterwards
 */
export function onRows(
  described: Omit<ImageCorruption, 'apply' | 'needsDepth'>,
  prepare: (image: ColourFrame, setting: Setting, draws: Draws) => OnRows,
): ImageCorruption {
  return {
    ...described,
    needsDepth: false,
    apply: async <C extends Colours>(image: ColourFrame<C>, severity: Severity, draws: Draws): Promise<C> => {
      const change = prepare(image, described.values[severity - 1], draws);
      const { rgb, width, height } = image;
      const rowsAtATime = Math.max(2, 2 * Math.floor(bandLength / (6 * width)));
      const result = rgb instanceof Uint8Array ? new Uint8Array(rgb.length) : rgb.slice();
      for (let top = 0; top < height; top += rowsAtATime) {
        const [start, end] = [3 * width * top, 3 * width * Math.min(height, top + rowsAtATime)];
        if (result instanceof Float32Array) {
          const rows = result.subarray(start, end);
          change(rows, top);
          clip(rows);
        } else {
          const band = new Band(end - start);
          band.bytes.set(rgb.subarray(start, end));
          band.divide();
          change(band.unit, top);
          band.round();
          result.set(band.bytes, start);
        }
      }
      return result as C;
    },
  };
}
