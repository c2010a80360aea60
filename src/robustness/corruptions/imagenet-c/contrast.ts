import type { ColourFrame } from '../image-corruption.js';
import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/** Means of red, green and blue, 0..1. */
function meanColour({ rgb, width, height }: ColourFrame): [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let i = 0; i < rgb.length; i += 3) {
    red += rgb[i];
    green += rgb[i + 1];
    blue += rgb[i + 2];
  }
  const scale = 1 / (width * height * (rgb instanceof Uint8Array ? 255 : 1));
  return [red * scale, green * scale, blue * scale];
}

/** Differences to the image's mean, channel by channel, multiplied by a factor. */
export const contrast = onRows(
  {
    name: 'contrast',
    kind: 'digital',
    parameters: ['factor'],
    values: [[0.4], [0.3], [0.2], [0.1], [0.05]],
    reference: imageNetC,
  },
  (image, [factor]) => {
    const [red, green, blue] = meanColour(image).map((mean) => (1 - factor) * mean);
    return (unit) => {
      for (let i = 0; i < unit.length; i += 3) {
        unit[i] = unit[i] * factor + red;
        unit[i + 1] = unit[i + 1] * factor + green;
        unit[i + 2] = unit[i + 2] * factor + blue;
      }
    };
  },
);
