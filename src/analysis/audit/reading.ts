import type { AuditedProbe, BesideNull, EncoderAudit, NullName } from './types.js';

/** The ridge read-outs of a layer, each target in its own metric. */
export function mainProbes({ probes }: EncoderAudit, layer: string): AuditedProbe[] {
  const own = probes.filter((probe) => probe.layer === layer && probe.head === 'ridge');
  return own.filter(({ target }, i) => own.findIndex((other) => other.target === target) === i);
}

/** The null that comes nearest to a score, or is farthest beyond it. */
export function bestNull({ nulls }: AuditedProbe): BesideNull & { name: NullName } {
  const all = Object.entries(nulls).map(([name, beside]) => ({ ...beside, name: name as NullName }));
  return all.reduce((best, other) => (other.beyond.value < best.beyond.value ? other : best));
}
