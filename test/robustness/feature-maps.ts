import type { FeatureMap } from '../../src/features/feature-map.js';

/** A feature map whose values a function makes, called in the order of the array. */
export function featureMap(
  count: number,
  height: number,
  width: number,
  channels: number,
  value: (image: number, row: number, column: number, channel: number) => number,
): FeatureMap {
  const values = new Float32Array(count * height * width * channels);
  let at = 0;
  for (let image = 0; image < count; image++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let channel = 0; channel < channels; channel++) values[at++] = value(image, row, column, channel);
  return { stage: 'out', count, height, width, channels, stride: 4, values };
}
