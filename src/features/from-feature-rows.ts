import { InputError } from '../support/errors.js';
import type { FeatureMap } from './feature-map.js';
import { wholeMatrix, type FeatureRows } from './feature-rows.js';
import type { FeatureSource } from './source.js';

/** Features of cells by frame. */
interface CellFeatures {
  height: number;
  width: number;
  channels: number;
  /** Row of the first cell of each frame. */
  firstRow: ReadonlyMap<string, number>;
  values: Float32Array | Float64Array;
}

/**
 * Features that were computed elsewhere, of every cell of some frames, as a source that probes and audits take.
 *
 * Rows are named `scene/frame@row,column`, a frame's cells one after the other in reading order, as `extract` writes them
 * with `pool: 'none'`. Cells must be squares of whole pixels; `size` is that of the images.
 * Throws InputError where ids are missing or of another form, a frame's cells are incomplete or out of order, and cells are
 * no squares; `extract` throws it, naming the frame, for one without features, and for an unknown stage.
 *
 * @param stages from input to output, by name
 */
export function featureRowsSource(
  name: string,
  stages: Readonly<Record<string, FeatureRows>>,
  size: { height: number; width: number },
): FeatureSource {
  const stored = new Map(Object.entries(stages).map(([stage, rows]) => [stage, cellFeatures(rows)]));
  if (stored.size === 0) throw new InputError(`${name} has no stage: give features of one at least.`);
  const described = [...stored].map(([stage, { height, width, channels }]) => {
    const stride = size.width / width;
    if (!Number.isInteger(stride) || size.height / height !== stride)
      throw new InputError(
        `${stages[stage].name} has ${width}×${height} cells, images of ${size.width}×${size.height}: cells must be squares of whole pixels.`,
      );
    return { name: stage, channels, stride };
  });
  const output = described[described.length - 1].name;
  return {
    name,
    stages: described,
    encoderEnd: output,
    output,
    extract: (samples, wanted = [...stored.keys()]) =>
      Promise.resolve(
        Object.fromEntries(
          wanted.map((stage): [string, FeatureMap] => {
            const features = stored.get(stage);
            const stride = described.find((one) => one.name === stage)?.stride;
            if (!features || stride === undefined)
              throw new InputError(`Unknown stage ${stage}: ${name} has ${[...stored.keys()].join(', ')}.`);
            return [stage, mapOf(samples, features, { stage, stride, file: stages[stage].name })];
          }),
        ),
      ),
  };
}

function mapOf(
  samples: readonly { id: string }[],
  { height, width, channels, firstRow, values }: CellFeatures,
  { stage, stride, file }: { stage: string; stride: number; file: string },
): FeatureMap {
  const perImage = height * width * channels;
  const taken = new Float32Array(samples.length * perImage);
  samples.forEach(({ id }, i) => {
    const first = firstRow.get(id);
    if (first === undefined) throw new InputError(`${file} has no features of frame ${id}: compute those too.`);
    taken.set(values.subarray(first * channels, first * channels + perImage), i * perImage);
  });
  return { stage, count: samples.length, height, width, channels, stride, values: taken };
}

/** Reads rows as cells of frames, and checks that they are all there. */
function cellFeatures(rows: FeatureRows): CellFeatures {
  if (!rows.ids) throw new InputError(`${rows.name} has no ids: name each row scene/frame@row,column in a text file.`);
  const cells = rows.ids.map((id, at) => {
    const [, frame, row, column] = /^(.+)@(\d+),(\d+)$/.exec(id) ?? [];
    if (frame === undefined)
      throw new InputError(`Row ${at} of ${rows.name} is called ${id}: expected scene/frame@row,column.`);
    return { frame, row: Number(row), column: Number(column) };
  });
  const height = 1 + cells.reduce((most, { row }) => Math.max(most, row), 0);
  const width = 1 + cells.reduce((most, { column }) => Math.max(most, column), 0);
  const firstRow = new Map<string, number>();
  cells.forEach(({ frame }, at) => {
    if (!firstRow.has(frame)) firstRow.set(frame, at);
  });
  cells.forEach(({ frame, row, column }, at) => {
    const expected = firstRow.get(frame)! + row * width + column;
    if (expected !== at)
      throw new InputError(
        `Row ${at} of ${rows.name}, ${rows.ids![at]}, is not where it should be: give all ${height}×${width} cells of a frame one after the other, row by row.`,
      );
  });
  if (cells.length !== firstRow.size * height * width)
    throw new InputError(
      `${rows.name} has ${cells.length} rows for ${firstRow.size} frames of ${height}×${width} cells: a frame lacks its last ones.`,
    );
  return { height, width, channels: rows.columns, firstRow, values: wholeMatrix(rows).values };
}
