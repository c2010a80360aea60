import type { Figure } from './figure.js';
import { figureNumbers } from './figure-numbers.js';

const firstColumns = ['panel', 'series', 'x', 'measure', 'value', 'low', 'high', 'seeds', 'n'];

/**
 * The numbers of a figure as CSV (RFC 4180): one row a plotted value with its interval, its number of seeds and of
 * items; an empty field where something is not known or does not apply.
 */
export function figureCsv(figure: Pick<Figure, 'data' | 'layout'>): string {
  const rows = figureNumbers(figure);
  const further = new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => !firstColumns.includes(name)));
  const columns = [...firstColumns, ...further];
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  return lines.map((line) => `${line.map(field).join(',')}\n`).join('');
}

function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
