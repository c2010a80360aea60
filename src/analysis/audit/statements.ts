import { formatInterval, formatNumber } from '../../plot/index.js';
import { bestNull, mainProbes } from './reading.js';
import type {
  AuditedProbe,
  AuditedRetrieval,
  AuditedShift,
  AuditedSkill,
  EncoderAudit,
  Estimate,
  NullName,
} from './types.js';

/** What a null is called in a sentence. */
const called: Readonly<Record<NullName, string>> = {
  constant: 'a constant',
  position: 'position alone',
  height: 'height alone',
  density: 'density alone',
  rank: 'as many random directions of colour',
  untrained: 'an untrained encoder',
};

/**
 * What an audit found at a layer, a plain sentence each, without a verdict: what is read out beside the null that comes
 * nearest, what is left under corruption, what moves the features.
 *
 * @param layer the last one when omitted
 */
export function auditStatements(
  audit: EncoderAudit,
  layer: string = audit.layers[audit.layers.length - 1].name,
): string[] {
  return [
    ...mainProbes(audit, layer).map(ofProbe),
    ...audit.skills.filter((skill) => skill.layer === layer).map(ofSkill),
    ...audit.retrieval.filter((retrieval) => retrieval.layer === layer).map(ofRetrieval),
    ...audit.shifts.filter((shift) => shift.layer === layer).map(ofShift),
  ];
}

/** A value with its interval. */
export function estimateText({ value, interval }: Estimate): string {
  const text = Number.isFinite(value) ? formatNumber(value) : '–';
  return interval ? `${text} ${formatInterval(interval)}` : text;
}

function ofProbe(probe: AuditedProbe): string {
  const { name, value, beyond } = bestNull(probe);
  const beside = `${called[name]} (${formatNumber(value)})`;
  return `${probe.target}: ${probe.unit} ${estimateText(probe)}, ${relation(beyond)} ${beside} by ${estimateText(beyond)}`;
}

/** Where the interval of a difference lies, in words. */
function relation({ value, interval }: Estimate): string {
  const [low, high] = interval ?? [value, value];
  if (low > 0) return 'beyond';
  return high < 0 ? 'below' : 'not told apart from';
}

function ofSkill({ target, clean, corrupted, matched }: AuditedSkill): string {
  const parts = Object.entries(corrupted).map(([group, left]) => {
    const besides = Object.entries(matched).flatMap(([name, groups]) => {
      const found = groups?.[group as 'colour'];
      return found && !found.tooLittle
        ? [`${estimateText(found.difference)} against ${called[name as NullName]} at matched clean skill`]
        : [];
    });
    return `${estimateText(left)} under ${group} corruptions${besides.length > 0 ? ` (${besides.join('; ')})` : ''}`;
  });
  return `${target} beyond position: skill ${estimateText(clean)} on clean images, ${parts.join(', ')}`;
}

function ofRetrieval({ chance, corrupted }: AuditedRetrieval): string {
  const parts = Object.entries(corrupted).map(
    ([group, recall]) => `${estimateText(recall)} under ${group} corruptions`,
  );
  return `own image among clean cells at the same position: recall ${parts.join(', ')} (position alone ${formatNumber(chance)})`;
}

function ofShift(shift: AuditedShift): string {
  const beside = shift.untrained === undefined ? '' : `; untrained ${formatNumber(shift.untrained)}`;
  return `new ${shift.factor}: features move by d′ ${estimateText(shift)} (to another room: 1.41${beside})`;
}
