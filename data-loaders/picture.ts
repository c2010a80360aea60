import { resizeNearest } from '../src/image/resample.js';

/** sRGB bytes [height, width, 3]. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** A picture larger by a whole factor, each pixel a square. */
export function enlarge(picture: Picture, factor: number): Picture {
  const size = { width: picture.width * factor, height: picture.height * factor };
  return { ...size, rgb: resizeNearest(picture.rgb, picture, size, 3) };
}

/**
 * Pictures in rows and columns on white, `gap` pixels apart: a column each of `columns`, a row each of `rows`, the place of
 * what a column does not have left empty.
 */
export function mosaic(
  columns: readonly ReadonlyMap<string, Picture>[],
  rows: readonly string[],
  gap: number,
): Picture {
  const largest = (sizes: readonly number[]): number => Math.max(0, ...sizes);
  const widths = columns.map((column) => largest([...column.values()].map(({ width }) => width)));
  const heights = rows.map((row) => largest(columns.map((column) => column.get(row)?.height ?? 0)));
  const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size + gap, gap);
  const sheet = { width: total(widths), height: total(heights) };
  const rgb = new Uint8Array(sheet.width * sheet.height * 3).fill(255);
  columns.forEach((column, i) =>
    rows.forEach((row, j) => {
      const picture = column.get(row);
      if (!picture) return;
      const [x, y] = [total(widths.slice(0, i)), total(heights.slice(0, j))];
      for (let v = 0; v < picture.height; v++) {
        const line = picture.rgb.subarray(v * picture.width * 3, (v + 1) * picture.width * 3);
        rgb.set(line, ((y + v) * sheet.width + x) * 3);
      }
    }),
  );
  return { ...sheet, rgb };
}
