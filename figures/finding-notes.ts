import type { Finding } from '../src/study/types.js';

/** What the intervals of findings are: not 95 % each, but adjusted so that all of them together are. */
export const findingIntervals = 'intervals at the level Holm’s procedure sets (family-wise 95 %)';

/** What a reader must be told of findings besides their numbers, each thing once. */
export interface FindingNotes {
  /** What was compared: 'cross-modal − cross-view, paired by seed'. */
  compared: string;
  /** Why findings came out as they did, where that holds for every one. */
  common: string[];
  /** By id: the part that decides a finding, and reasons of its own. */
  own: Record<string, { part: string; reasons: string[] }>;
}

/** Takes comparisons apart at their colon and notes at their semicolons, and collects what all findings share. */
export function findingNotes(findings: readonly Finding[]): FindingNotes {
  const taken = findings.map(({ id, comparison, note }) => {
    const [compared, part = ''] = comparison.split(': ');
    const reasons = (note ? note.split('; ') : []).map((reason) => reason.replace(`${part}: `, ''));
    return { id, compared, part, reasons };
  });
  const shared = (reason: string): boolean =>
    taken.length > 1 && taken.every(({ reasons }) => reasons.includes(reason));
  return {
    compared: [...new Set(taken.map(({ compared }) => compared))].join('; '),
    common: (taken[0]?.reasons ?? []).filter(shared),
    own: Object.fromEntries(
      taken.map(({ id, part, reasons }) => [id, { part, reasons: reasons.filter((reason) => !shared(reason)) }]),
    ),
  };
}
