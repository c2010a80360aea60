import type { FeatureMatrix } from '../../src/similarity/index.js';
import { seeded, type SeedPart } from '../../src/support/random.js';

export type Features = FeatureMatrix & { values: Float64Array };

/** Independent standard normal features, [rows, columns]. */
export function gaussian(rows: number, columns: number, ...seed: SeedPart[]): Features {
  const random = seeded('features', ...seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

/** Features that share some of x and have some of their own: `share·xM + (1 − share)·noise`, [x.rows, columns]. */
export function related(x: Features, columns: number, share: number, ...seed: SeedPart[]): Features {
  const mixed = product(x, gaussian(x.columns, columns, 'mix', ...seed));
  const noise = gaussian(x.rows, columns, 'noise', ...seed);
  return { ...mixed, values: mixed.values.map((value, i) => share * value + (1 - share) * noise.values[i]) };
}

/** Matrix product of x [n, p] and m [p, q]. */
export function product(x: Features, m: Features): Features {
  const values = new Float64Array(x.rows * m.columns);
  for (let i = 0; i < x.rows; i++)
    for (let k = 0; k < x.columns; k++)
      for (let j = 0; j < m.columns; j++)
        values[i * m.columns + j] += x.values[i * x.columns + k] * m.values[k * m.columns + j];
  return { rows: x.rows, columns: m.columns, values };
}
