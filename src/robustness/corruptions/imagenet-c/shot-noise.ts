import { forUniforms } from '../draws.js';
import { onRows } from '../on-rows.js';
import { PoissonCounts } from '../poisson.js';
import { imageNetC } from './source.js';

/** Too few photons: every value becomes a Poisson count of mean `x·λ`, divided by λ. */
export const shotNoise = onRows(
  {
    name: 'shot_noise',
    kind: 'noise',
    parameters: ['photons λ of a white value'],
    values: [[60], [25], [12], [5], [3]],
    reference: imageNetC,
  },
  (_image, [photons], draws) => {
    const poisson = new PoissonCounts(photons);
    const another = (): number => draws.uniform(0, 1);
    return (unit) =>
      forUniforms(draws, unit.length, (start, uniforms) => {
        for (let i = 0; i < uniforms.length; i++)
          unit[start + i] = poisson.count(unit[start + i], uniforms[i], another) / photons;
      });
  },
);
