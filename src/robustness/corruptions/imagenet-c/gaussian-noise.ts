import { forNormals } from '../draws.js';
import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** Sensor noise in low light: independent normal noise added to every value. */
export const gaussianNoise = onRows(
  {
    name: 'gaussian_noise',
    kind: 'noise',
    parameters: ['σ'],
    values: [[0.08], [0.12], [0.18], [0.26], [0.38]],
    reference: imageNetC,
  },
  (_image, [sigma], draws) =>
    (unit) => {
      forNormals(draws, unit.length, (start, normals) => {
        for (let i = 0; i < normals.length; i++) unit[start + i] += sigma * normals[i];
      });
    },
);
