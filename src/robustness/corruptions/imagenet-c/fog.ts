import { onFractions } from '../image-corruption.js';
import { plasma } from '../plasma.js';
import { imageNetC } from './source.js';

/** Clouds added to the image, and both scaled back to the image's brightest value. */
export const fog = onFractions(
  {
    name: 'fog',
    kind: 'weather',
    parameters: ['thickness', 'decay of detail'],
    values: [
      [1.5, 2],
      [2, 2],
      [2.5, 1.7],
      [2.5, 1.5],
      [3, 1.4],
    ],
    reference: imageNetC,
  },
  (unit, { width, height }, [thickness, decay], draws) => {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, width, height)));
    const cloud = plasma(size, decay, draws);
    let brightest = 0;
    for (let i = 0; i < unit.length; i++) if (unit[i] > brightest) brightest = unit[i];
    const scale = brightest / (brightest + thickness);
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i += 3) {
        const added = thickness * cloud[y * size + x];
        unit[i] = (unit[i] + added) * scale;
        unit[i + 1] = (unit[i + 1] + added) * scale;
        unit[i + 2] = (unit[i + 2] + added) * scale;
      }
    return unit;
  },
);
