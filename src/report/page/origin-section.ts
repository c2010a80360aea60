import type { StudyResult } from '../../study/types.js';
import { packageVersion } from '../../support/package.js';
import { markup, type Html } from './markup.js';

/** Where the numbers come from: commit, backend, machine, seeds, time and memory. */
export function originSection(result: StudyResult): Html {
  const { dataset, profile, commit, backend, machine, seeds, testScenes, wallSeconds, peakMemoryMB } = result;
  const entries: [string, string][] = [
    ['dataset', dataset],
    ['profile', profile],
    ['seeds', seeds.join(', ')],
    ['test scenes', String(testScenes.length)],
    ['commit', commit],
    ['backend', backend],
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB`],
    ['platform', `${machine.platform}, Node ${machine.node}`],
    ['wall time', duration(wallSeconds)],
    ['peak memory', `${Math.round(peakMemoryMB)} MB in the largest process`],
    ['page drawn by', `alignscope ${packageVersion()}`],
  ];
  return markup`<dl>
    ${entries.map(
      ([term, text]) =>
        markup`<dt>${term}</dt>
          <dd>${text}</dd>`,
    )}
  </dl>`;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${Math.round(seconds - 60 * minutes)} s` : `${seconds} s`;
}
