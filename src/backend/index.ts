export type { BackendName } from './engine.js';
export { BackendUnavailable } from './engine.js';
export type { BackendReport, Inspection } from './inspect.js';
export { inspectBackends } from './inspect.js';
export { reluGradient } from './relu-gradient.js';
export type { BackendRequest, StartedBackend } from './start.js';
export { currentBackend, startBackend } from './start.js';
export type { ToolReport } from './tools.js';
