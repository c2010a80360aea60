import { inspect } from 'node:util';
import { Typeface } from '../plot/typeface.js';
import { InputError } from '../support/errors.js';
import { compositePng } from './composite-png.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';
import { linkLines, markFrames, type Joined, type Links, type Place } from './picture-overlay.js';
import { plotlyPictures } from './plotly-pictures.js';
import type { Raster } from './rasters.js';
import { textOutline, type TextLine } from './text-outline.js';

/** Options of {@link pictures}. */
export interface PicturesOptions {
  /** Words above each picture of a single row, or above each column; a line break begins a new line. */
  captions?: readonly string[];
  /** One line to the left of each row. */
  rowCaptions?: readonly string[];
  /** Pictures in a row of a single list; those beyond begin another row, and captions stay with their pictures. */
  columns?: number;
  /** Lines from the first picture to the second: of the first row, or an entry for each row. */
  links?: Links | readonly (Links | undefined)[];
  /** Screen pixels per pixel of the largest picture; by default as many as fit on the page in halves, at most 4. */
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
  /** Lines of text above each picture, row by row. */
  private readonly captions: readonly (readonly (readonly string[])[])[];
  private readonly rowCaptions: readonly string[];
  /** An entry for each row that has some. */
  private readonly links: readonly (Links | undefined)[];

  constructor(
    readonly rows: readonly (readonly (Raster | undefined)[])[],
    private readonly options: PicturesOptions,
  ) {
    const columns = Math.max(0, ...rows.map((row) => row.length));
    if (this.present().length === 0) throw new InputError('There is no picture to show: the list is empty.');
    for (const { width, height, rgb } of this.present())
      if (rgb.length !== width * height * 3)
        throw new InputError(
          `A picture of ${width}×${height} takes ${width * height * 3} values (sRGB, [height, width, 3]), got ${rgb.length}.`,
        );
    const { captions = [], rowCaptions = [], links = [] } = options;
    const wrapped = options.columns !== undefined;
    const captioned = wrapped ? rows.flat().length : columns;
    if (captions.length > 0 && captions.length !== captioned)
      throw new InputError(
        `There are ${captions.length} captions for ${captioned} ${wrapped ? '' : 'columns of '}pictures.`,
      );
    if (rowCaptions.length > 0 && rowCaptions.length !== rows.length)
      throw new InputError(`There are ${rowCaptions.length} row captions for ${rows.length} rows of pictures.`);
    this.links = 'a' in links ? [links] : links;
    this.links.forEach((ofRow, r) => {
      if (ofRow && !(rows[r]?.[0] && rows[r][1]))
        throw new InputError(
          `Links join pixels of two pictures: give two in ${r === 0 ? 'the first row' : `row ${r + 1}`}.`,
        );
    });
    const lines = captions.map((caption) => caption.split('\n'));
    this.captions = wrapped ? inRows(lines, options.columns!) : [lines];
    this.rowCaptions = rowCaptions;
  }

