import { forNormals } from '../draws.js';
import { onFractions } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Sensor noise in low light: independent normal noise added to every value. */
export const gaussianNoise = onFractions(
  {
    name: 'gaussian_noise',
    kind: 'noise',
    parameters: ['σ'],
    values: [[0.08], [0.12], [0.18], [0.26], [0.38]],
    reference: imageNetC,
  },
  (unit, _frame, [sigma], draws) => {
    forNormals(draws, unit.length, (start, normals) => {
      for (let i = 0; i < normals.length; i++) unit[start + i] += sigma * normals[i];
    });
    return unit;
  },
);
