import { inspect } from 'node:util';
import { InputError } from '../support/errors.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';

/** How a {@link Table} is shown. */
export interface TableOptions {
  /** Rows shown (20); the others are counted. */
  limit?: number;
  /** What the table shows, above it. */
  caption?: string;
  /** Digits that the largest number of a column keeps (4). */
  digits?: number;
}

/**
 * Rows and columns, shown as HTML and as aligned text. The numbers of a column have the same decimals, so many that its largest
 * keeps `digits`, less zeros that all of them end in; a column that spans more than three powers of ten has so many digits each. The
 * full values stay in `rows`.
 */
export class Table implements Displayable {
  /** Which columns hold numbers only; their texts stand at the right. */
  private readonly numeric: readonly boolean[];
  private readonly limit: number;
  private readonly caption: string | undefined;
  private readonly digits: number;

  constructor(
    readonly columns: readonly string[],
    readonly rows: readonly (readonly unknown[])[],
    { limit = 20, caption, digits = 4 }: TableOptions = {},
  ) {
    this.limit = limit;
    this.caption = caption;
    this.digits = digits;
    this.numeric = columns.map((_, c) => {
      const known = rows.map((row) => row[c]).filter((value) => value !== undefined && value !== null);
      return known.length > 0 && known.every((value) => typeof value === 'number' || typeof value === 'bigint');
    });
  }

  html(): string {
    const cell = (tag: string, text: string, c: number): string =>
      `<${tag} style="text-align:${this.numeric[c] ? 'right' : 'left'}">${escapeHtml(text)}</${tag}>`;
    const line = (tag: string, texts: readonly string[]): string =>
      `<tr>${texts.map((text, c) => cell(tag, text, c)).join('')}</tr>`;
    const caption = this.caption === undefined ? '' : `<caption>${escapeHtml(this.caption)}</caption>`;
    const body = this.shown().map((texts) => line('td', texts));
    const rest = this.rest();
    return (
      `<table>${caption}<thead>${line('th', this.columns)}</thead><tbody>${body.join('')}</tbody></table>` +
      (rest === '' ? '' : `<p>${rest}</p>`)
    );
  }

  text(): string {
    const lines = [this.columns, ...this.shown()];
    const widths = this.columns.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
    const aligned = (text: string, c: number): string =>
      this.numeric[c] ? text.padStart(widths[c]) : text.padEnd(widths[c]);
    const rest = this.rest();
    return [
      ...(this.caption === undefined ? [] : [this.caption]),
      ...lines.map((line) => line.map(aligned).join('  ').trimEnd()),
      ...(rest === '' ? [] : [rest]),
    ].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/html': this.html(), 'text/plain': this.text() };
  }

  [inspect.custom](): string {
    return this.text();
  }

  private shown(): string[][] {
    const shown = this.rows.slice(0, this.limit);
    const formats = this.columns.map((_, c) =>
      numberFormat(this.numeric[c] ? shown.map((row) => row[c]) : [], this.digits),
    );
    return shown.map((row) => this.columns.map((_, c) => formats[c](row[c])));
  }

  private rest(): string {
    const more = this.rows.length - this.limit;
    return more > 0 ? `… and ${more} more rows (${this.rows.length} in all)` : '';
  }
}

/** An arquero table, as far as a display needs it. */
interface ArqueroTable {
  columnNames(): string[];
  objects(): Record<string, unknown>[];
}

/** A danfojs frame, as far as a display needs it. */
interface DanfojsFrame {
  columns: string[];
  values: unknown[][];
}

/** A danfojs series, likewise. */
interface DanfojsSeries {
  columns: string[];
  values: unknown[];
}

/**
 * An arquero table, a danfojs frame or series, or a list of plain objects as a table to `display`, with a caption or another number of rows.
 * Throws InputError for anything else.
 */
export function table(value: unknown, options: TableOptions = {}): Table {
  const found = tableOf(value, options);
  if (!found)
    throw new InputError(
      'A table is made of an arquero table, a danfojs frame or series, or a list of plain objects that is not empty.',
    );
  return found;
}

/** The table in a value: an arquero table, a danfojs frame or series, a list of plain objects; undefined for anything else. */
export function tableOf(value: unknown, options: TableOptions = {}): Table | undefined {
  if (isRowList(value)) return ofObjects([...new Set(value.flatMap((row) => Object.keys(row)))], value, options);
  if (isArqueroTable(value)) return ofObjects(value.columnNames(), value.objects(), options);
  if (isDanfojsFrame(value)) return new Table(value.columns, value.values, options);
  if (isDanfojsSeries(value)) return new Table(value.columns, value.values.map((one) => [one]), options); // prettier-ignore
  return undefined;
}

function ofObjects(columns: readonly string[], rows: readonly Record<string, unknown>[], options: TableOptions): Table {
  return new Table(columns, rows.map((row) => columns.map((column) => row[column])), options); // prettier-ignore
}

function isRowList(value: unknown): value is Record<string, unknown>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((row) => row !== null && typeof row === 'object' && Object.getPrototypeOf(row) === Object.prototype)
  );
}

function isArqueroTable(value: unknown): value is ArqueroTable {
  const table = value as Partial<ArqueroTable> | null | undefined;
  return typeof table?.columnNames === 'function' && typeof table.objects === 'function';
}

function isDanfojsFrame(value: unknown): value is DanfojsFrame {
  const frame = value as Partial<DanfojsFrame> | null | undefined;
  return Array.isArray(frame?.columns) && Array.isArray(frame.values) && frame.values.every(Array.isArray);
}

function isDanfojsSeries(value: unknown): value is DanfojsSeries {
  const series = value as (Partial<DanfojsSeries> & { $isSeries?: boolean }) | null | undefined;
  return series?.$isSeries === true && Array.isArray(series.columns) && Array.isArray(series.values);
}

/** Powers of ten that the numbers of one column may span to have the same decimals. */
const span = 3;

/** How the numbers of a column are written. */
function numberFormat(values: readonly unknown[], digits: number): (value: unknown) => string {
  const sizes = values.flatMap((value) => (typeof value === 'number' && Number.isFinite(value) && value !== 0 ? Math.abs(value) : [])); // prettier-ignore
  const whole = values.every(
    (value) => typeof value !== 'number' || Number.isInteger(value) || !Number.isFinite(value),
  );
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (whole || sizes.length === 0 || most / least > 10 ** span) return (value) => formatValue(value, digits);
  const enough = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(most))));
  const decimals = Math.max(...sizes.map((size) => decimalsOf(size, enough)));
  return (value) =>
    typeof value === 'number' && Number.isFinite(value) ? value.toFixed(decimals) : formatValue(value, digits);
}

/** Decimals of a number that are not zeros at its end, of so many. */
function decimalsOf(value: number, most: number): number {
  return value.toFixed(most).replace(/\.?0+$/, '').split('.')[1]?.length ?? 0; // prettier-ignore
}

function formatValue(value: unknown, digits: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) || !Number.isFinite(value) ? `${value}` : `${Number(value.toPrecision(digits))}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map((one) => formatValue(one, digits)).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string}`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
