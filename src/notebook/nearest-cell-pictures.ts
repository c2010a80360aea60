import type { Sample } from '../../data-loaders/sample.js';
import { nearestCells, type CellPlace, type FeatureMap } from '../features/index.js';
import { InputError } from '../support/errors.js';
import { namedSources, type SeeingByName } from './named-sources.js';
import { pictures, type Pictures } from './pictures.js';
import type { Mark, Raster } from './rasters.js';

/** Options of {@link nearestCellPictures}. */
export interface NearestCellOptions {
  /** Whose features; the output unless given. */
  stage?: string;
  /** Frames shown, those with the most similar cells (4). */
  count?: number;
}

/**
 * What in other frames is most similar, for an encoder, to one place of a photograph: the photograph with the cell that holds the pixel,
 * and beside it the frames with the nearest cells, best first, one cell a frame. Nearness is the cosine of features, each channel
 * standardised over the cells of the frames (see `nearestCells`).
 *
 * @param encoders one, or several by name, a row for each
 * @param at the pixel [u, v] of the photograph
 * @param frames among which is sought, of the photograph's size; the photograph itself is passed over
 *
 * Throws InputError when the pixel lies outside, sizes differ, there are no other frames, or the stage is unknown.
 */
export async function nearestCellPictures(
  encoders: SeeingByName,
  photograph: Sample,
  at: readonly [u: number, v: number],
  frames: readonly Sample[],
  { stage, count = 4 }: NearestCellOptions = {},
): Promise<Pictures> {
  const others = frames.filter(({ id }) => id !== photograph.id);
  if (others.length === 0) throw new InputError('There is no other frame to search: give some besides the photograph.');
  const [u, v] = at;
  if (!(u >= 0 && v >= 0 && u < photograph.width && v < photograph.height))
    throw new InputError(`Pixel (${u}, ${v}) lies outside the photograph of ${photograph.width}×${photograph.height}.`);
  const rows: Raster[][] = [];
  const captions: string[] = [];
  for (const { name, source } of namedSources(
    encoders,
    [photograph, ...others],
    stage === undefined ? undefined : [stage],
  )) {
    const chosen = stage ?? source.output;
    const query = (await source.extract([photograph], [chosen]))[chosen];
    const among = (await source.extract(others, [chosen]))[chosen];
    const place = cellAtPixel(query, u, v);
    const found = nearestCells(place, query, among, { count });
    rows.push([marked(photograph, place, query), ...found.map((cell) => marked(others[cell.image], cell, among))]);
    captions.push(
      name === '' ? chosen : `${name}, ${chosen}`,
      ...found.map(({ similarity }) => `similarity ${similarity.toFixed(2)}`),
    );
  }
  return pictures(rows.flat(), { columns: rows[0].length, captions });
}

/** The cell that holds a pixel; the last one where cells do not cover the border. */
function cellAtPixel({ stride, height, width }: FeatureMap, u: number, v: number): CellPlace {
  const [row, column] = [Math.floor(v / stride), Math.floor(u / stride)];
  return { image: 0, row: Math.min(height - 1, row), column: Math.min(width - 1, column) };
}

function marked({ width, height, rgb }: Sample, { row, column }: CellPlace, { stride }: FeatureMap): Raster {
  const mark: Mark = { x: column * stride, y: row * stride, width: stride, height: stride };
  return { width, height, rgb, marks: [mark] };
}
