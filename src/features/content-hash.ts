import { createHash } from 'node:crypto';
import type { LayeredModel } from './layered-model.js';

/** SHA-256 of what a network computes: its structure, and name, shape and values of all weights in the order of their names. */
export async function contentHash(model: LayeredModel): Promise<string> {
  const hash = createHash('sha256').update(model.structure);
  const weights = [...model.weights()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, tensor] of weights) {
    const values = await tensor.data();
    hash.update(JSON.stringify([name, tensor.dtype, tensor.shape]));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
