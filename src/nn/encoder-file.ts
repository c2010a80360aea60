import * as tf from '@tensorflow/tfjs-core';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/safetensors.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { architectures, buildEncoder } from './architectures.js';
import type { Encoder, EncoderConfig, Parameter } from './encoder.js';

/** Wider encoders are refused, so that a damaged file cannot claim all memory. */
const largestWidth = 512;

/** The present values of parameters, ready to be written as safetensors. */
export async function storedParameters(parameters: readonly Parameter[]): Promise<Map<string, StoredTensor>> {
  const stored = new Map<string, StoredTensor>();
  for (const { name, variable } of parameters)
    stored.set(name, { dtype: 'F32', shape: [...variable.shape], values: await variable.data<'float32'>() });
  return stored;
}

/**
 * Saves an encoder's parameters and running statistics as safetensors, its config in the metadata under `encoder`.
 *
 * `metadata` holds further texts to keep with it, such as the variation and the seed.
 */
export async function saveEncoder(
  encoder: Encoder,
  file: string,
  metadata: Record<string, string> = {},
): Promise<void> {
  writeSafetensors(file, await storedParameters(encoder.parameters), {
    ...metadata,
    encoder: JSON.stringify(encoder.config),
  });
}

/**
 * Loads what {@link saveEncoder} wrote; tensors that belong to no parameter (heads saved beside it) are left alone.
 *
 * Throws InputError naming the file when it holds no encoder or not a valid config, or a parameter is missing or of another shape.
 */
export async function loadEncoder(file: string): Promise<{ encoder: Encoder; metadata: Record<string, string> }> {
  const { tensors, metadata } = readSafetensors(file);
  const config = parseConfig(file, metadata.encoder);
  const encoder = buildEncoder(config, seeded('overwritten by the file'));
  try {
    assignParameters(encoder.parameters, tensors, file);
  } catch (error) {
    encoder.dispose();
    throw error;
  }
  return { encoder, metadata };
}

/** Gives every parameter the values stored under its name. Throws InputError when one is missing or does not fit. */
export function assignParameters(
  parameters: readonly Parameter[],
  tensors: ReadonlyMap<string, StoredTensor>,
  file: string,
): void {
  for (const { name, variable } of parameters) {
    const stored = tensors.get(name);
    if (!stored)
      throw new InputError(`${file} has no tensor ${name}: it was written by another architecture or version.`);
    if (!(stored.values instanceof Float32Array) || stored.shape.join() !== variable.shape.join())
      throw new InputError(
        `${file}: tensor ${name} is ${stored.dtype} [${stored.shape.join(', ')}], expected F32 [${variable.shape.join(', ')}].`,
      );
    const values = tf.tensor(stored.values, variable.shape);
    variable.assign(values);
    values.dispose();
  }
}

function parseConfig(file: string, text: string | undefined): EncoderConfig {
  if (text === undefined)
    throw new InputError(
      `${file} is no encoder of this package: its metadata has no "encoder". Save one with saveEncoder.`,
    );
  const given = text.slice(0, 60);
  let config: Partial<EncoderConfig> | null;
  try {
    config = JSON.parse(text) as Partial<EncoderConfig> | null;
  } catch {
    throw new InputError(`${file}: the metadata "encoder" is not JSON (${given}). Save the encoder again.`);
  }
  const { architecture, width } = config ?? {};
  if (typeof architecture !== 'string' || !Object.hasOwn(architectures, architecture))
    throw new InputError(
      `${file}: the metadata "encoder" (${given}) must name an architecture out of ${Object.keys(architectures).join(', ')}.`,
    );
  if (typeof width !== 'number' || !Number.isInteger(width) || width < 1 || width > largestWidth)
    throw new InputError(
      `${file}: the metadata "encoder" (${given}) must have a "width" that is an integer from 1 to ${largestWidth}.`,
    );
  return { architecture, width };
}
