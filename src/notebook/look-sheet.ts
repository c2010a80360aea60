import type { EncoderLook, Look } from '../analysis/index.js';
import { colourise } from '../image/colormap.js';
import type { ColourImage } from '../image/index.js';
import { formatNumber, ink, variationStyle } from '../plot/index.js';
import type { CompositeOptions, Frame } from './composite-png.js';
import type { LookPictures } from './look-pictures.js';
import type { Raster } from './rasters.js';
import { Sheet } from './sheet.js';

/** Pixels of the screen: the page, its border, between pictures; the widest a picture may be, and the highest the photograph. */
const sizes = { page: 1080, border: 24, gap: 12, widest: 230, highest: 300 };

/** Sizes and colours of texts. */
const styles = {
  title: { size: 23, weight: 600 },
  heading: { size: 15, weight: 600 },
  name: { size: 14, weight: 600 },
  body: { size: 13, colour: ink.soft },
  small: { size: 12, colour: ink.soft },
  number: { size: 12, weight: 600, colour: '#ffffff' },
} as const;

/** Pixels of a frame of the world that are shown about a nearest cell, along each side. */
const windowSide = 28;

/** What is drawn on, and where its columns are. */
interface Page {
  sheet: Sheet;
  look: Look;
  pictures: LookPictures;
  /** Left edges of the column of the photograph and of those of the encoders. */
  columns: number[];
  /** Of a picture in a column. */
  cell: { width: number; height: number };
}

/** One page that shows a look: the photograph, what is read out of each encoder's features, and where in the world it looks alike. */
export async function lookSheet(
  look: Look,
  pictures: LookPictures,
  photograph: ColourImage,
  options: CompositeOptions,
): Promise<Uint8Array> {
  // prettier-ignore
  const sheet = await Sheet.begin();
  const count = look.encoders.length + 1;
  const width = Math.min(sizes.widest, Math.floor((sizes.page - 2 * sizes.border - (count - 1) * sizes.gap) / count));
  const { width: seenWidth, height: seenHeight } = look.photograph;
  const page: Page = {
    sheet,
    look,
    pictures,
    columns: Array.from({ length: count }, (_, i) => sizes.border + i * (width + sizes.gap)),
    cell: { width, height: Math.round((width * seenHeight) / seenWidth) },
  };
  let y = introduction(page, photograph);
  y = names(page, y);
  y = colourRow(page, y);
  y = depthRow(page, y);
  y = featureRow(page, y);
  y = nearestRows(page, y, photograph);
  return sheet.png({ width: sizes.page, height: Math.ceil(y) }, options);
}

/** Title, the photograph with its marks, and how to read what follows; returns where that begins. */
function introduction({ sheet, look }: Page, photograph: ColourImage): number {
  const { border, gap, page } = sizes;
  const count = look.encoders.length;
  sheet.text(`What ${count === 1 ? 'an encoder sees' : `${count} encoders see`} in ${look.photograph.id}`, border, 44, styles.title); // prettier-ignore
  const top = 66;
  const scale = Math.min((page * 0.4) / photograph.width, sizes.highest / photograph.height);
  const frame = { x: border, y: top, width: photograph.width * scale, height: photograph.height * scale };
  sheet.picture(photograph, frame);
  look.places.forEach((place, i) => numbered(sheet, i, inFrame(place, look.photograph, frame)));

  const left = border + frame.width + 2 * gap;
  let y = top + 12;
  for (const [heading, explanation] of explanations(look)) {
    const [first, ...others] = sheet.broken(explanation, page - border - left, styles.body);
    const indent = sheet.width(`${heading}  `, styles.heading);
    const [start, ...rest] = sheet.broken([first, ...others].join(' '), page - border - left - indent, styles.body);
    sheet.text(heading, left, y, styles.heading);
    sheet.text(start, left + indent, y, styles.body);
    for (const line of sheet.broken(rest.join(' '), page - border - left, styles.body)) sheet.text(line, left, (y += 19), styles.body); // prettier-ignore
    y += 29;
  }
  return Math.max(y - 12, top + frame.height + 28);
}

