import type { EncoderAudit, Estimate, NullName } from '../analysis/index.js';
import { bestNull, estimateText, mainProbes } from '../analysis/index.js';
import { Table } from '../notebook/table.js';
import { formatNumber } from '../plot/index.js';

/** What an audit found as tables: the last layer beside its nulls, every layer beyond the best null, corruption, interventions. */
export function auditTables(audit: EncoderAudit): string {
  const last = audit.layers[audit.layers.length - 1];
  const tables: [heading: string, table: string][] = [
    [`Read out at ${last.name} (effective rank ${formatNumber(last.effectiveRank, 1)}), beside nulls`, readOuts(audit)],
    ['Beyond the best null, by layer', byLayer(audit)],
  ];
  if (audit.skills.length > 0)
    tables.push([
      'Skill beyond position, clean and corrupted; differences from nulls at matched clean skill (– where there is too little to lose)',
      skills(audit),
    ]);
  if (audit.retrieval.length > 0)
    tables.push([
      `Recall of the own image among clean cells at the same position (position alone: ${formatNumber(audit.retrieval[0].chance)})`,
      retrieval(audit),
    ]);
  if (audit.shifts.length > 0)
    tables.push(['d′ when one factor is drawn anew (in brackets: untrained; another room: 1.41)', shifts(audit)]);
  return tables.map(([heading, table]) => `${heading}\n${table}`).join('\n\n');
}

function text(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return new Table(columns, rows, { limit: rows.length }).text();
}

function readOuts(audit: EncoderAudit): string {
  const nulls = Object.keys(audit.nulls) as NullName[];
  const rows = mainProbes(audit, audit.layers[audit.layers.length - 1].name).map((probe) => {
    const best = bestNull(probe);
    return [
      probe.target,
      probe.unit,
      estimateText(probe),
      ...nulls.map((name) => numberOrDash(probe.nulls[name]?.value)),
      `${estimateText(best.beyond)} (${best.name})`,
    ];
  });
  return text(['target', 'unit', 'encoder', ...nulls, 'beyond the best'], rows);
}

function byLayer(audit: EncoderAudit): string {
  const layers = audit.layers.map(({ name }) => name);
  const probes = layers.map((layer) => mainProbes(audit, layer));
  const targets = [...new Set(probes.flat().map(({ target }) => target))];
  const cell = (target: string, l: number): string => {
    const probe = probes[l].find((one) => one.target === target);
    return numberOrDash(probe && bestNull(probe).beyond.value);
  };
  return text(
    ['target', ...layers],
    [
      ['(effective rank)', ...audit.layers.map(({ effectiveRank }) => formatNumber(effectiveRank, 1))],
      ...targets.map((target) => [target, ...layers.map((_, l) => cell(target, l))]),
    ],
  );
}

function skills({ skills: all }: EncoderAudit): string {
  const groups = (['colour', 'other'] as const).filter((group) => all.some(({ corrupted }) => corrupted[group]));
  const nulls = (['rank', 'untrained'] as const).filter((name) => all.some(({ matched }) => matched[name]));
  const pairs = nulls.flatMap((name) => groups.map((group) => ({ name, group })));
  const rows = all.map(({ layer, target, clean, corrupted, matched }) => [
    layer,
    target,
    estimateText(clean),
    ...groups.map((group) => orDash(corrupted[group])),
    ...pairs.map(({ name, group }) => {
      const found = matched[name]?.[group];
      return orDash(found?.tooLittle ? undefined : found?.difference);
    }),
  ]);
  return text(['layer', 'target', 'clean', ...groups, ...pairs.map(({ name, group }) => `− ${name}, ${group}`)], rows);
}

function retrieval({ retrieval: all }: EncoderAudit): string {
  const groups = (['colour', 'other'] as const).filter((group) => all.some(({ corrupted }) => corrupted[group]));
  return text(
    ['layer', ...groups],
    all.map(({ layer, corrupted }) => [layer, ...groups.map((group) => orDash(corrupted[group]))]),
  );
}

function shifts({ shifts: all }: EncoderAudit): string {
  const factors = [...new Set(all.map(({ factor }) => factor))];
  const layers = [...new Set(all.map(({ layer }) => layer))];
  const rows = layers.map((layer) => [
    layer,
    ...factors.map((factor) => {
      const found = all.find((one) => one.layer === layer && one.factor === factor)!;
      return `${estimateText(found)}${found.untrained === undefined ? '' : ` (${formatNumber(found.untrained)})`}`;
    }),
  ]);
  return text(['layer', ...factors], rows);
}

function orDash(estimate: Estimate | undefined): string {
  return estimate ? estimateText(estimate) : '–';
}

function numberOrDash(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '–' : formatNumber(value);
}
