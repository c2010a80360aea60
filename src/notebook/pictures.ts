import { inspect } from 'node:util';
import { resizeArea, resizeNearest } from '../image/resample.js';
import { Typeface } from '../plot/typeface.js';
import { InputError } from '../support/errors.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';
import type { Raster } from './rasters.js';
import { textOutline, type TextLine } from './text-outline.js';

export interface PicturesOptions {
  /** Words above each picture of a single row, or above each column; a line break begins a new line. */
  captions?: readonly string[];
  /** One line to the left of each row. */
  rowCaptions?: readonly string[];
  /** Screen pixels per pixel of the largest picture; by default as many as fit on the page, at most 4. */
  zoom?: number;
}

/** Pixels of the screen. */
const PAGE_WIDTH = 960;
const GAP = 8;
const TEXT_SIZE = 13;
const LINE_HEIGHT = 18;

/**
 * Pictures side by side, row by row, with captions, as one image that looks the same wherever it is seen. All are drawn
 * at the size of the largest, so that a map of few cells stands beside the image that it belongs to.
 */
export class Pictures implements Displayable {
  private readonly captions: readonly (readonly string[])[];
  private readonly rowCaptions: readonly string[];

  constructor(
    readonly rows: readonly (readonly Raster[])[],
    private readonly options: PicturesOptions,
  ) {
    const columns = Math.max(0, ...rows.map((row) => row.length));
    if (columns === 0) throw new InputError('There is no picture to show: the list is empty.');
    for (const { width, height, rgb } of rows.flat())
      if (rgb.length !== width * height * 3)
        throw new InputError(
          `A picture of ${width}×${height} takes ${width * height * 3} values (sRGB, [height, width, 3]), got ${rgb.length}.`,
        );
    const { captions = [], rowCaptions = [] } = options;
    if (captions.length > 0 && captions.length !== columns)
      throw new InputError(`There are ${captions.length} captions for ${columns} columns of pictures.`);
    if (rowCaptions.length > 0 && rowCaptions.length !== rows.length)
      throw new InputError(`There are ${rowCaptions.length} row captions for ${rows.length} rows of pictures.`);
    this.captions = captions.map((caption) => caption.split('\n'));
    this.rowCaptions = rowCaptions;
  }

  /** The whole as PNG with `density` image pixels per screen pixel, which the file states. */
  async png(density = 2): Promise<Uint8Array> {
    const typeface = await Typeface.load();
    const { default: sharp } = await import('sharp');
    const { places, lines, width, height } = this.layout(typeface);
    const scaled = (length: number): number => Math.round(length * density);
    const pictures = places.map(({ raster, x, y, scale }) => {
      const size = { width: scaled(raster.width * scale), height: scaled(raster.height * scale) };
      const resize = scale * density < 1 ? resizeArea : resizeNearest;
      const input = Buffer.from(resize(raster.rgb, raster, size, 3));
      return { input, raw: { ...size, channels: 3 as const }, left: scaled(x), top: scaled(y) };
    });
    const size = { width: scaled(width), height: scaled(height) };
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
    const count = this.rows.flat().length;
    const captions = this.captions.map((lines) => lines.join(' ')).join(', ');
    return `${count} picture${count === 1 ? '' : 's'}${captions === '' ? '' : `: ${captions}`}`;
  }

  /** Where everything goes, in pixels of the screen. */
  private layout(typeface: Typeface): { places: Place[]; lines: TextLine[]; width: number; height: number } {
    const all = this.rows.flat();
    const columns = Math.max(...this.rows.map((row) => row.length));
    const widest = Math.max(...all.map((raster) => raster.width));
    const highest = Math.max(...all.map((raster) => raster.height));
    const widthOf = (text: string): number => Math.ceil(typeface.width(text, TEXT_SIZE));
    const left = GAP + Math.max(0, ...this.rowCaptions.map((caption) => widthOf(caption) + GAP));
    const fitting = (PAGE_WIDTH - left - columns * GAP) / (columns * widest);
    const zoom = this.options.zoom ?? (fitting < 1 ? fitting : Math.min(4, Math.floor(fitting)));
    const cell = {
      width: Math.max(widest * zoom, ...this.captions.flat().map(widthOf)),
      height: highest * zoom,
    };
    const x = (column: number): number => left + column * (cell.width + GAP);
    const captionLines = Math.max(0, ...this.captions.map((lines) => lines.length));
    const top = GAP + captionLines * LINE_HEIGHT;
    const y = (row: number): number => top + row * (cell.height + GAP);

    const places = this.rows.flatMap((row, r) =>
      row.map((raster, c) => {
        const scale = zoom * Math.min(widest / raster.width, highest / raster.height);
        return { raster, x: x(c), y: y(r), scale };
      }),
    );
    const lines = [
      ...this.captions.flatMap((captions, c) =>
        captions.map((text, l) => ({ text, x: x(c), y: top - (captions.length - l) * LINE_HEIGHT + TEXT_SIZE })),
      ),
      ...this.rowCaptions.map((text, r) => ({ text, x: GAP, y: y(r) + (cell.height + TEXT_SIZE) / 2 })),
    ];
    return { places, lines, width: Math.ceil(x(columns)), height: Math.ceil(y(this.rows.length)) };
  }
}

/**
 * Pictures in one row, or in rows of the same pictures for several frames; show them with `display`.
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
  /** Screen pixels per pixel of the raster. */
  scale: number;
}
