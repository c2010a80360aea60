import { forNormals } from '../draws.js';
import { onFractions } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Normal noise in proportion to the value, `x + x·σz`. */
export const speckleNoise = onFractions(
  {
    name: 'speckle_noise',
    kind: 'noise',
    parameters: ['σ'],
    values: [[0.15], [0.2], [0.35], [0.45], [0.6]],
    reference: imageNetC,
  },
  (unit, _frame, [sigma], draws) => {
    forNormals(draws, unit.length, (start, normals) => {
      for (let i = 0; i < normals.length; i++) unit[start + i] *= 1 + sigma * normals[i];
    });
    return unit;
  },
);