  /** The whole as PNG with `density` image pixels per screen pixel, which the file states. */
  async png(density = 2): Promise<Uint8Array> {
    const typeface = await Typeface.load();
    const { places, lines, width, height } = this.layout(typeface);
    const words = lines.map((line) => textOutline(typeface, line)).join('');
    const drawn = words + places.map(markFrames).join('') + this.joined(places).map(linkLines).join('');
    const pictures = places.map(({ raster, x, y, scale }) => {
      return { raster, x, y, width: raster.width * scale, height: raster.height * scale };
    });
    // What is joined has a Plotly figure beside it, in which all colours are.
    return compositePng(pictures, drawn, { width, height }, { density, fewColours: this.links.length > 0 });
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const png = await this.png();
    const still = { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': this.describe() };
    if (this.links.length === 0) return still;
    const { places, lines, width, height } = this.layout(await Typeface.load());
    const joined = this.joined(places);
    return { 'application/vnd.plotly.v1+json': plotlyPictures({ places, lines, joined, width, height }), ...still };
  }

  [inspect.custom](): string {
    return this.describe();
  }

  private describe(): string {
    const count = this.present().length;
    const captions = this.captions.flat().map((lines) => lines.join(' '));
    const parts = [captions.filter((caption) => caption !== '').join(', '), this.rowCaptions.join('; ')];
    const words = parts.filter((part) => part !== '').join('; rows: ');
    const opening = parts[0] === '' && words !== '' ? ' in rows: ' : words === '' ? '' : ': ';
    return `${count} picture${count === 1 ? '' : 's'}${opening}${words}`;
  }

  private present(): Raster[] {
    return this.rows.flat().filter((raster) => raster !== undefined);
  }

  /** Where everything goes, in pixels of the screen. */
  private layout(typeface: Typeface): { places: Place[]; lines: TextLine[]; width: number; height: number } {
    const all = this.present();
    const columns = Math.max(...this.rows.map((row) => row.length));
    const widest = Math.max(...all.map((raster) => raster.width));
    const highest = Math.max(...all.map((raster) => raster.height));
    const widthOf = (text: string): number => Math.ceil(typeface.width(text, TEXT_SIZE));
    const left = GAP + Math.max(0, ...this.rowCaptions.map((caption) => widthOf(caption) + GAP));
    const fitting = (PAGE_WIDTH - left - columns * GAP) / (columns * widest);
    const zoom = this.options.zoom ?? (fitting < 1 ? fitting : Math.min(4, Math.floor(fitting)));
    const cell = {
      width: Math.max(widest * zoom, ...this.captions.flat(2).map(widthOf)),
      height: highest * zoom,
    };
    const x = (column: number): number => left + column * (cell.width + GAP);
    const tops: number[] = [];
    let bottom = 0;
    this.rows.forEach((_, r) => {
      const captions = (this.captions[r] ?? []).filter((caption) => caption.some((line) => line !== ''));
      const lines = Math.max(0, ...captions.map((caption) => caption.length));
      tops.push(bottom + GAP + lines * LINE_HEIGHT);
      bottom = tops[r] + cell.height;
    });

    const places = this.rows.flatMap((row, r) =>
      row.flatMap((raster, c) => {
        if (!raster) return [];
        const scale = zoom * Math.min(widest / raster.width, highest / raster.height);
        return [{ raster, row: r, x: x(c), y: tops[r], scale }];
      }),
    );
    const lines = [
      ...this.captions.flatMap((row, r) =>
        row.flatMap((caption, c) =>
          caption.map((text, l) => ({ text, x: x(c), y: tops[r] - (caption.length - l) * LINE_HEIGHT + TEXT_SIZE })),
        ),
      ),
      ...this.rowCaptions.map((text, r) => ({ text, x: GAP, y: tops[r] + (cell.height + TEXT_SIZE) / 2 })),
    ];
    return { places, lines, width: Math.ceil(x(columns)), height: Math.ceil(bottom + GAP) };
  }

  /** What is joined, and where it lies. */
  private joined(places: readonly Place[]): Joined[] {
    return this.links.flatMap((links, r) => {
      if (!links) return [];
      const [first, second] = places.filter((place) => place.row === r);
      return [{ links, first, second }];
    });
  }
}

function inRows<T>(list: readonly T[], columns: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / columns) }, (_, r) => list.slice(r * columns, (r + 1) * columns));
}

/**
 * Pictures in one row, or in rows of the same pictures for several frames, where `undefined` leaves a place empty; show
 * them with `display`.
 *
 * Throws InputError when a picture has not width·height·3 values, the captions do not fit their number, or links have no
 * two pictures to join.
 */
export function pictures(
  rows: readonly Raster[] | readonly (readonly (Raster | undefined)[])[],
  options: PicturesOptions = {},
): Pictures {
  const isGrid = (given: typeof rows): given is readonly (readonly (Raster | undefined)[])[] => Array.isArray(given[0]);
  const { columns } = options;
  if (isGrid(rows)) return new Pictures(rows, { ...options, columns: undefined });
  if (columns !== undefined && !(Number.isSafeInteger(columns) && columns > 0))
    throw new InputError(`columns is ${columns}; give a whole number of pictures, at least 1.`);
  return new Pictures(columns === undefined ? [rows] : inRows(rows, columns), options);
}
