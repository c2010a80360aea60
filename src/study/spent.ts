import { peakMemoryMB } from '../support/machine.js';
import type { Run, RunStore } from './store.js';
import type { StudyResult } from './types.js';

/**
 * What a study took up to now: the wall time of all calls that carried out runs of its plan, of earlier ones from their
 * start to their last run, and the memory of the largest process.
 */
export function spent(plan: readonly Run[], store: RunStore): Pick<StudyResult, 'wallSeconds' | 'peakMemoryMB'> {
  const results = plan.map(({ id }) => store.result(id));
  const calls = new Map<number, number>();
  for (const { call } of results) calls.set(call.began, Math.max(calls.get(call.began) ?? 0, call.seconds));
  if (calls.has(store.began)) calls.set(store.began, (Date.now() - store.began) / 1000);
  const seconds = [...calls.values()].reduce((sum, ofCall) => sum + ofCall, 0);
  return {
    wallSeconds: Math.round(10 * seconds) / 10,
    peakMemoryMB: Math.max(peakMemoryMB(), ...results.map((result) => result.peakMemoryMB)),
  };
}
