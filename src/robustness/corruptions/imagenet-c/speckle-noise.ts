import { forNormals } from '../draws.js';
import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** Normal noise in proportion to the value, `x + x·σz`. */
export const speckleNoise = onRows(
  {
    name: 'speckle_noise',
    kind: 'noise',
    parameters: ['σ'],
    values: [[0.15], [0.2], [0.35], [0.45], [0.6]],
    reference: imageNetC,
  },
  (_image, [sigma], draws) =>
    (unit) => {
      forNormals(draws, unit.length, (start, normals) => {
        for (let i = 0; i < normals.length; i++) unit[start + i] *= 1 + sigma * normals[i];
      });
    },
);
