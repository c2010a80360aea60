import * as fs from 'node:fs';
import * as path from 'node:path';
import { readJsonLines } from './json-lines.js';
import { RunStore, type Run, type RunResult } from './store.js';
import type { Study } from './types.js';

/** A finished run of a study: what it did, with which configuration, and what it took. */
export type RunRecord = Run & Pick<RunResult, 'invalid' | 'seconds' | 'cpuSeconds' | 'peakMemoryMB'>;

/**
 * The runs behind a study's measurements, in their order there: from its folder `runs/`, or from `runs.jsonl.gz`, which
 * published results have instead.
 *
 * Throws InputError naming the file that is missing or damaged.
 */
export function runRecords({ folder, rows }: Pick<Study, 'folder' | 'rows'>): RunRecord[] {
  if (!fs.existsSync(path.join(folder, 'runs'))) return readJsonLines<RunRecord>(path.join(folder, 'runs.jsonl'));
  const store = new RunStore(path.join(folder, 'runs'));
  return [...new Set(rows.map(({ run }) => run))].map((id) => {
    const { invalid, seconds, cpuSeconds, peakMemoryMB } = store.result(id);
    return { ...store.run(id), invalid, seconds, cpuSeconds, peakMemoryMB };
  });
}
