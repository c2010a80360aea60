import { onFractions } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Differences to the image's mean, channel by channel, multiplied by a factor. */
export const contrast = onFractions(
  {
    name: 'contrast',
    kind: 'digital',
    parameters: ['factor'],
    values: [[0.4], [0.3], [0.2], [0.1], [0.05]],
    reference: imageNetC,
  },
  (unit, { width, height }, [factor]) => {
    let [red, green, blue] = [0, 0, 0];
    for (let i = 0; i < unit.length; i += 3) {
      red += unit[i];
      green += unit[i + 1];
      blue += unit[i + 2];
    }
    const rest = (1 - factor) / (width * height);
    [red, green, blue] = [red * rest, green * rest, blue * rest];
    for (let i = 0; i < unit.length; i += 3) {
      unit[i] = unit[i] * factor + red;
      unit[i + 1] = unit[i + 1] * factor + green;
      unit[i + 2] = unit[i + 2] * factor + blue;
    }
    return unit;
  },
);
