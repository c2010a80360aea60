import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureSource } from '../../src/features/index.js';

/** A source whose only stage `out` says of each cell of 2 × 2 pixels what a function makes of its middle pixel. */
export function knownSource(
  name: string,
  features: (sample: Sample, pixel: number) => readonly number[],
): FeatureSource {
  const stride = 2;
  return {
    name,
    stages: [{ name: 'out', channels: 3, stride }],
    encoderEnd: 'out',
    output: 'out',
    extract: (samples) => {
      const { width: columns, height: rows } = samples[0];
      const [width, height] = [columns / stride, rows / stride];
      const values = samples.flatMap((sample) =>
        Array.from({ length: width * height }, (_, cell) => {
          const [u, v] = [(cell % width) * stride + 1, Math.floor(cell / width) * stride + 1];
          return features(sample, v * columns + u);
        }),
      );
      const channels = values[0].length;
      const map = { stage: 'out', count: samples.length, height, width, channels, stride };
      return Promise.resolve({ out: { ...map, values: Float32Array.from(values.flat()) } });
    },
  };
}
