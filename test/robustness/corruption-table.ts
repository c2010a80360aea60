import type { ImageCorruption } from '../../src/robustness/corruptions/index.js';

/** A Markdown table of corruptions with their numbers at severities 1 to 5, as docs/robustness.md shows it. */
export function corruptionTable(corruptions: readonly ImageCorruption[]): string {
  const rows = corruptions.map(({ name, kind, parameters, values }) => {
    const settings = values.map((setting) => setting.join(' ')).join(' · ');
    return `| \`${name}\` | ${kind} | ${parameters.join(', ')} | ${settings} |`;
  });
  return ['| name | kind | numbers | severities 1 · 2 · 3 · 4 · 5 |', '|---|---|---|---|', ...rows].join('\n');
}
