import type { Severity } from '../corruption.js';
import type { ColourFrame, Colours, ImageCorruption, Setting } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Which of `from` positions a coarse one holds: those whose middle lies in it. */
function cells(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to + 0.5));
}

/** The coarse position at each fine one, by Pillow's addition: where middles fall on an edge its rounding decides. */
function cellOf(from: number, to: number): Int32Array {
  const step = to / from;
  let middle = step / 2;
  return Int32Array.from({ length: from }, () => {
    const cell = Math.min(to - 1, Math.floor(middle));
    middle += step;
    return cell;
  });
}

function pixelated<C extends Colours>({ rgb, width, height }: ColourFrame<C>, share: number): C {
  const columns = Math.max(1, Math.floor(width * share));
  const rows = Math.max(1, Math.floor(height * share));
  const [x, y] = [cells(width, columns), cells(height, rows)];
  const [column, row] = [cellOf(width, columns), cellOf(height, rows)];
  const result = (rgb instanceof Uint8Array ? new Uint8Array(rgb.length) : new Float32Array(rgb.length)) as C;
  const half = rgb instanceof Uint8Array ? 0.5 : 0;
  const line = rgb instanceof Uint8Array ? new Uint8Array(3 * columns) : new Float32Array(3 * columns);
  const stride = width * 3;
  for (let v = 0, drawn = -1; v < height; v++) {
    const to = v * stride;
    if (row[v] === drawn) {
      result.copyWithin(to, to - stride, to);
      continue;
    }
    drawn = row[v];
    meanOfCells(rgb, stride, x, y[drawn], y[drawn + 1], half, line);
    for (let u = 0, i = to; u < width; u++, i += 3) {
      const from = 3 * column[u];
      result[i] = line[from];
      result[i + 1] = line[from + 1];
      result[i + 2] = line[from + 2];
    }
  }
  return result;
}

function meanOfCells(
  rgb: Colours,
  stride: number,
  x: Int32Array,
  top: number,
  bottom: number,
  half: number,
  line: Colours,
): void {
  for (let cell = 0; cell + 1 < x.length; cell++) {
    let [red, green, blue] = [0, 0, 0];
    for (let v = top; v < bottom; v++)
      for (let i = v * stride + 3 * x[cell], end = v * stride + 3 * x[cell + 1]; i < end; i += 3) {
        red += rgb[i];
        green += rgb[i + 1];
        blue += rgb[i + 2];
      }
    const scale = 1 / ((bottom - top) * (x[cell + 1] - x[cell]));
    line[3 * cell] = red * scale + half;
    line[3 * cell + 1] = green * scale + half;
    line[3 * cell + 2] = blue * scale + half;
  }
}

const values: readonly [Setting, Setting, Setting, Setting, Setting] = [[0.6], [0.5], [0.4], [0.3], [0.25]];

/** Too few pixels: means over a coarser raster, shown as squares. */
export const pixelate: ImageCorruption = {
  name: 'pixelate',
  kind: 'digital',
  parameters: ['share of pixels along an axis'],
  values,
  reference: imageNetC,
  needsDepth: false,
  apply: async <C extends Colours>(image: ColourFrame<C>, severity: Severity): Promise<C> =>
    pixelated(image, values[severity - 1][0]),
};
