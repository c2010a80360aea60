import type { StudyConfig } from './config.js';
import type { Run } from './store.js';

/** What the scheduler tells a worker. */
export type ToWorker =
  | { type: 'start'; config: StudyConfig; storeFolder: string; began: number; backend: string; commit: string }
  | { type: 'run'; run: Run }
  | { type: 'stop' };

/** What a worker tells the scheduler. */
export type FromWorker =
  | { type: 'ready' }
  | { type: 'progress'; runId: string; label: string; done: number; total: number; detail?: string; loss?: number }
  | { type: 'finished'; runId: string }
  | { type: 'failed'; runId: string | null; name: string; message: string; stack: string; exitCode: number };