function explanations(look: Look): [heading: string, text: string][] {
  const { photograph, position, encoders } = look;
  const world = worldName(look);
  const stages = [...new Set(encoders.map(({ stage }) => stage))].join(', ');
  const { width, height } = photograph;
  return [
    ['What goes in', `${width} × ${height} pixels. What comes out is read from frozen features (stage ${stages}), each cell by itself, by linear probes fitted on ${world} and on nothing else.`], // prettier-ignore
    ['Colour', 'R² here: how much of this picture’s colour, brightness too, can be read out. 1 is all of it; below 0, one colour for the whole picture would do better.'], // prettier-ignore
    ['Depth', `The probe only ever saw ${world}: at best it tells near from far, never metres. Position in the image alone reaches R² ${number(position.r2InWorld)} there; r says how like that each map is.`], // prettier-ignore
    ['Features', 'Their three main directions as red, green and blue. Like colours are like features within a map; between maps they mean nothing.'], // prettier-ignore
    ['Nearest cells', `For each numbered place what looks most alike to the encoder in unseen frames of ${world}, with the cosine.`], // prettier-ignore
  ];
}

/** The names of the encoders above their columns. */
function names({ sheet, look, columns }: Page, top: number): number {
  const all = look.encoders.map(({ name }) => name);
  sheet.shape(`<path d="M${sizes.border} ${top + 4}H${sizes.page - sizes.border}" stroke="${ink.line}"/>`);
  look.encoders.forEach(({ name }, i) => {
    const { label, colour } = variationStyle(name, all);
    sheet.text(name === 'none' ? 'no pretraining' : label, columns[i + 1], top + 28, { ...styles.name, colour });
  });
  return top + 38;
}

function colourRow(page: Page, top: number): number {
  const { look, pictures } = page;
  const { width, height } = look.photograph;
  const texts = look.encoders.map(({ colour: { r2, r2InWorld } }) => `R² ${number(r2)} here, ${number(r2InWorld)} in ${worldName(look)}`); // prettier-ignore
  const rasters = pictures.encoders.map(({ colour }) => colour);
  return row(page, top, 'Colour', [pictures.seen, ...rasters], [`what goes in: ${width} × ${height}`, ...texts]);
}

function depthRow(page: Page, top: number): number {
  const { look, pictures } = page;
  const texts = look.encoders.map(({ depth }) => `R² ${number(depth.r2InWorld)} in ${worldName(look)}, position r ${number(depth.likePosition)}`); // prettier-ignore
  const rasters = pictures.encoders.map(({ depth }) => depth);
  depthBar(page, top + 14);
  return row(page, top, 'Depth', [pictures.position, ...rasters], ['position alone, no encoder', ...texts]);
}

/** What the colours of depth mean, on a line beside the heading. */
function depthBar({ sheet, columns }: Page, baseline: number): void {
  const x = columns[0] + sheet.width('Depth  ', styles.heading);
  sheet.text('near', x, baseline, styles.small);
  const bar = { x: x + sheet.width('near ', styles.small) + 2, y: baseline - 9, width: 64, height: 9 };
  sheet.picture({ width: 64, height: 1, rgb: colourise(Float32Array.from({ length: 64 }, (_, i) => i), { low: 0, high: 63 }) }, bar); // prettier-ignore
  sheet.text('far', bar.x + bar.width + 6, baseline, styles.small);
}

function featureRow(page: Page, top: number): number {
  const { look, pictures } = page;
  const texts = look.encoders.map(({ principal: { shares } }) => {
    return `${Math.round(100 * shares.reduce((sum, share) => sum + share, 0))} % of the variance`;
  });
  const rasters = pictures.encoders.map(({ features }) => features);
  note(page, top + 36, 'Red, green and blue are the three main directions of the features.');
  return row(page, top, 'Features', [undefined, ...rasters], ['', ...texts]);
}

/** Pictures side by side with a line below each; returns where the next row begins. */
function row(
  page: Page,
  top: number,
  heading: string,
  rasters: readonly (Raster | undefined)[],
  texts: readonly string[],
): number {
  // prettier-ignore
  const { sheet, columns, cell } = page;
  sheet.text(heading, columns[0], top + 14, styles.heading);
  const y = top + 24;
  rasters.forEach((raster, i) => {
    if (raster) sheet.picture(raster, { x: columns[i], y, ...cell });
    sheet.text(texts[i], columns[i], y + cell.height + 16, styles.small);
  });
  return y + cell.height + 34;
}

/** Words in the column of the photograph. */
function note({ sheet, columns, cell }: Page, top: number, words: string): void {
  sheet.broken(words, cell.width - 12, styles.small).forEach((line, i) => sheet.text(line, columns[0], top + 17 * i, styles.small)); // prettier-ignore
}

