import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/**
 * HSV saturation s becomes `clip(a·s + b)`; hue and value stay, so that the distances to the largest channel grow by one
 * factor. Greys have hue 0: with b > 0 they turn reddish, as in the benchmark.
 */
export const saturate = onRows(
  {
    name: 'saturate',
    kind: 'digital',
    parameters: ['factor a', 'summand b'],
    values: [
      [0.3, 0],
      [0.1, 0],
      [2, 0],
      [5, 0.1],
      [20, 0.2],
    ],
    reference: imageNetC,
  },
  (_image, [factor, summand]) =>
    (unit) => {
      for (let i = 0; i < unit.length; i += 3) {
        const value = Math.max(unit[i], unit[i + 1], unit[i + 2]);
        const chroma = value - Math.min(unit[i], unit[i + 1], unit[i + 2]);
        if (chroma === 0) {
          unit[i + 1] = unit[i + 2] = value * (1 - Math.min(1, summand));
          continue;
        }
        const saturation = chroma / value;
        const growth = Math.min(1, saturation * factor + summand) / saturation;
        unit[i] = value - (value - unit[i]) * growth;
        unit[i + 1] = value - (value - unit[i + 1]) * growth;
        unit[i + 2] = value - (value - unit[i + 2]) * growth;
      }
    },
);
