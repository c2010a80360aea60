import type { FeatureSource } from '../../src/features/index.js';
import { cellMeans } from '../../src/probes/index.js';

/** Knows the mean colour of every cell of a stride of 4 and nothing else. */
export const cellColours: FeatureSource = {
  name: 'colours',
  stages: [{ name: 'out', channels: 3, stride: 4 }],
  encoderEnd: 'out',
  output: 'out',
  extract: async (samples) => {
    const grid = { width: samples[0].width / 4, height: samples[0].height / 4, stride: 4 };
    const values = Float32Array.from(samples.flatMap((sample) => [...cellMeans(sample.rgb, 3, sample, grid).values]));
    return { out: { ...grid, stage: 'out', count: samples.length, channels: 3, values } };
  },
};
