import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import type { FeatureSource } from '../../src/features/source.js';
import type { Stage } from '../../src/nn/encoder.js';
import { cellMeans, confounds, monomials, probeTargets, type CellGrid } from '../../src/probes/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';

/** Something an encoder may know of a cell, about 1 in size. */
interface Knowledge {
  description: string;
  /** [cells, width], row-major over the grid. */
  values(sample: Sample, grid: CellGrid): { width: number; values: Float32Array };
}

/** What is true of the cells by a probe's own target, divided by `scale`; 0 where it is unknown. */
function truthOf(target: string, scale: number): Knowledge['values'] {
  const { width, values } = probeTargets[target];
  return (sample, grid) => {
    const truth = values(sample, grid);
    return {
      width,
      values: truth.values.map((value, i) => (truth.mask[Math.floor(i / width)] ? value / scale : 0)),
    };
  };
}

const kindsOfTexture = 8;

/** What known-answer encoders can be made of. Only `image` looks at the image; the others are the truth itself. */
export const knowledge = {
  colour: { description: 'a* and b* of the surface', values: truthOf('albedo', 20) },
  depth: {
    description: 'log-depth, and how it differs from that of the rest of the image',
    values: (sample, grid) => {
      const parts = [truthOf('depth', 0.5), truthOf('depth-within-image', 0.5)];
      return concatenate(
        parts.map((values) => values(sample, grid)),
        grid.height * grid.width,
      );
    },
  },
  texture: {
    description: 'kind, frequency and orientation of the texture',
    values: (sample, grid) => {
      const kind = probeTargets.texture.values(sample, grid);
      const parts = [
        { width: kindsOfTexture, values: oneHot(kind.values, kind.mask) },
        truthOf('texture-frequency', 1)(sample, grid),
        truthOf('texture-orientation', 1)(sample, grid),
      ];
      return concatenate(parts, grid.height * grid.width);
    },
  },
  position: {
    description: 'where the cell is, as a polynomial',
    values: (sample, grid) => {
      const { width, degree, values } = confounds.position;
      const terms = monomials(values(sample, grid).values, width, degree);
      return { width: terms.columns, values: terms.values };
    },
  },
  constant: {
    description: 'nothing',
    values: (_sample, grid) => ({ width: 1, values: new Float32Array(grid.height * grid.width).fill(1) }),
  },
  image: { description: 'the image, at a quarter of its resolution', values: blocks },
} satisfies Record<string, Knowledge>;

export type KnownPart = keyof typeof knowledge;

/** Stages of a known-answer encoder: those that the verdicts read, coarse enough to be quick. */
const knownStages: readonly Stage[] = [
  { name: 's4', channels: 32, stride: 8 },
  { name: 'out', channels: 32, stride: 8 },
];

/**
 * An encoder whose answer is known: at every stage a random linear mixture of what it was made to know, with noise.
 *
 * Both the mixture and the noise follow from the seed; two seeds are two replications of one variation. The noise also follows
 * from the sample's id, not from its pixels: corruptions leave everything but `image` as it was.
 *
 * @param parts what it knows; the same parts in another order give other mixtures
 * @param noise standard deviation added to every channel of the mixture
 */
export function knownAnswer(
  parts: readonly KnownPart[],
  { seed, noise = 0.1, stages = knownStages }: { seed: number; noise?: number; stages?: readonly Stage[] },
): FeatureSource {
  const name = parts.join('+');
  return {
    name,
    stages,
    encoderEnd: stages[0].name,
    output: stages[stages.length - 1].name,
    extract: (samples, wanted = stages.map((stage) => stage.name)) =>
      Promise.resolve(
        Object.fromEntries(
          wanted.map((stageName) => {
            const stage = stages.find((candidate) => candidate.name === stageName);
            if (!stage)
              throw new InputError(`Unknown stage ${stageName}: ${name} has ${stages.map((s) => s.name).join(', ')}.`);
            return [stageName, mixture(samples, stage, parts, seed, noise)];
          }),
        ),
      ),
  };
}

/**
 * The same encoder, forgetting what it knows as images depart from the clean ones: noise of standard deviation `rate` times the
 * root mean square difference (of values 0..1) is added to every channel.
 *
 * @param clean the sample as it is without corruption, by id
 */
