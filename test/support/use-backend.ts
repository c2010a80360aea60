import { BackendUnavailable, currentBackend, startBackend, type BackendName } from '../../src/backend/index.js';

/** Runs the suite that calls it on one backend, or skips it where that cannot run, and gives the suites after it back the one they had. */
export function useBackend(name: BackendName): void {
  let previous: BackendName | undefined;
  before(async function start() {
    previous = currentBackend()?.name;
    try {
      await startBackend({ name });
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });
  after(async () => {
    if (previous) await startBackend({ name: previous });
  });
}
