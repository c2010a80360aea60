import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../src/backend/index.js';
import { currentBackend, startBackend } from '../../src/backend/index.js';

/** A tensor read into the process, so that results of several backends can be compared. */
export interface Values {
  shape: number[];
  values: Float32Array;
}

/** Starts a backend, computes there, and reads the results; frees every tensor. */
export async function onBackend(name: BackendName, compute: () => tf.Tensor[]): Promise<Values[]> {
  await startBackend({ name });
  const results = tf.tidy(compute);
  const read = results.map((tensor) => ({ shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) }));
  tf.dispose(results);
  return read;
}

/** All suites share one process: called in a suite that switches backends, it gives the others theirs back. */
export function restoreBackendAfterwards(): void {
  let before: BackendName | undefined;
  beforeEach(function remember() {
    before ??= currentBackend()?.name;
  });
  after(async () => {
    if (before) await startBackend({ name: before });
  });
}
