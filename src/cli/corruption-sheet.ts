import { mosaic, type Picture } from '../../data-loaders/picture.js';
import { writePng } from '../formats/png.js';
import { resizeColours, type ColourImage } from '../image/index.js';
import { severities, type Severity } from '../robustness/corruptions/index.js';

/** Longest side in pixels of each picture on the sheet. */
const longestSide = 224;

/** A PNG with a row for each corruption and a column for each severity, after the image itself. */
export async function corruptionSheet<Row extends { name: string }>(
  rows: readonly Row[],
  apply: (row: Row, severity: Severity) => Promise<Uint8Array>,
  image: ColourImage,
): Promise<Uint8Array> {
  const clean = small(image);
  const columns = [new Map(rows.map(({ name }) => [name, clean]))];
  for (const severity of severities) {
    const column = new Map<string, Picture>();
    for (const row of rows) column.set(row.name, small({ ...image, rgb: await apply(row, severity) }));
    columns.push(column);
  }
  const names = rows.map(({ name }) => name);
  const { width, height, rgb } = mosaic(columns, names, 4);
  return writePng({ width, height, channels: 3, values: rgb });
}

function small(image: Picture): Picture {
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  return scale === 1 ? image : { ...size, rgb: resizeColours(image.rgb, image, size) };
}
