import { InputError } from '../support/errors.js';
import type { Random } from '../support/random.js';
import type { Encoder, EncoderConfig } from './encoder.js';
import { buildUNet } from './unet.js';

/** One kind of encoder: how to build it from its config. */
export interface Architecture {
  name: string;
  reference: string;
  /** Width that is used when none is given. */
  defaultWidth: number;
  build(config: EncoderConfig, random: Random): Encoder;
}

/** Encoders by name; adding one is adding a line. */
export const architectures: Record<string, Architecture> = {
  'unet-small': {
    name: 'unet-small',
    reference: 'A residual UNet after Pri3D’s ResNet-18 one (Hou et al. 2021), small enough for a CPU.',
    defaultWidth: 16,
    build: (config, random) =>
      buildUNet(
        config,
        {
          stem: 5,
          stages: [1, 2, 4, 4].map((multiple) => ({ channels: multiple * config.width, blocks: 1 })),
          output: 2 * config.width,
        },
        random,
      ),
  },
};

/**
 * Builds an encoder with first values drawn from `random`: the same on every backend and machine.
 *
 * Throws InputError when the architecture is unknown or the width is no positive integer.
 */
export function buildEncoder(config: EncoderConfig, random: Random): Encoder {
  const architecture = architectures[config.architecture];
  if (!architecture)
    throw new InputError(
      `Unknown architecture ${JSON.stringify(config.architecture)}: choose one of ${Object.keys(architectures).join(', ')}.`,
    );
  if (!Number.isInteger(config.width) || config.width < 1)
    throw new InputError(`Encoder width must be a positive integer, not ${config.width}.`);
  return architecture.build(config, random);
}
