import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../support/errors.js';
import { readText, writeFileAtomic } from '../support/files.js';
import { mergeCells } from './merge-cells.js';
import { parseNotebook, readNotebook, writeNotebook, type Notebook } from './nbformat.js';
import { formatPercent, headerOf, parsePercent } from './percent-format.js';

/** The two forms of a paired notebook, by the ending of their files. */
export type NotebookSide = 'ipynb' | 'ts';

/** What {@link syncNotebook} did. */
export interface Synced {
  /** The file that was brought up to date; undefined when both said the same already. */
  written: string | undefined;
  /** The file that it was made from. */
  from: string;
  /** Why this one: it is the newer, the only one, or it was asked for. */
  because: 'newer' | 'only' | 'asked';
  /** Of the file written: cells whose text is new, and cells with outputs that were kept. */
  changed: number;
  kept: number;
}

/**
 * Brings a notebook and the TypeScript file of the same name beside it (percent format) to the same cells.
 *
 * The file saved last is taken for both, or `to` says which one to write. Cells of the notebook whose source is the same
 * keep their outputs, and all that remain keep their ids. Throws InputError when neither file is there, one of them cannot
 * be read, the TypeScript file is not in the percent format, or the two differ and were saved at the same moment.
 *
 * @param file either of the two files
 */
export function syncNotebook(file: string, { to }: { to?: NotebookSide } = {}): Synced {
  const base = file.slice(0, -path.extname(file).length);
  if (!['.ipynb', '.ts'].includes(path.extname(file)) || path.basename(base) === '')
    throw new InputError(`${file} is neither a notebook (.ipynb) nor its text (.ts).`);
  const files = { ipynb: `${base}.ipynb`, ts: `${base}.ts` };
  const saved = { ipynb: savedAt(files.ipynb), ts: savedAt(files.ts) };
  if (saved.ipynb === undefined && saved.ts === undefined)
    throw new InputError(`Neither ${files.ipynb} nor ${files.ts} exists. Check the path.`);

  const notebook = saved.ipynb === undefined ? undefined : readNotebook(files.ipynb);
  const text = saved.ts === undefined ? undefined : readText(files.ts);
  const read = text === undefined ? undefined : notebookOf(text, files.ts, notebook);
  const target = to ?? olderSide(saved, files, notebook !== undefined && isDeepStrictEqual(notebook, read));
  const from = target === 'ts' ? 'ipynb' : 'ts';
  const source = target === 'ts' ? notebook : read;
  if (source === undefined) throw new InputError(`Cannot write ${files[target]}: ${files[from]} does not exist.`);

  const because = to !== undefined ? 'asked' : saved[target] === undefined ? 'only' : 'newer';
  const changed = changedCells(source, target === 'ts' ? read : notebook);
  const kept =
    target === 'ts' ? 0 : source.cells.filter((cell) => cell.cell_type === 'code' && cell.outputs.length > 0).length;
  if (isDeepStrictEqual(notebook, read)) return { written: undefined, from: files[from], because, changed, kept };
  if (target === 'ipynb') writeNotebook(files.ipynb, source);
  else writeFileAtomic(files.ts, formatPercent(source, keptHeader(text, source)));
  return { written: files[target], from: files[from], because, changed, kept };
}

/** The notebook that a text makes of the one there is. */
function notebookOf(text: string, name: string, previous: Notebook | undefined): Notebook {
  const { kernelspec, cells } = parsePercent(text, name);
  const metadata = previous?.metadata ?? {
    language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
  };
  const kernel = kernelspec?.name === metadata.kernelspec?.name ? metadata.kernelspec : kernelspec;
  return parseNotebook(
    {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { ...metadata, ...(kernel ? { kernelspec: kernel } : {}) },
      cells: mergeCells(cells, previous?.cells ?? []),
    },
    name,
  );
}

/** A header is kept as long as it names the notebook's kernel: it may hold more than is understood here. */
function keptHeader(text: string | undefined, notebook: Notebook): string | undefined {
  if (text === undefined) return undefined;
  const header = headerOf(text);
  const { kernelspec } = parsePercent(`${header}// %%\n`, 'header');
  return kernelspec === undefined || kernelspec.name === notebook.metadata.kernelspec?.name ? header : undefined;
}

function olderSide(
  saved: Record<NotebookSide, number | undefined>,
  files: Record<NotebookSide, string>,
  same: boolean,
): NotebookSide {
  if (saved.ts === undefined) return 'ts';
  if (saved.ipynb === undefined) return 'ipynb';
  if (saved.ts === saved.ipynb && !same)
    throw new InputError(
      `${files.ipynb} and ${files.ts} differ and were saved at the same moment: say which to write with --to ts or --to ipynb.`,
    );
  return saved.ts < saved.ipynb ? 'ts' : 'ipynb';
}

function changedCells(now: Notebook, before: Notebook | undefined): number {
  const known = new Set(before?.cells.map(({ cell_type, source }) => `${cell_type} ${source}`));
  return now.cells.filter(({ cell_type, source }) => !known.has(`${cell_type} ${source}`)).length;
}

function savedAt(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
