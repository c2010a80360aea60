import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { z } from 'zod';
import { InputError } from '../support/errors.js';
import { explainFileError, writeFileAtomic } from '../support/files.js';

/** What a code cell left behind: a stream, a display, a result or an error. */
export type Output = StreamOutput | DisplayOutput | ExecuteResult | ErrorOutput;

export interface StreamOutput {
  output_type: 'stream';
  name: string;
  text: string;
}

export interface DisplayOutput {
  output_type: 'display_data';
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ExecuteResult {
  output_type: 'execute_result';
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count: number | null;
}

export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

/** One thing in several forms, by media type: text, base64 for pictures, any JSON for JSON media types. */
export type MimeBundle = Record<string, unknown>;

export interface CellMetadata {
  tags?: string[];
  [name: string]: unknown;
}

/** A cell that is run, with its outputs. */
export interface CodeCell {
  cell_type: 'code';
  id: string;
  metadata: CellMetadata;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

/** Text between the code: markdown, or raw text that nothing interprets. */
export interface TextCell {
  cell_type: 'markdown' | 'raw';
  id: string;
  metadata: CellMetadata;
  source: string;
  attachments?: Record<string, MimeBundle>;
}

/** A cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** A Jupyter notebook of format 4.5. On disk a text may be a list of lines; here it is always one string. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: {
    kernelspec?: { name: string; display_name: string; [name: string]: unknown };
    language_info?: { name: string; [name: string]: unknown };
    [name: string]: unknown;
  };
  cells: Cell[];
}

const text = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value : value.join('')));

const mimeBundle = z.record(z.string(), z.unknown()).transform((data, context): MimeBundle => {
  const joined: MimeBundle = {};
  for (const [type, value] of Object.entries(data)) {
    const parsed = isJsonMime(type) ? { success: true, data: value } : text.safeParse(value);
    if (!parsed.success) context.addIssue({ code: 'custom', path: [type], message: 'must be text or a list of lines' });
    joined[type] = parsed.data;
  }
  return joined;
});

const metadata = z.record(z.string(), z.unknown());
const executionCount = z.number().int().min(0).nullable();

const output = z.discriminatedUnion('output_type', [
  z.strictObject({ output_type: z.literal('stream'), name: z.string(), text }),
  z.strictObject({ output_type: z.literal('display_data'), data: mimeBundle, metadata }),
  z.strictObject({
    output_type: z.literal('execute_result'),
    data: mimeBundle,
    metadata,
    execution_count: executionCount,
  }),
  z.strictObject({
    output_type: z.literal('error'),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const cellFields = {
  id: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
  metadata: z.looseObject({ tags: z.array(z.string()).optional() }),
  source: text,
};

const cell = z.discriminatedUnion('cell_type', [
  z.strictObject({
    cell_type: z.literal('code'),
    ...cellFields,
    execution_count: executionCount,
    outputs: z.array(output),
  }),
  z.strictObject({
    cell_type: z.enum(['markdown', 'raw']),
    ...cellFields,
    attachments: z.record(z.string(), mimeBundle).optional(),
  }),
]);

const notebookSchema: z.ZodType<Notebook> = z.strictObject({
  nbformat: z.literal(4, 'must be 4: open and save the notebook in a current Jupyter to convert it'),
  nbformat_minor: z.literal(5),
  metadata: z.looseObject({
    kernelspec: z.looseObject({ name: z.string(), display_name: z.string() }).optional(),
    language_info: z.looseObject({ name: z.string() }).optional(),
  }),
  cells: z.array(cell),
});

/**
 * Checks that a JSON value is a notebook and joins its texts. Format 4.0–4.4 is lifted to 4.5 by giving every cell an id.
 *
 * Throws InputError naming `name`, the place (`cells[3].outputs[0].data`) and what is wrong there.
 * Reference: nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function parseNotebook(value: unknown, name = 'notebook'): Notebook {
  const parsed = notebookSchema.safeParse(withCellIds(value));
  if (!parsed.success) {
    const [issue, ...others] = parsed.error.issues;
    const place = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new InputError(
      `${name} is not a notebook of format 4.5: ${place.replace(/^\./, '') || 'the file'}: ${issue.message}${more}.`,
    );
  }
  const seen = new Set<string>();
  for (const [index, { id }] of parsed.data.cells.entries()) {
    if (seen.has(id)) throw new InputError(`${name} has two cells with the id ${id}: rename cells[${index}].id.`);
    seen.add(id);
  }
  return parsed.data;
}

/** Reads a notebook. Throws InputError naming the file when it is missing, not JSON or not a notebook. */
export function readNotebook(file: string): Notebook {
  let content: string;
  try {
    content = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw explainFileError(error, file, 'read the notebook');
  }
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new InputError(`${file} is not JSON (${(error as Error).message}): is it a notebook (.ipynb)?`);
  }
  return parseNotebook(value, file);
}

/** Writes a notebook as Jupyter itself does (sorted keys, indent 1, texts as lists of lines), so that diffs stay small. */
export function writeNotebook(file: string, notebook: Notebook): void {
  writeFileAtomic(file, `${JSON.stringify(onDisk(notebook), sortedKeys, 1)}\n`);
}

/** A code cell that has not been run. */
export function codeCell(source: string, tags: string[] = []): CodeCell {
  return {
    cell_type: 'code',
    id: randomUUID().slice(0, 8),
    metadata: tags.length > 0 ? { tags } : {},
    source,
    execution_count: null,
    outputs: [],
  };
}

/** Whether a media type is JSON, whose values are no texts. */
export function isJsonMime(type: string): boolean {
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
}

function withCellIds(value: unknown): unknown {
  const older = z
    .looseObject({
      nbformat: z.literal(4),
      nbformat_minor: z.number().max(4),
      cells: z.array(z.record(z.string(), z.unknown())),
    })
    .safeParse(value);
  if (!older.success) return value;
  return {
    ...older.data,
    nbformat_minor: 5,
    cells: older.data.cells.map((cell, index) => ({ id: `cell-${index + 1}`, ...cell })),
  };
}

/** The notebook as Jupyter stores it: texts as lists of lines. */
function onDisk(notebook: Notebook): unknown {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => ({
      ...cell,
      source: lines(cell.source),
      ...(cell.cell_type === 'code' ? { outputs: cell.outputs.map(outputOnDisk) } : {}),
    })),
  };
}

function outputOnDisk(output: Output): unknown {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: lines(output.text) };
    case 'display_data':
    case 'execute_result':
      return {
        ...output,
        data: mapValues(output.data, (value, type) => (isLinewise(type) ? lines(`${value}`) : value)),
      };
    case 'error':
      return output;
  }
}

function isLinewise(type: string): boolean {
  return type.startsWith('text/') || type === 'image/svg+xml' || type === 'application/javascript';
}

function mapValues(bundle: MimeBundle, change: (value: unknown, type: string) => unknown): MimeBundle {
  return Object.fromEntries(Object.entries(bundle).map(([type, value]) => [type, change(value, type)]));
}

function lines(value: string): string[] {
  return value === '' ? [] : value.split(/(?<=\n)/);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
