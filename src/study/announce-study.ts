import * as os from 'node:os';
import { availableMemoryMB } from '../support/machine.js';
import { progress } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import { describeEstimate, estimateStudy, suitableWorkers, type Spare } from './cost.js';

/**
 * Says what a study is expected to take on this machine, and with how many worker processes: as many as are asked for, or as
 * suit it.
 */
export function announceStudy(config: StudyConfig, backend: string, asked?: number): number {
  const spare = { processors: os.availableParallelism(), memoryMB: availableMemoryMB() };
  const workers = asked ?? suitableWorkers(config, spare);
  const estimate = describeEstimate(estimateStudy(config, backend, workers, spare.processors));
  const isShort = asked === undefined && workers < spare.processors;
  progress().note(isShort ? `${estimate} ${memoryLimits(workers, spare)}` : estimate);
  return workers;
}

function memoryLimits(workers: number, { processors, memoryMB }: Spare): string {
  return `The ${memoryMB} MB of free memory allow ${workers} of ${processors} processes; \`workers\` decides otherwise.`;
}
