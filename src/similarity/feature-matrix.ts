import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';
import { seeded, type SeedPart } from '../support/random.js';

/** Features of n samples, row-major [rows, columns]. */
export interface FeatureMatrix {
  rows: number;
  columns: number;
  values: Float32Array | Float64Array;
  /** Names of the samples, one a row; compared where both sides have them. */
  ids?: readonly string[];
}

/**
 * Checks that two sets of features can be compared: the same samples, at least `fewest`, all numbers finite, and not
 * all samples alike. Ids are compared where both sides have them. Throws InputError naming `first` or `second` and the
 * remedy.
 */
export function assertComparable(first: FeatureMatrix, second: FeatureMatrix, fewest: number): void {
  if (first.rows !== second.rows)
    throw new InputError(
      `The first features have ${first.rows} rows, the second ${second.rows}: similarity needs the same samples in the same order.`,
    );
  assertSameSamples(first, second);
  if (first.rows < fewest)
    throw new InputError(`${first.rows} samples were given; this similarity is defined from ${fewest} on.`);
  for (const [name, { rows, columns, values }] of Object.entries({ first, second })) {
    if (values.length !== rows * columns || columns < 1)
      throw new InputError(`The ${name} features are said to be ${rows}×${columns} but hold ${values.length} numbers.`);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      throw new InputError(
        `The ${name} features hold ${values[at]} (row ${Math.floor(at / columns)}, column ${at % columns}): leave such rows out or mend the encoder.`,
      );
    if (values.every((value) => value === 0))
      throw new InputError(
        `The ${name} features are all zero: was the layer run before it was recorded, and does anything reach it?`,
      );
    if (values.every((value, i) => value === values[i % columns]))
      throw new InputError(
        `The ${name} features are the same for all ${rows} samples: nothing varies, so that their similarity is not defined. Was the right layer recorded?`,
      );
  }
}

function assertSameSamples(first: FeatureMatrix, second: FeatureMatrix): void {
  for (const [name, { ids, rows }] of Object.entries({ first, second }))
    if (ids !== undefined && ids.length !== rows)
      throw new InputError(`The ${name} features have ${rows} rows but ${ids.length} sample ids; give one a row.`);
  if (first.ids === undefined || second.ids === undefined) return;
  const at = first.ids.findIndex((id, i) => id !== second.ids![i]);
  if (at >= 0)
    throw new InputError(
      `Row ${at} is sample ${first.ids[at]} in the first features and ${second.ids[at]} in the second: put both in the same order.`,
    );
}

/** The same features with the mean of each column taken off, in double precision. */
export function centreColumns({ rows, columns, values }: FeatureMatrix): FeatureMatrix & { values: Float64Array } {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += values[i] / rows;
  return { rows, columns, values: Float64Array.from(values, (value, i) => value - mean[i % columns]) };
}

/** Largest singular value that rounding alone may give centred features: of their stored values and of the mean's. */
export function roundingOf({ rows, columns, values }: FeatureMatrix): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  const precision = rows * Number.EPSILON + (values instanceof Float32Array ? 2 ** -23 : 0);
  return precision * largest * (Math.sqrt(rows) + Math.sqrt(columns));
}

/**
 * Samples `perImage` places of each image and takes from every map the cell that lies there: one matrix a map, row for
 * row of the same places.
 *
 * Places are cells of the coarsest map, drawn without replacement; a finer map gives the cell at their centre. The draw
 * follows from the seed and the image's index alone. Throws InputError when the maps are not of the same number of images.
 */
export function sampleTogether(
  maps: readonly FeatureMap[],
  perImage: number,
  ...seed: SeedPart[]
): (FeatureMatrix & { values: Float32Array })[] {
  const coarsest = maps.reduce((a, b) => (b.height * b.width < a.height * a.width ? b : a));
  const places = coarsest.height * coarsest.width;
  const drawn = Math.min(perImage, places);
  const matrices = maps.map(({ channels, count, stage }) => {
    if (count !== coarsest.count)
      throw new InputError(
        `Stage ${stage} has features of ${count} images, ${coarsest.stage} of ${coarsest.count}: compare the same images.`,
      );
    return { rows: count * drawn, columns: channels, values: new Float32Array(count * drawn * channels) };
  });
  for (let image = 0; image < coarsest.count; image++) {
    const order = seeded('similarity', ...seed, image).permutation(places);
    for (let i = 0; i < drawn; i++)
      maps.forEach(({ height, width, channels, values }, m) => {
        const row = Math.floor(((Math.floor(order[i] / coarsest.width) + 0.5) / coarsest.height) * height);
        const column = Math.floor((((order[i] % coarsest.width) + 0.5) / coarsest.width) * width);
        const from = ((image * height + row) * width + column) * channels;
        matrices[m].values.set(values.subarray(from, from + channels), (image * drawn + i) * channels);
      });
  }
  return matrices;
}
