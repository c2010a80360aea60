import { findingIntervals, findingNotes } from '../../figures/finding-notes.js';
import { decimalsFor, formatInterval, formatNumber } from '../plot/index.js';
import type { Finding, StudyResult } from '../study/types.js';

const headings = ['finding', 'verdict', 'difference', 'interval', 'margin', 'seeds'];

/**
 * The findings of a study as a table for the terminal, at most 100 columns wide and readable without colour, followed
 * by what was compared, why a verdict came out so, and notes.
 */
export function findingsTable(result: StudyResult): string {
  const lines = [headings, ...result.findings.map(cells)];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const numeric = (column: number): boolean => column >= 2;
  const table = lines.map((line) =>
    line
      .map((cell, column) => (numeric(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)));
  return [table[0], rule, ...table.slice(1), '', ...remarks(result).flatMap((remark) => wrapped(remark, 98))].join(
    '\n',
  );
}

/** The same table as Markdown. */
export function findingsMarkdown(result: StudyResult): string {
  const row = (line: readonly string[]): string => `| ${line.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [
    row(headings),
    row(['---', '---', '---:', '---:', '---:', '---:']),
    ...result.findings.map((finding) => row(cells(finding))),
    '',
    ...remarks(result).map((remark) => `- ${remark}`),
  ].join('\n');
}

function cells({ id, verdict, estimate, ci95, margin, unit, seeds }: Finding): string[] {
  const decimals = decimalsFor(margin);
  return [
    id,
    verdict.replace('-', ' '),
    estimate === null ? '–' : `${formatNumber(estimate, decimals)} ${unit}`.trim(),
    formatInterval(ci95, decimals) || '–',
    `±${margin}`,
    String(seeds),
  ];
}

/** What was compared, what decided each finding and why it came out so, then what the study says of itself. */
function remarks({ findings, notes }: StudyResult): string[] {
  const { compared, common, own } = findingNotes(findings);
  const decided = findings.flatMap(({ id }) => {
    const told = [own[id].part, ...own[id].reasons].filter((text) => text !== '');
    return told.length > 0 ? [`${id}: ${told.join('; ')}`] : [];
  });
  return [
    `Difference: ${compared}; ${findingIntervals}. Decided by:`,
    ...decided,
    ...common.map((note) => `All findings: ${note}.`),
    ...notes,
  ];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => (i === 0 ? line : `  ${line}`));
}
