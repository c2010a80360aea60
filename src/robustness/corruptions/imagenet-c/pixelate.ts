import type { Severity } from '../corruption.js';
import type { ColourFrame, Colours, ImageCorruption, Setting } from '../image-corruption.js';
import { rowSums } from '../row-sums.js';
import { imageNetC } from './source.js';

/** Where the mean of each of `to` coarse positions begins among `from` fine ones, those whose middle lies in it: [to + 1]. */
function cells(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to + 0.5));
}

/** Where each coarse position begins to be shown, by Pillow's addition: where middles fall on an edge its rounding decides. */
function squares(from: number, to: number): Int32Array {
  const begin = new Int32Array(to + 1);
  const step = to / from;
  for (let i = 0, middle = step / 2, shown = 0; i < from; i++, middle += step)
    if (shown < Math.min(to - 1, Math.floor(middle))) begin[++shown] = i;
  begin[to] = from;
  return begin;
}

function pixelated<C extends Colours>({ rgb, width, height }: ColourFrame<C>, share: number): C {
  const columns = Math.max(1, Math.floor(width * share));
  const rows = Math.max(1, Math.floor(height * share));
  const [y, shownY] = [cells(height, rows), squares(height, rows)];
  const [x, shownX] = [cells(width, columns), squares(width, columns)];
  const result = (rgb instanceof Uint8Array ? new Uint8Array(rgb.length) : new Float32Array(rgb.length)) as C;
  const stride = width * 3;
  const sums = rowSums(rgb, stride);
  const largestCell = Math.ceil(width / columns) * Math.ceil(height / rows);
  const inverses = Float64Array.from({ length: largestCell + 1 }, (_, area) => 1 / area);
  for (let row = 0; row < rows; row++) {
    const sum = sums.sum(y[row], y[row + 1]);
    const first = shownY[row] * stride;
    paintSquares(sum, y[row + 1] - y[row], x, shownX, inverses, result.subarray(first, first + stride) as C);
    for (let v = shownY[row] + 1; v < shownY[row + 1]; v++) result.copyWithin(v * stride, first, first + stride);
  }
  return result;
}

/** Paints a row with the means of its cells, out of sums over some rows. */
function paintSquares(
  sum: Uint16Array | Float64Array,
  rows: number,
  x: Int32Array,
  shown: Int32Array,
  inverses: Float64Array,
  line: Colours,
): void {
  const half = line instanceof Uint8Array ? 0.5 : 0;
  for (let cell = 0, i = 0, to = 0; cell + 1 < x.length; cell++) {
    let [red, green, blue] = [0, 0, 0];
    for (const end = 3 * x[cell + 1]; i < end; i += 3) {
      red += sum[i];
      green += sum[i + 1];
      blue += sum[i + 2];
    }
    const scale = inverses[rows * (x[cell + 1] - x[cell])];
    red = red * scale + half;
    green = green * scale + half;
    blue = blue * scale + half;
    for (const end = 3 * shown[cell + 1]; to < end; to += 3) {
      line[to] = red;
      line[to + 1] = green;
      line[to + 2] = blue;
    }
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
