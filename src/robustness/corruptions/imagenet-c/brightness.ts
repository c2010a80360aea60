import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** A constant added to HSV value; hue and saturation stay, so that all channels grow by one factor and black turns grey. */
export const brightness = onRows(
  {
    name: 'brightness',
    kind: 'digital',
    parameters: ['added to HSV value'],
    values: [[0.1], [0.2], [0.3], [0.4], [0.5]],
    reference: imageNetC,
  },
  (_image, [added]) =>
    (unit) => {
      for (let i = 0; i < unit.length; i += 3) {
        const value = Math.max(unit[i], unit[i + 1], unit[i + 2]);
        if (value === 0) unit.fill(added, i, i + 3);
        else {
          const factor = Math.min(1, value + added) / value;
          unit[i] *= factor;
          unit[i + 1] *= factor;
          unit[i + 2] *= factor;
        }
      }
    },
);
