import { onRows } from '../on-rows.js';
import { plasma } from '../plasma.js';
import { imageNetC } from './source.js';

/** Clouds added to the image, and both scaled back to the image's brightest value. */
export const fog = onRows(
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
  ({ rgb, width, height }, [thickness, decay], draws) => {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, width, height)));
    const cloud = plasma(size, decay, draws);
    let brightest = 0;
    for (let i = 0; i < rgb.length; i++) if (rgb[i] > brightest) brightest = rgb[i];
    if (rgb instanceof Uint8Array) brightest /= 255;
    const scale = brightest / (brightest + thickness);
    return (unit, top) => {
      for (let y = top, i = 0; i < unit.length; y++)
        for (let x = 0; x < width; x++, i += 3) {
          const added = thickness * cloud[y * size + x];
          unit[i] = (unit[i] + added) * scale;
          unit[i + 1] = (unit[i + 1] + added) * scale;
          unit[i + 2] = (unit[i + 2] + added) * scale;
        }
    };
  },
);