export function forgetting(
  source: FeatureSource,
  clean: (id: string) => Promise<Sample>,
  { seed, rate = 30 }: { seed: number; rate?: number },
): FeatureSource {
  return {
    ...source,
    name: `forgetting ${source.name}`,
    async extract(samples, stages) {
      const maps = await source.extract(samples, stages);
      for (const [image, sample] of samples.entries()) {
        const deviation = rate * rootMeanSquareDifference(sample.rgb, (await clean(sample.id)).rgb);
        if (deviation === 0) continue;
        for (const { stage, values, count } of Object.values(maps)) {
          const random = seeded('forgetting', seed, stage, sample.id);
          const perImage = values.length / count;
          for (let i = image * perImage; i < (image + 1) * perImage; i++) values[i] += deviation * random.normal();
        }
      }
      return maps;
    },
  };
}

function rootMeanSquareDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] - b[i]) / 255) ** 2;
  return Math.sqrt(sum / a.length);
}

function mixture(
  samples: readonly Sample[],
  { name, channels, stride }: Stage,
  parts: readonly KnownPart[],
  seed: number,
  noise: number,
): FeatureMap {
  const [height, width] = [samples[0].height / stride, samples[0].width / stride];
  const grid = { height, width, stride };
  const cells = height * width;
  const values = new Float32Array(samples.length * cells * channels);
  let weights: Float64Array | undefined;
  samples.forEach((sample, image) => {
    const known = concatenate(
      parts.map((part) => knowledge[part].values(sample, grid)),
      cells,
    );
    weights ??= mixingWeights(known.width, channels, seed, name);
    const random = seeded('known answer', seed, name, sample.id);
    for (let cell = 0, at = image * cells * channels; cell < cells; cell++)
      for (let channel = 0; channel < channels; channel++) {
        let sum = noise === 0 ? 0 : noise * random.normal();
        for (let k = 0; k < known.width; k++)
          sum += known.values[cell * known.width + k] * weights[k * channels + channel];
        values[at++] = sum;
      }
  });
  return { stage: name, count: samples.length, height, width, channels, stride, values };
}

/** Random weights [inputs, channels] such that inputs of size 1 give channels of size 1. */
function mixingWeights(inputs: number, channels: number, seed: number, stage: string): Float64Array {
  const random = seeded('known mixture', seed, stage);
  return Float64Array.from({ length: inputs * channels }, () => random.normal() / Math.sqrt(inputs));
}

function concatenate(
  parts: readonly { width: number; values: Float32Array }[],
  cells: number,
): { width: number; values: Float32Array } {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const values = new Float32Array(cells * width);
  let offset = 0;
  for (const part of parts) {
    for (let cell = 0; cell < cells; cell++)
      values.set(part.values.subarray(cell * part.width, (cell + 1) * part.width), cell * width + offset);
    offset += part.width;
  }
  return { width, values };
}

function oneHot(kinds: Float32Array, mask: Uint8Array): Float32Array {
  const indicator = new Float32Array(kinds.length * kindsOfTexture);
  kinds.forEach((kind, cell) => {
    if (mask[cell]) indicator[cell * kindsOfTexture + kind] = 1;
  });
  return indicator;
}

/** Pixels along each side of a block whose mean colour `image` holds. */
const blockSize = 4;

/** Mean colours of the blocks of each cell, centred: what an untrained convolution passes on. */
function blocks(sample: Sample, grid: CellGrid): { width: number; values: Float32Array } {
  const perSide = grid.stride / blockSize;
  const fine = { height: grid.height * perSide, width: grid.width * perSide, stride: blockSize };
  const means = cellMeans(sample.rgb, 3, sample, fine).values;
  const width = perSide * perSide * 3;
  const values = new Float32Array(grid.height * grid.width * width);
  for (let cell = 0, at = 0; cell < grid.height * grid.width; cell++)
    for (let block = 0; block < perSide * perSide; block++) {
      const row = Math.floor(cell / grid.width) * perSide + Math.floor(block / perSide);
      const column = (cell % grid.width) * perSide + (block % perSide);
      for (let channel = 0; channel < 3; channel++)
        values[at++] = (means[3 * (row * fine.width + column) + channel] / 255 - 0.45) * 4;
    }
  return { width, values };
}
