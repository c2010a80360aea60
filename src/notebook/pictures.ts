import { inspect } from 'node:util';
import { colourise, type Colormap } from '../image/colormap.js';
import { resizeNearest } from '../image/resample.js';
import { Typeface } from '../plot/typeface.js';
import { InputError } from '../support/errors.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';
import { textOutline, type TextLine } from './text-outline.js';

/** A colour raster, sRGB [height, width, 3], 0..255. Every sample is one. */
export interface Raster {
  width: number;
  height: number;
  rgb: Uint8Array;
}

export interface DepthPictureOptions {
  /** Metres that get the first and the last colour; by default the least and the greatest depth of this map. */
  near?: number;
  far?: number;
  colormap?: Colormap;
}

/**
 * Depth [height, width] in metres as colours on a logarithmic scale; grey where there is no measurement (0).
 *
 * Throws InputError when the sample has no depth.
 */
export function depthPicture(
  { width, height, depth }: { width: number; height: number; depth?: Float32Array },
  { near, far, colormap }: DepthPictureOptions = {},
): Raster {
  const logarithms = depth?.map((metres) => (metres > 0 ? Math.log(metres) : NaN));
  if (!logarithms) throw new InputError('This sample has no depth: choose a dataset whose modalities include depth.');
  let [low, high] = [near === undefined ? Infinity : Math.log(near), far === undefined ? -Infinity : Math.log(far)];
  for (const value of logarithms) {
    if (near === undefined && value < low) low = value;
    if (far === undefined && value > high) high = value;
  }
  // A map without depth, or of one depth only, still needs two ends.
  if (!(low < high)) [low, high] = Number.isFinite(low) ? [low, low + 1] : [0, 1];
  return { width, height, rgb: colourise(logarithms, { low, high, colormap }) };
}

export interface PicturesOptions {
  /** One line above each picture of a single row, or above each column. */
  captions?: readonly string[];
  /** One line to the left of each row. */
  rowCaptions?: readonly string[];
  /** Screen pixels per picture pixel; by default as many as let the whole fit into 960 pixels, at most 4. */
  zoom?: number;
}

/** Pictures side by side, row by row, with captions: one image that looks the same wherever the notebook is read. */
export class Pictures implements Displayable {
  constructor(
    readonly rows: readonly (readonly Raster[])[],
    readonly options: PicturesOptions = {},
  ) {
    const columns = Math.max(0, ...rows.map((row) => row.length));
    if (columns === 0) throw new InputError('There is no picture to show: the list is empty.');
    for (const { width, height, rgb } of rows.flat())
      if (rgb.length !== width * height * 3)
        throw new InputError(
          `A picture of ${width}×${height} takes ${width * height * 3} values (sRGB, [height, width, 3]), got ${rgb.length}.`,
        );
    for (const [name, captions, count] of [
      ['captions', options.captions, columns],
      ['rowCaptions', options.rowCaptions, rows.length],
    ] as const)
      if (captions && captions.length !== count)
        throw new InputError(
          `There are ${captions.length} ${name} for ${count} ${name === 'captions' ? 'columns' : 'rows'}.`,
        );
  }

  /** The whole as PNG with `density` image pixels per screen pixel, which the file states. */
  async png(density = 2): Promise<Uint8Array> {
    const typeface = await Typeface.load();
    const { default: sharp } = await import('sharp');
    const { places, lines, width, height } = this.layout(typeface);
    const pictures = places.map(({ raster, x, y, zoom }) => {
      const size = { width: raster.width * zoom * density, height: raster.height * zoom * density };
      const input = Buffer.from(resizeNearest(raster.rgb, raster, size, 3));
      return { input, raw: { ...size, channels: 3 as const }, left: x * density, top: y * density };
    });
    const size = { width: width * density, height: height * density };
    const outlines = lines.map((line) => textOutline(typeface, line)).join('');
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}">${outlines}</svg>`;
    return sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
      .composite([...pictures, { input: Buffer.from(text) }])
      .withMetadata({ density: 72 * density })
      .png({ compressionLevel: 9 })
      .toBuffer();
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const png = await this.png();
    return { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': this.describe() };
  }

  [inspect.custom](): string {
    return this.describe();
  }

  private describe(): string {
    const captions = this.options.captions ? `: ${this.options.captions.join(', ')}` : '';
    const count = this.rows.flat().length;
    return `${count} picture${count === 1 ? '' : 's'}${captions}`;
  }

  /** Where everything goes, in screen pixels. Columns are as wide as their widest picture or the caption above. */
  private layout(typeface: Typeface): { places: Place[]; lines: TextLine[]; width: number; height: number } {
    const { captions, rowCaptions } = this.options;
    const lineHeight = Math.ceil(TEXT_SIZE * 1.5);
    const widthOf = (text: string): number => Math.ceil(typeface.width(text, TEXT_SIZE));
    const count = Math.max(...this.rows.map((row) => row.length));
    const widest = Array.from({ length: count }, (_, c) => Math.max(...this.rows.map((row) => row[c]?.width ?? 0)));
    const left = GAP + (rowCaptions ? Math.max(...rowCaptions.map(widthOf)) + GAP : 0);
    const sum = widest.reduce((total, width) => total + width, 0);
    const fitting = Math.floor((PAGE_WIDTH - left - GAP * count) / sum);
    const zoom = this.options.zoom ?? Math.min(4, Math.max(1, fitting));

    const columns = widest.map((width, c) => Math.max(width * zoom, captions ? widthOf(captions[c]) : 0));
    const starts = columns.map((_, c) => left + columns.slice(0, c).reduce((total, width) => total + width + GAP, 0));
    const lines: TextLine[] = (captions ?? []).map((text, c) => ({ text, x: starts[c], y: GAP + TEXT_SIZE }));
    const places: Place[] = [];
    let y = GAP + (captions ? lineHeight : 0);
    for (const [r, row] of this.rows.entries()) {
      const rowHeight = Math.max(...row.map((raster) => raster.height * zoom));
      if (rowCaptions) lines.push({ text: rowCaptions[r], x: GAP, y: y + rowHeight / 2 + TEXT_SIZE / 3 });
      for (const [c, raster] of row.entries()) places.push({ raster, x: starts[c], y, zoom });
      y += rowHeight + GAP;
    }
    return { places, lines, width: starts[count - 1] + columns[count - 1] + GAP, height: y };
  }
}

/**
 * Pictures in one row, or in rows, to be shown with `display` or as the value of `png()`.
 *
 * Throws InputError when a picture has not width·height·3 values or the captions do not fit their number.
 */
export function pictures(
  rows: readonly Raster[] | readonly (readonly Raster[])[],
  options: PicturesOptions = {},
): Pictures {
  const isGrid = (given: typeof rows): given is readonly (readonly Raster[])[] => Array.isArray(given[0]);
  return new Pictures(isGrid(rows) ? rows : [rows], options);
}

interface Place {
  raster: Raster;
  x: number;
  y: number;
  zoom: number;
}

const PAGE_WIDTH = 960;
const GAP = 8;
const TEXT_SIZE = 13;
