import { inspect } from 'node:util';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';

export interface TableOptions {
  /** Rows shown; the others are counted. */
  limit?: number;
}

/** Rows and columns, shown as HTML and as aligned text. Numbers keep four significant digits; the full values stay in `rows`. */
export class Table implements Displayable {
  constructor(
    readonly columns: readonly string[],
    readonly rows: readonly (readonly unknown[])[],
    private readonly limit = 20,
  ) {}

  html(): string {
    const numeric = this.columns.map((_, c) =>
      this.rows.every((row) => row[c] === undefined || row[c] === null || typeof row[c] === 'number'),
    );
    const cell = (tag: string, text: string, c: number): string =>
      `<${tag} style="text-align:${numeric[c] ? 'right' : 'left'}">${escapeHtml(text)}</${tag}>`;
    const line = (tag: string, texts: readonly string[]): string =>
      `<tr>${texts.map((text, c) => cell(tag, text, c)).join('')}</tr>`;
    const body = this.shown().map((texts) => line('td', texts));
    const rest = this.rest();
    return (
      `<table><thead>${line('th', this.columns)}</thead><tbody>${body.join('')}</tbody></table>` +
      (rest === '' ? '' : `<p>${rest}</p>`)
    );
  }

  text(): string {
    const lines = [this.columns, ...this.shown()];
    const widths = this.columns.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
    const rest = this.rest();
    return [
      ...lines.map((line) =>
        line
          .map((text, c) => text.padEnd(widths[c]))
          .join('  ')
          .trimEnd(),
      ),
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
    return this.rows.slice(0, this.limit).map((row) => this.columns.map((_, c) => formatValue(row[c])));
  }

  private rest(): string {
    const more = this.rows.length - this.limit;
    return more > 0 ? `… and ${more} more rows` : '';
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

/** The table in a value: an arquero table, a danfojs frame or a list of plain objects; undefined for anything else. */
export function tableOf(value: unknown, { limit }: TableOptions = {}): Table | undefined {
  if (isRowList(value)) {
    const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
    return new Table(
      columns,
      value.map((row) => columns.map((column) => row[column])),
      limit,
    );
  }
  if (isArqueroTable(value)) {
    const columns = value.columnNames();
    return new Table(
      columns,
      value.objects().map((row) => columns.map((column) => row[column])),
      limit,
    );
  }
  return isDanfojsFrame(value) ? new Table(value.columns, value.values, limit) : undefined;
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

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) || !Number.isFinite(value) ? `${value}` : `${Number(value.toPrecision(4))}`;
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string}`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
