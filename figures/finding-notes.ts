import type { Finding } from '../src/study/types.js';

/** Why findings came out as they did, sorted by whom it concerns. */
export interface FindingNotes {
  /** What holds for every finding, said once. */
  common: string[];
  /** What concerns single findings, by id. */
  own: Record<string, string[]>;
}

/** Takes the notes of findings apart at their semicolons and collects what all of them say. */
export function findingNotes(findings: readonly Finding[]): FindingNotes {
  const clauses = findings.map(({ note }) => (note ? note.split('; ') : []));
  const common = findings.length > 1 ? clauses[0].filter((clause) => clauses.every((all) => all.includes(clause))) : [];
  const own = findings.map(({ id }, i) => [id, clauses[i].filter((clause) => !common.includes(clause))] as const);
  return { common, own: Object.fromEntries(own) };
}
