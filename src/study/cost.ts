import type { StudyConfig } from './config.js';
import type { Run } from './store.js';

/** Relative time of a run, for progress bars: processor seconds of the `quick` profile on one core with TensorFlow. */
export function runWeight(run: Run): number {
  switch (run.kind) {
    case 'pretrain':
      return run.variation === 'none' ? 0.5 : 30;
    case 'measure':
      return run.needs.length === 0 ? 2 : 14;
    case 'task':
      return 8;
    case 'similarity':
      return 1;
  }
}

/** What a study will take. */
export interface StudyEstimate {
  minutes: number;
  diskMB: number;
  memoryMBPerProcess: number;
  processes: number;
}
