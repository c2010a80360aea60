import { decimalsFor, formatInterval, formatNumber } from '../../plot/index.js';
import type { Finding, FindingPart, StudyResult, Verdict } from '../../study/types.js';

/** What each finding asks. */
const questions: Record<Finding['id'], string> = {
  color: 'Does cross-modal alignment discard colour?',
  texture: 'Does cross-modal alignment discard texture?',
  'depth-cues': 'Do depth cues become linearly decodable?',
  'depth-prediction': 'Does depth prediction gain?',
  robustness: 'Are the encoders more robust?',
};

/** A finding as a question; its statement where it is none of the five. */
export function questionOf({ id, statement }: Finding): string {
  return Object.hasOwn(questions, id) ? questions[id] : statement;
}

/** A verdict as words for a reader. */
export function verdictName(verdict: Verdict): string {
  return verdict.replace('-', ' ');
}

/** What a verdict says of its finding, in two sentences at most. */
export function answerOf({ verdict, margin, parts }: Finding): string {
  const count = parts.filter(({ guard }) => !guard).length;
  const all = count === 1 ? 'Its one part lies' : `All ${count} parts lie`;
  switch (verdict) {
    case 'supported':
      return `Yes, as claimed. ${all} beyond the margin of ${margin} on the claimed side${parts.some(({ guard }) => guard) ? ', also against the untrained encoder' : ''}.`;
    case 'contradicted':
      return `No, the opposite. ${all} beyond the margin of ${margin} on the side opposite to the claim.`;
    case 'equivalent':
      return `No difference that matters. ${all} within ±${margin}.`;
    case 'inconclusive':
      return 'Not decided. These data support neither the claim nor its opposite, nor that there is no difference that matters.';
    case 'not-measurable':
      return 'It could not be asked: the dataset does not have the truth that it takes.';
  }
}

/** The difference that stands for a finding, in words: of its weakest part, and what was claimed of it. */
export function differenceOf(finding: Finding): string | undefined {
  const { estimate, ci95, unit, margin } = finding;
  const part = decidingPart(finding);
  if (estimate === null || part === undefined) return undefined;
  const decimals = decimalsFor(margin);
  const interval = ci95 ? `, interval ${formatInterval(ci95, decimals)}` : '; no interval can be given';
  const direction = estimate < 0 ? 'lower' : 'higher';
  return (
    `In the part that decides (${part.name}), cross-modal is ${formatNumber(Math.abs(estimate), decimals)} ${unit} ${direction} than cross-view` +
    `${interval}; the claim is that it is ${part.claimedSign < 0 ? 'lower' : 'higher'} by more than ${margin}.`
  );
}

/** The part whose number a finding has for its own. */
export function decidingPart({ comparison, parts }: Finding): FindingPart | undefined {
  return parts.find(({ name, guard }) => !guard && comparison.endsWith(`: ${name}`));
}

/** How the findings came out, in one sentence. */
export function outcomeOf({ findings }: StudyResult): string {
  if (findings.length === 0) return 'This study has drawn no findings.';
  const verdicts = [...new Set(findings.map(({ verdict }) => verdict))];
  const counts = verdicts.map((verdict) => {
    const ids = findings.filter((finding) => finding.verdict === verdict).map(({ id }) => id);
    return `${ids.length} ${ids.length === 1 ? 'is' : 'are'} ${verdictName(verdict)} (${ids.join(', ')})`;
  });
  if (verdicts.length === 1 && findings.length > 1)
    return `All ${findings.length} findings are ${verdictName(verdicts[0])}.`;
  return `Of ${findings.length} findings, ${counts.join(', ')}.`;
}
