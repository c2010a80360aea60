import type { SimilarityMeasure } from '../../src/similarity/index.js';

/** The measures as the Markdown table of docs/measures.md. */
export function measureTable(measures: Record<string, SimilarityMeasure>): string {
  const rows = Object.values(measures).map(({ name, kind, symmetric, range, invariances }) => {
    const [least, greatest] = range.map(endOf);
    const cells = [`\`${name}\``, kind, `${least} to ${greatest}`, symmetric ? 'yes' : 'no', invariances.join(', ')];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| measure | kind | range | sides may be exchanged | unchanged by |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function endOf(value: number): string {
  if (value === Math.PI / 2) return 'π/2';
  if (Number.isFinite(value)) return String(value).replace('-', '−');
  return value < 0 ? '−∞' : '∞';
}
