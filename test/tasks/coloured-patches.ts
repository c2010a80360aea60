import { instanceBounds } from '../../data-loaders/instance-bounds.js';
import type { Box, Sample } from '../../data-loaders/sample.js';
import type { FeatureSource } from '../../src/features/index.js';
import { seeded } from '../../src/support/random.js';

export const patchWidth = 32;
export const patchHeight = 16;

/** Classes of {@link colouredPatches}: 0 is unlabelled, `never` occurs nowhere. */
export const patchDataset = { name: 'patches', classes: ['unlabelled', 'grey', 'red', 'blue', 'never'] };

const looks = [
  { rgb: [0, 0, 0], metres: 0 },
  { rgb: [120, 120, 120], metres: 4 },
  { rgb: [220, 40, 30], metres: 1.5 },
  { rgb: [30, 60, 220], metres: 2.2 },
] as const;

/**
 * Frames of a grey wall with a red and a blue patch anywhere before it, two frames a scene: colour alone tells class and depth
 * of a pixel, its place tells nothing. Column 7 is unlabelled and unmeasured. The patches are instances 2 and 3, as far as
 * they are seen.
 */
export function colouredPatches(count: number): Sample[] {
  const random = seeded('coloured patches');
  return Array.from({ length: count }, (_, i) => {
    const size = patchWidth * patchHeight;
    const sample = {
      semantics: new Uint16Array(size).fill(1),
      depth: new Float32Array(size),
      rgb: new Uint8Array(size * 3),
    };
    for (const label of [2, 3]) {
      const [left, top] = [random.int(patchWidth - 6), random.int(patchHeight - 6)];
      const [right, bottom] = [left + 6 + random.int(10), top + 6 + random.int(6)];
      for (let v = top; v < Math.min(bottom, patchHeight); v++)
        sample.semantics.fill(label, v * patchWidth + left, v * patchWidth + Math.min(right, patchWidth));
    }
    const instances = sample.semantics.map((label) => (label > 1 ? label : 0));
    sample.semantics.forEach((label, pixel) => {
      const { rgb, metres } = looks[label];
      sample.rgb.set(
        rgb.map((value) => value + random.int(20)),
        3 * pixel,
      );
      if (pixel % patchWidth === 7) sample.semantics[pixel] = 0;
      else sample.depth[pixel] = metres;
    });
    const [width, height] = [patchWidth, patchHeight];
    const camera = { width, height, fx: 30, fy: 30, cx: 16, cy: 8 };
    const scene = `scene-${Math.floor(i / 2)}`;
    return {
      id: `${scene}/${i % 2}`,
      dataset: 'patches',
      scene,
      split: 'train',
      width,
      height,
      camera,
      ...sample,
      instances,
      boxes: boxesOf(instances),
    };
  });
}

function boxesOf(instances: Uint16Array): Box[] {
  return Array.from(instanceBounds(instances, patchWidth), ([instance, { x, y, width, height }]) => ({
    ...{ x, y, width, height, instance, class: patchDataset.classes[instance], classId: instance },
  }));
}

/** Features that are the colours of the four pixels of each cell. */
export const colourCells: FeatureSource = {
  name: 'colours',
  stages: [{ name: 'out', channels: 12, stride: 2 }],
  encoderEnd: 'out',
  output: 'out',
  extract: async (samples) => {
    const [height, width, channels] = [patchHeight / 2, patchWidth / 2, 12];
    const values = new Float32Array(samples.length * height * width * channels);
    samples.forEach(({ rgb }, n) => {
      for (let cell = 0; cell < height * width; cell++)
        for (let k = 0; k < 4; k++) {
          const row = 2 * Math.floor(cell / width) + (k >> 1);
          const pixel = row * patchWidth + 2 * (cell % width) + (k & 1);
          values.set(rgb.subarray(3 * pixel, 3 * pixel + 3), ((n * height * width + cell) * 4 + k) * 3);
        }
    });
    return { out: { stage: 'out', count: samples.length, height, width, channels, stride: 2, values } };
  },
};