/** For each place the photograph about it and, for each encoder, the surroundings of the nearest cells. */
function nearestRows({ sheet, look, columns, cell }: Page, top: number, photograph: ColourImage): number {
  sheet.text('Nearest cells', columns[0], top + 14, styles.heading);
  const shown = Math.max(1, ...look.encoders.map(({ nearest }) => Math.max(...nearest.map((found) => found.length))));
  const side = Math.floor((cell.width - (shown - 1) * 4) / shown);
  let y = top + 24;
  look.places.forEach((place, p) => {
    const [u, v] = inFrame(place, look.photograph, { x: 0, y: 0, ...photograph });
    const scale = photograph.width / look.photograph.width;
    const about = crop(photograph, u, v, windowSide * scale);
    const frame = { x: columns[0], y, width: side, height: side };
    sheet.picture(about, frame);
    marked(sheet, inFrame([about.u, about.v], about, frame), (look.encoders[0].stride * side) / windowSide);
    numbered(sheet, p, [frame.x + side + 16, y + side / 2]);
    look.encoders.forEach((encoder, e) => neighbours(sheet, look, encoder, p, { x: columns[e + 1], y, width: side, height: side })); // prettier-ignore
    y += side + 26;
  });
  const last = 'One picture, one run of each encoder: something to look at, not a finding.';
  sheet.text(last, columns[0], y + 8, styles.small);
  return y + 28;
}

function neighbours(sheet: Sheet, look: Look, { nearest, stride }: EncoderLook, place: number, first: Frame): void {
  nearest[place].forEach(({ image, row: cellRow, column, similarity }, i) => {
    const frame = { ...first, x: first.x + i * (first.width + 4) };
    const [u, v] = [(column + 0.5) * stride, (cellRow + 0.5) * stride];
    const about = crop(look.frames[image], u, v, windowSide);
    sheet.picture(about, frame);
    marked(sheet, inFrame([about.u, about.v], about, frame), (stride * frame.width) / about.width);
    sheet.text(number(similarity), frame.x, frame.y + frame.height + 14, styles.small);
  });
}

/** A square of a raster about a place, moved inwards at the border, and where the place lies in it. */
function crop({ width, height, rgb }: Raster, u: number, v: number, wanted: number): Raster & { u: number; v: number } {
  const side = Math.max(1, Math.round(Math.min(wanted, width, height)));
  const begin = (at: number, length: number): number => Math.round(Math.min(length - side, Math.max(0, at - side / 2)));
  const [left, top] = [begin(u, width), begin(v, height)];
  const part = new Uint8Array(side * side * 3);
  for (let line = 0; line < side; line++) {
    const from = ((top + line) * width + left) * 3;
    part.set(rgb.subarray(from, from + side * 3), line * side * 3);
  }
  return { width: side, height: side, rgb: part, u: u - left, v: v - top };
}

/** A place of a raster on the page. */
function inFrame(
  [u, v]: readonly [number, number],
  raster: { width: number; height: number },
  frame: Frame,
): [x: number, y: number] {
  // prettier-ignore
  return [frame.x + (u * frame.width) / raster.width, frame.y + (v * frame.height) / raster.height];
}

/** A cell with edges of `length`, or as small as can be seen. */
function marked(sheet: Sheet, [x, y]: readonly [number, number], length: number): void {
  const edge = Math.max(6, length);
  const at = `x="${x - edge / 2}" y="${y - edge / 2}" width="${edge}" height="${edge}" fill="none"`;
  sheet.shape(`<rect ${at} stroke="#000" stroke-width="3"/><rect ${at} stroke="#fff" stroke-width="1.4"/>`);
}

/** The number of a place on a dark disc. */
function numbered(sheet: Sheet, index: number, [x, y]: readonly [number, number]): void {
  const text = String(index + 1);
  sheet.shape(`<circle cx="${x}" cy="${y}" r="9.5" fill="${ink.text}" stroke="#fff" stroke-width="1.5"/>`);
  sheet.text(text, x - sheet.width(text, styles.number) / 2, y + 4.4, styles.number);
}

function worldName({ world }: Look): string {
  return world === 'rooms' ? 'Rooms' : world;
}

function number(value: number): string {
  return Number.isFinite(value) ? formatNumber(value) : '–';
}
