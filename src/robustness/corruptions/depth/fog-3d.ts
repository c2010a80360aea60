import { onFractions } from '../image-corruption.js';
import { filledDepth } from './known-depth.js';
import { commonCorruptions3d, depthUnit } from './source.js';

/** Fog that thickens with distance, `I·t + A·(1 − t)` with t = exp(−α·depth); the light A of the air is the image's mean. */
export const fog3d = onFractions(
  {
    name: 'fog_3d',
    kind: 'depth',
    parameters: [`attenuation α in 1/${depthUnit} m`],
    values: [[4], [8], [12], [16], [20]],
    reference: commonCorruptions3d,
  },
  (unit, { depth }, [attenuation]) => {
    let airlight = 0;
    for (const value of unit) airlight += value / unit.length;
    filledDepth(depth!).forEach((metres, pixel) => {
      const transmission = Math.exp((-attenuation * metres) / depthUnit);
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) unit[i] = airlight + transmission * (unit[i] - airlight);
    });
    return unit;
  },
);
