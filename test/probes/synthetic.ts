import type { Material, Sample, Split } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { seeded } from '../../src/support/random.js';
import type { Splits } from '../../src/probes/splits.js';

export const width = 48;
export const height = 32;
/** Pixels along each side of a surface. */
const side = 16;
export const kinds = 3;

/** A frame of square surfaces: each its own colour, depth and texture, all drawn independently. */
export function syntheticSample(scene: string, frame: number, split: Split): Sample {
  const random = seeded('synthetic', scene, frame);
  const pixels = width * height;
  const columns = width / side;
  const rows = height / side;
  const materials: (Material | undefined)[] = [undefined];
  const metres: number[] = [0];
  const directions: number[][] = [[0, 0, 0]];
  for (let i = 0; i < columns * rows; i++) {
    const kind = random.int(kinds);
    materials.push({
      kind,
      frequency: kind === 0 ? 0 : Math.exp(random.uniform(0, 2)),
      orientation: random.uniform(0, Math.PI),
      colour: [random.next(), random.next(), random.next()],
    });
    // The lower in the image the nearer, as on a floor.
    metres.push(Math.exp(0.6 - 0.6 * Math.floor(i / columns) + 0.4 * random.normal()));
    const direction = [random.normal(), random.normal(), -1 - Math.abs(random.normal())];
    const length = Math.hypot(...direction);
    directions.push(direction.map((x) => x / length));
  }
  const sample: Sample = {
    id: `${scene}/${frame}`,
    dataset: 'synthetic',
    scene,
    split,
    width,
    height,
    rgb: new Uint8Array(pixels * 3),
    camera: { width, height, fx: 30, fy: 30, cx: width / 2, cy: height / 2 },
    depth: new Float32Array(pixels),
    normals: new Float32Array(pixels * 3),
    albedo: new Uint8Array(pixels * 3),
    instances: new Uint16Array(pixels),
    semantics: new Uint16Array(pixels),
    materials,
  };
  for (let pixel = 0; pixel < pixels; pixel++) {
    const u = pixel % width;
    const v = Math.floor(pixel / width);
    const instance = Math.floor(v / side) * columns + Math.floor(u / side) + 1;
    const { colour, orientation, frequency } = materials[instance]!;
    // Unlabelled, or its texture's kind.
    sample.semantics![pixel] = materials[instance]!.kind;
    const wave = Math.sin((u * Math.cos(orientation) + v * Math.sin(orientation)) * 1.5);
    const shade = frequency > 0 ? 0.75 + 0.25 * wave : 1;
    sample.instances![pixel] = instance;
    sample.depth![pixel] = metres[instance];
    sample.normals!.set(directions[instance], pixel * 3);
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.round(255 * colour[channel] * shade);
      sample.albedo![pixel * 3 + channel] = value;
      sample.rgb[pixel * 3 + channel] = value;
    }
  }
  return sample;
}

export function syntheticSplits(scenes: Splits<number>, framesPerScene = 2): Splits<Sample[]> {
  const make = (split: Split, count: number): Sample[] =>
    Array.from({ length: count * framesPerScene }, (_, i) =>
      syntheticSample(`${split}-${Math.floor(i / framesPerScene)}`, i % framesPerScene, split),
    );
  return {
    train: make('train', scenes.train),
    validation: make('val', scenes.validation),
    test: make('test', scenes.test),
  };
}

/** Feature maps from a function of sample and cell (row, column) on the grid of a stride. */
export function featureMap(
  samples: readonly Sample[],
  stride: number,
  channels: number,
  feature: (sample: Sample, row: number, column: number) => number[],
  stage = 'stage',
): FeatureMap {
  const rows = height / stride;
  const columns = width / stride;
  const values = new Float32Array(samples.length * rows * columns * channels);
  samples.forEach((sample, n) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        values.set(feature(sample, row, column), ((n * rows + row) * columns + column) * channels);
  });
  return { stage, count: samples.length, height: rows, width: columns, channels, stride, values };
}
