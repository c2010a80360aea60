import { startFastestBackend } from './start-backend.js';

/** All suites share one process: those that do not choose a backend find the fastest one, not plain JavaScript. */
export const mochaHooks: Mocha.RootHookObject = { beforeAll: startFastestBackend };
