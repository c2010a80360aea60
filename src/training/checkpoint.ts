import * as fs from 'node:fs';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/safetensors.js';
import { InputError } from '../support/errors.js';

/** Everything from which a training continues as if it had never stopped. */
export interface Checkpoint {
  /** Steps done. */
  step: number;
  /** Variables, statistics, the optimiser's memory and the history so far, by name. */
  tensors: Map<string, Float32Array>;
}

/**
 * Writes a checkpoint as safetensors, atomically. `identity` says which training it belongs to (a hash of its
 * configuration): {@link readCheckpoint} refuses any other.
 */
export function writeCheckpoint(file: string, { step, tensors }: Checkpoint, identity: string): void {
  const stored = [...tensors].map(([name, values]): [string, StoredTensor] => [
    name,
    { dtype: 'F32', shape: [values.length], values },
  ]);
  writeSafetensors(file, stored, { step: String(step), identity });
}

/** Reads a checkpoint; undefined when the file is not there. Throws InputError when it belongs to another training. */
export function readCheckpoint(file: string, identity: string): Checkpoint | undefined {
  if (!fs.existsSync(file)) return undefined;
  const { tensors, metadata } = readSafetensors(file);
  if (metadata.identity !== identity)
    throw new InputError(
      `${file} is the checkpoint of another training (${metadata.identity ?? 'none'}, not ${identity}): delete it or name another file.`,
    );
  return {
    step: Number(metadata.step),
    tensors: new Map([...tensors].map(([name, { values }]) => [name, values as Float32Array])),
  };
}
