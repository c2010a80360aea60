import type { World } from '../../data-loaders/sample.js';
import { viewLengths, type OverlapLengths } from '../geometry/index.js';
import type { PointEncoderConfig } from '../nn/index.js';
import { InputError } from '../support/errors.js';
import { pri3dAugmentation, type Augmentation } from './augmentation.js';
import { streetOptions } from './street-options.js';

/** Everything that a pretraining may be done with besides its variation, data, seed, steps and encoder. */
export interface PretrainOptions {
  /** Frame pairs of one step. */
  batch: number;
  /** Matches drawn from each frame pair; the negatives of a match are the pair's other matches. */
  positives: number;
  /** At most one match for each feature cell and each point. Pri3D takes duplicates, and draws again when short. */
  distinct: boolean;
  temperature: number;
  /** Width to which pixel and point features are projected for cross-modal alignment. */
  projection: number;
  /** Metres by which depths may differ between two views of a point. */
  viewTolerance: number;
  /** Metres between a pixel's point and the cloud's. */
  pointTolerance: number;
  /** Least overlap of the two frames of a pair, 0..1. */
  leastOverlap: number;
  /** How overlap is measured; Pri3D's lengths unless given. */
  overlap?: OverlapLengths;
  /** Metres beyond which depth counts as not measured; none unless given. */
  farthest?: number;
  /** For sparse depth: whether any measured pixel of a feature cell may stand for it, or only its middle. */
  anyPixel?: boolean;
  /** Frame pairs to prepare at most; a random choice when the data have more. */
  mostPairs: number;
  /** null: images as they are. */
  augmentation: Augmentation | null;
  cloud: {
    /** Points drawn from the cropped cloud. */
    points: number;
    /** Range of the random scale. */
    scale: readonly [number, number];
    /** Least share of each horizontal extent that random cropping keeps. */
    crop: number;
  };
  pointEncoder: Omit<PointEncoderConfig, 'input'>;
  optimiser: { name: 'adam' } | { name: 'sgd'; momentum: number; dampening: number };
  rate: number;
  schedule: 'cosine' | 'polynomial';
  /** Share of the steps in which the learning rate grows. */
  warmUp: number;
  /** Largest norm of the gradient. */
  clip: number;
}

const small: PretrainOptions = {
  batch: 8,
  positives: 96,
  distinct: true,
  temperature: 0.2,
  projection: 64,
  viewTolerance: viewLengths.indoor.tolerance,
  pointTolerance: 0.1,
  leastOverlap: 0.3,
  overlap: undefined,
  farthest: undefined,
  anyPixel: undefined,
  mostPairs: 1200,
  augmentation: pri3dAugmentation,
  cloud: { points: 1024, scale: [0.9, 1.1], crop: 0.8 },
  pointEncoder: {
    levels: [
      { centres: 96, neighbours: 8, radius: 0.4 },
      { centres: 32, neighbours: 12, radius: 1.2 },
    ],
    channels: [48, 64, 64],
  },
  optimiser: { name: 'adam' },
  rate: 5e-3,
  schedule: 'cosine',
  warmUp: 0.05,
  clip: 5,
};

/**
 * Options by name. `small` suits images of 64×48 and some hundred steps; `pri3d` holds the published values of Pri3D
 * where they apply here (images of 240×320, a long training). Lengths are those of rooms; see {@link resolveOptions}.
 */
export const presets: Record<string, PretrainOptions> = {
  small,
  pri3d: {
    ...small,
    batch: 64,
    positives: 1024,
    distinct: false,
    temperature: 0.4,
    viewTolerance: 0.05,
    pointTolerance: 0.2,
    cloud: { points: 16384, scale: [0.9, 1.1], crop: 0.8 },
    pointEncoder: {
      levels: [
        { centres: 1024, neighbours: 32, radius: 0.2 },
        { centres: 256, neighbours: 32, radius: 1 },
      ],
      channels: [64, 96, 96],
    },
    optimiser: { name: 'sgd', momentum: 0.9, dampening: 0.1 },
    rate: 0.1,
    schedule: 'polynomial',
    warmUp: 0,
  },
};

/** A preset by name, or `small` with some values replaced (or another preset: `preset`). */
export type PretrainOptionsGiven = string | (Partial<PretrainOptions> & { preset?: string });

/**
 * Complete options from what was given: the preset's, in streets with other lengths, and what differs. Throws InputError
 * naming an unknown preset or option, or a bad value.
 */
export function resolveOptions(given: PretrainOptionsGiven = {}, world: World = 'indoor'): PretrainOptions {
  const { preset = 'small', ...changes } = typeof given === 'string' ? { preset: given } : given;
  const base = presets[preset];
  if (!base)
    throw new InputError(`Unknown preset ${JSON.stringify(preset)}: choose one of ${Object.keys(presets).join(', ')}.`);
  for (const name of Object.keys(changes))
    if (!(name in base))
      throw new InputError(`Unknown pretraining option ${name}: choose from ${Object.keys(base).join(', ')}.`);
  const options = { ...base, ...(world === 'street' ? streetOptions(base) : {}), ...changes };
  for (const name of ['batch', 'positives', 'projection', 'mostPairs'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new InputError(`Pretraining option ${name} must be a positive integer, not ${options[name]}.`);
  if (!(options.temperature >= 0.025))
    throw new InputError(`Temperature must be at least 0.025 (single precision), not ${options.temperature}.`);
  return options;
}
