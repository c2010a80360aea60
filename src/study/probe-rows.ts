import { currentBackend } from '../backend/index.js';
import type { Probed, ProbeResult } from '../probes/index.js';
import { sourceCommit } from '../support/package.js';
import type { Measurement } from './execute.js';
import type { Row } from './types.js';

/** Whose results they are. */
export interface ProbeRowsOrigin {
  variation: string;
  seed: number;
  dataset: string;
  /** Id of the run, where there is one. */
  run?: string;
}

/** Results of probing as measurements, all but the trivial read-out. */
export function probeMeasurements(results: readonly ProbeResult[]): Measurement[] {
  return results
    .filter(({ head }) => head !== 'trivial')
    .map(({ readOut: _readOut, ...result }) => ({
      ...result,
      kind: 'probe',
      split: 'test',
      protocol: result.protocol ?? `${result.head}, chosen on validation scenes, per cell`,
    }));
}

/** The results of probing as rows of a study, which `decide` takes and tables show. */
export function probeRows(
  { results }: Pick<Probed, 'results'>,
  { variation, seed, dataset, run = `${variation}, seed ${seed}` }: ProbeRowsOrigin,
): Row[] {
  const origin = { run, variation, seed, dataset, commit: sourceCommit(), backend: currentBackend()?.name ?? 'none' };
  return probeMeasurements(results).map((measurement) => ({ ...origin, ...measurement }));
}
