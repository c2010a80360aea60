import { BackendUnavailable, startBackend, type BackendName } from '../../src/backend/index.js';

/** Starts the fastest backend of this machine, whatever one runs now: for suites that train. */
export async function startFastestBackend(): Promise<void> {
  for (const name of ['tensorflow', 'wasm'] satisfies BackendName[])
    try {
      await startBackend({ name });
      return;
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
    }
}
