import { currentBackend, startBackend, type BackendName } from '../../src/backend/index.js';

/** Runs the suite that calls it on one backend, and gives the suites after it back the one they had. */
export function useBackend(name: BackendName): void {
  let previous: BackendName | undefined;
  before(async () => {
    previous = currentBackend()?.name;
    await startBackend({ name });
  });
  after(async () => {
    if (previous) await startBackend({ name: previous });
  });
}
