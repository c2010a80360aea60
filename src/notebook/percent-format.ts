import { InputError } from '../support/errors.js';
import type { CellMetadata, Notebook, TextCell } from './nbformat.js';
import { formatMarker, markerLine, parseMarker } from './percent-marker.js';

/** A cell as a text file knows it: without id and without outputs. */
export interface PercentCell {
  cell_type: 'code' | TextCell['cell_type'];
  metadata: CellMetadata;
  source: string;
}

/** A notebook as a text file knows it. */
export interface PercentNotebook {
  kernelspec: Notebook['metadata']['kernelspec'];
  cells: PercentCell[];
}

/** Lines that would be taken for a marker, however often they have been commented out. */
const markerLike = /^([ \t]*)((?:\/\/ )*\/\/[ \t]*%%(?![^\s])[^]*)$/;
const commentedMarker = /^([ \t]*)\/\/ ((?:\/\/ )*\/\/[ \t]*%%(?![^\s])[^]*)$/;
const rule = '// ---';
/** What YAML takes for a text without quotes. */
const plainScalar = /^(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z](?:[\w ()+.-]*[\w()])?$/i;

/**
 * The cells of a notebook as TypeScript in the percent format: `// %%` begins a code cell, `// %% [markdown]` one whose
 * lines are comments. {@link parsePercent} reads back the same types, sources and metadata.
 *
 * @param header a header that the file has already; a new one names the kernel
 * Reference: the percent format 1.3 of jupytext, https://jupytext.readthedocs.io/en/latest/formats-scripts.html
 */
export function formatPercent(notebook: Pick<Notebook, 'metadata' | 'cells'>, header?: string): string {
  const cells = notebook.cells.map(({ cell_type, metadata, source }) => {
    const lines = source === '' ? [] : source.split('\n');
    const body = cell_type === 'code' ? lines : (source === '' ? [''] : lines).map(comment);
    const text = body.map((line) => line.replace(markerLike, '$1// $2'));
    return `${[formatMarker({ cellType: cell_type, metadata }), ...text].join('\n')}\n`;
  });
  const top = header ?? newHeader(notebook.metadata.kernelspec);
  return [...(top === '' ? [] : [`${top.trimEnd()}\n`]), ...cells].join('\n');
}

/**
 * Reads a text in the percent format. Code before the first marker is a cell of its own.
 *
 * Throws InputError naming `name` and the line when there is no marker, or one says what cannot be understood.
 */
export function parsePercent(text: string, name: string): PercentNotebook {
  const unified = /(?<!\r)\n/.test(text) ? text : text.replace(/\r\n/g, '\n');
  const header = headerOf(unified);
  const lines = unified.slice(header.length).replace(/\n$/, '').split('\n');
  const firstLine = header.split('\n').length;
  const starts = lines.flatMap((line, at) => (markerLine.test(line) ? [at] : []));
  if (starts.length === 0)
    throw new InputError(`${name} is no notebook in the percent format: begin each cell with a line "// %%".`);

  const cells: PercentCell[] = starts.map((start, i) => {
    const end = starts[i + 1] ?? lines.length;
    const body = withoutSeparator(lines.slice(start + 1, end), i + 1 < starts.length);
    return readCell(lines[start], body, (at) => `${name}:${firstLine + start + at}`);
  });
  const before = lines.slice(0, starts[0]).join('\n').trim();
  if (before !== '') cells.unshift({ cell_type: 'code', metadata: {}, source: before });
  return { kernelspec: kernelOf(header), cells };
}

/** The header of a text in the percent format with the empty line after it; '' where there is none. */
export function headerOf(text: string): string {
  return /^\/\/ ---\n(?:\/\/.*\n)*?\/\/ ---\n\n?/.exec(text)?.[0] ?? '';
}

function readCell(marker: string, body: readonly string[], place: (line: number) => string): PercentCell {
  const { cellType, metadata } = markerOf(marker, place(0));
  const lines = body.map((line) => line.replace(commentedMarker, '$1$2'));
  if (cellType === 'code') return { cell_type: cellType, metadata, source: lines.join('\n') };
  const stray = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('//'));
  if (stray >= 0)
    throw new InputError(`${place(stray + 1)}: a line of a ${cellType} cell is no comment: begin it with "// ".`);
  return { cell_type: cellType, metadata, source: lines.map((line) => line.replace(/^\/\/ ?/, '')).join('\n') };
}

function markerOf(line: string, place: string): ReturnType<typeof parseMarker> {
  try {
    return parseMarker(markerLine.exec(line)?.[1] ?? '');
  } catch (error) {
    throw new InputError(`${place}: ${(error as Error).message}: write metadata as JSON, like tags=["parameters"].`);
  }
}

/** The lines of a cell without the empty one that sets it off from the next. */
function withoutSeparator(lines: string[], hasNext: boolean): string[] {
  return hasNext && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function comment(line: string): string {
  return line === '' ? '//' : `// ${line}`;
}

function newHeader(kernelspec: Notebook['metadata']['kernelspec']): string {
  const facts = [
    'jupyter:',
    '  jupytext:',
    '    text_representation:',
    '      extension: .ts',
    '      format_name: percent',
    "      format_version: '1.3'",
    ...(kernelspec ? ['  kernelspec:', ...kernelFacts(kernelspec)] : []),
  ];
  return `${[rule, ...facts.map((fact) => `// ${fact}`), rule].join('\n')}\n`;
}

function kernelFacts(kernelspec: Record<string, unknown>): string[] {
  return Object.entries(kernelspec)
    .filter(([key, value]) => /^\w+$/.test(key) && typeof value === 'string')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]) => `    ${key}: ${plainScalar.test(value as string) ? (value as string) : JSON.stringify(value)}`,
    );
}

/** The kernel that a header names. Of YAML only what this module and jupytext write is understood. */
function kernelOf(header: string): PercentNotebook['kernelspec'] {
  const [, block] = /^\/\/ {3}kernelspec:\n((?:\/\/ {5}\w+: .*\n)+)/m.exec(header) ?? [];
  if (block === undefined) return undefined;
  const facts = Object.fromEntries(
    [...block.matchAll(/^\/\/ {5}(\w+): (.*)$/gm)].map(([, key, value]) => [key, scalar(value)]),
  );
  return 'name' in facts ? { display_name: facts.name, ...facts, name: facts.name } : undefined;
}

function scalar(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  return text.startsWith("'") ? text.slice(1, -1).replace(/''/g, "'") : text;
}
