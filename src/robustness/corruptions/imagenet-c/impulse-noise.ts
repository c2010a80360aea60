import { forUniforms } from '../draws.js';
import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** Salt and pepper: a share of all values, each on its own, becomes 0 or 1 by an even chance. */
export const impulseNoise = onRows(
  {
    name: 'impulse_noise',
    kind: 'noise',
    parameters: ['share of values'],
    values: [[0.03], [0.06], [0.09], [0.17], [0.27]],
    reference: imageNetC,
  },
  (_image, [share], draws) =>
    (unit) => {
      forUniforms(draws, unit.length, (start, uniforms) => {
        for (let i = 0; i < uniforms.length; i++)
          if (uniforms[i] < share) unit[start + i] = uniforms[i] < share / 2 ? 1 : 0;
      });
    },
);
