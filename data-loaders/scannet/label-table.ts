import { InputError } from '../../src/support/errors.js';
import { readText, sha256 } from '../../src/support/files.js';
import { findBeside } from './beside.js';

/** ScanNet's table of raw labels: what annotators wrote, with its id and its NYU40 class. */
export interface LabelTable {
  /** Names it in messages. */
  file: string;
  /** Hash of its text. */
  fingerprint: string;
  /** Of release v2 if it has a column `raw_category`. */
  release: 'v1' | 'v2';
  /** NYU40 id of each raw label's id; 0 where the table has none. */
  nyu40OfId: ReadonlyMap<number, number>;
  /** Id and NYU40 id of each raw label as annotations spell it. */
  ofCategory: ReadonlyMap<string, { id: number; nyu40: number }>;
}

/** The largest NYU40 id; what lies beyond it in a table or a file is unlabelled. */
export const largestNyu40 = 40;

/**
 * The table in `file`, else those of both releases as far as they lie in or beside the root, v2 first. Throws as
 * {@link parseLabelTable} does.
 */
export function readLabelTables(root: string, file?: string): LabelTable[] {
  const files = file === undefined ? tableNames.flatMap((name) => findBeside(root, name) ?? []) : [file];
  return files.map((found) => parseLabelTable(readText(found), found));
}

const tableNames = ['scannetv2-labels.combined.tsv', 'scannet-labels.combined.tsv'];

/**
 * Parses `scannetv2-labels.combined.tsv` or, of release v1, `scannet-labels.combined.tsv`. Several spellings share an
 * id; where they disagree in their class (ids 107, 188, 385 of v2) the last row decides, as in ScanNet's own scripts.
 * Empty cells and classes beyond 40 are 0.
 *
 * Throws InputError naming `file` if a column is missing, an id is no number, or a spelling is there twice.
 */
export function parseLabelTable(text: string, file: string): LabelTable {
  const fail = (fault: string): never => {
    throw new InputError(
      `${file} is not a label table of ScanNet: ${fault}. Expected scannetv2-labels.combined.tsv as downloaded, separated by tabs.`,
    );
  };
  const [head, ...lines] = text.split(/\r?\n/);
  const columns = head.replace(/^\uFEFF/, '').split('\t');
  const release = columns.includes('raw_category') ? 'v2' : 'v1';
  const [id, category, nyu40] = ['id', release === 'v2' ? 'raw_category' : 'category', 'nyu40id'].map((name) => {
    const index = columns.indexOf(name);
    return index >= 0 ? index : fail(`its first line has no column ${name}`);
  });
  const nyu40OfId = new Map<number, number>();
  const ofCategory = new Map<string, { id: number; nyu40: number }>();
  lines.forEach((line, i) => {
    if (line === '') return;
    const cells = line.split('\t');
    const row = { id: wholeNumber(cells[id]), nyu40: wholeNumber(cells[nyu40] || '0') };
    if (Number.isNaN(row.id) || Number.isNaN(row.nyu40))
      fail(`line ${i + 2} has id ${JSON.stringify(cells[id])} and nyu40id ${JSON.stringify(cells[nyu40])}`);
    if (row.nyu40 > largestNyu40) row.nyu40 = 0;
    if (ofCategory.has(cells[category])) fail(`${JSON.stringify(cells[category])} is there twice`);
    ofCategory.set(cells[category], row);
    nyu40OfId.set(row.id, row.nyu40);
  });
  if (ofCategory.size === 0) fail('it has no rows');
  return { file, fingerprint: sha256(text), release, nyu40OfId, ofCategory };
}

function wholeNumber(cell: string | undefined): number {
  return /^\d+$/.test(cell ?? '') ? Number(cell) : NaN;
}
