export type { BackendName } from './engine.js';
export { BackendUnavailable } from './engine.js';
export type { BackendRequest, StartedBackend } from './start.js';
export { currentBackend, startBackend } from './start.js';
