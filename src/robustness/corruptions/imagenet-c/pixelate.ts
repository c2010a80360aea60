import type { Severity } from '../corruption.js';
import type { ColourFrame, Colours, ImageCorruption, Setting } from '../image-corruption.js';
import { rowSums } from '../row-sums.js';
import { imageNetC } from './source.js';

/** Where the mean of each of `to` coarse positions begins among `from` fine ones, those whose middle lies in it: [to + 1]. */
function cells(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to + 0.5));
}

/** The coarse position that each fine one shows, by Pillow's addition: where middles fall on an edge its rounding decides. */
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
  const row = cellOf(height, rows);
  const shown = cellOf(width, columns).map((column) => 3 * column);
  const stride = width * 3;
  const sums = rowSums(rgb, stride);
  const largestCell = Math.ceil(width / columns) * Math.ceil(height / rows);
  const inverses = Float64Array.from({ length: largestCell + 1 }, (_, area) => 1 / area);
  const [result, means] = [rgb.length, 3 * columns].map((length) =>
    rgb instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length),
  ) as [C, C];
  for (let v = 0, drawn = -1, to = 0; v < height; v++, to += stride) {
    if (row[v] === drawn) {
      result.copyWithin(to, to - stride, to);
      continue;
    }
    drawn = row[v];
    meansOfCells(sums.sum(y[drawn], y[drawn + 1]), y[drawn + 1] - y[drawn], x, inverses, means);
    paint(means, shown, result, to);
  }
  return result;
}

/** Means of cells of a row, out of sums over their height; bytes are rounded. */
function meansOfCells(
  sum: Uint16Array | Float64Array,
  height: number,
  x: Int32Array,
  inverses: Float64Array,
  means: Colours,
): void {
  const half = means instanceof Uint8Array ? 0.5 : 0;
  for (let cell = 0, i = 0, to = 0; to < means.length; cell++, to += 3) {
    const end = 3 * x[cell + 1];
    const scale = inverses[height * (x[cell + 1] - x[cell])];
    let red = sum[i];
    let green = sum[i + 1];
    let blue = sum[i + 2];
    for (i += 3; i < end; i += 3) {
      red += sum[i];
      green += sum[i + 1];
      blue += sum[i + 2];
    }
    means[to] = red * scale + half;
    means[to + 1] = green * scale + half;
    means[to + 2] = blue * scale + half;
  }
}

/** Copies to each pixel of a row the colour that it shows. */
function paint(means: Colours, shown: Int32Array, result: Colours, start: number): void {
  for (let u = 0, to = start; u < shown.length; u++, to += 3) {
    const from = shown[u];
    result[to] = means[from];
    result[to + 1] = means[from + 1];
    result[to + 2] = means[from + 2];
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
