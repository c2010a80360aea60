import type { CellMetadata, TextCell } from './nbformat.js';

/** What the line that begins a cell says of it. */
export interface CellMarker {
  cellType: 'code' | TextCell['cell_type'];
  metadata: CellMetadata;
}

/** The line that begins a cell; a line such as this inside a cell has `// ` put before it. */
export const markerLine = /^[ \t]*\/\/[ \t]*%%(?![^\s])([^]*)$/;

/** Metadata of Jupyter's own state, which belongs to the notebook and not to its text. */
const stateKeys = new Set(['autoscroll', 'collapsed', 'scrolled', 'trusted', 'execution', 'ExecuteTime']);
const plainKey = /^[\w.@/-]+$/;
/** A title that cannot be taken for anything else on its line. */
const plainTitle = /^[^\s[\]{}="%](?:[^[\]{}="\r\n]*[^\s[\]{}="])?$/;

/** Whether this piece of a cell's metadata is written into the text; the others stay in the notebook. */
export function isTextMetadata(key: string, value: unknown): boolean {
  return value !== undefined && plainKey.test(key) && key !== 'cell_type' && !stateKeys.has(key);
}

/** `// %% title [markdown] tags=["parameters"]`. */
export function formatMarker({ cellType, metadata }: CellMarker): string {
  const { title } = metadata;
  const hasTitle = typeof title === 'string' && plainTitle.test(title);
  const pairs = Object.entries(metadata)
    .filter(([key, value]) => isTextMetadata(key, value) && !(hasTitle && key === 'title'))
    .map(([key, value]) => `${key}=${spacedJson(value)}`);
  return ['// %%', ...(hasTitle ? [title] : []), ...(cellType === 'code' ? [] : [`[${cellType}]`]), ...pairs].join(' ');
}

/**
 * Reads what stands behind `// %%`: a title, the cell's type in brackets, and metadata as `name=JSON`.
 *
 * Throws SyntaxError for metadata that is none.
 */
export function parseMarker(text: string): CellMarker {
  const [, beforeType, type, afterType] = /^([^[\]{}="]*)\[(markdown|md|raw)\](?=\s|$)([^]*)$/.exec(text) ?? [];
  const firstPair = text.search(/(?:^|\s)[\w.@/-]+=/);
  const titleEnd = firstPair < 0 ? text.length : firstPair;
  const title = (type === undefined ? text.slice(0, titleEnd) : beforeType).trim();
  const metadata = parsePairs(type === undefined ? text.slice(titleEnd) : afterType);
  return {
    cellType: type === undefined ? 'code' : type === 'raw' ? 'raw' : 'markdown',
    metadata: title === '' ? metadata : { title, ...metadata },
  };
}

function parsePairs(text: string): CellMetadata {
  const pairs: [string, unknown][] = [];
  for (let rest = text.trim(); rest !== '';) {
    const [matched, key, equals] = /^([\w.@/-]+)(=?)/.exec(rest) ?? [];
    if (matched === undefined) throw new SyntaxError(`"${rest}" is not of the form name=value`);
    rest = rest.slice(matched.length);
    const value = equals === '' ? '' : rest.slice(0, jsonEnd(rest));
    pairs.push([key, equals === '' ? null : JSON.parse(value)]);
    rest = rest.slice(value.length).trimStart();
  }
  return Object.fromEntries(pairs);
}

/** Where the JSON value that a text begins with ends. */
function jsonEnd(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]|\s|[^"[\]{}\s]+/g)) {
    if (depth === 0 && /^\s$/.test(token)) return index;
    if (/^[[{]$/.test(token)) depth++;
    if (/^[\]}]$/.test(token)) depth--;
  }
  return text.length;
}

/** JSON with the spaces that Python's `json.dumps` leaves, so that jupytext writes the same line. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${spacedJson(inner)}`)
    .join(', ')}}`;
}
