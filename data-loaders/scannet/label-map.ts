import { InputError } from '../../src/support/errors.js';
import type { ClassSet } from './class-set.js';
import { largestNyu40, type LabelTable } from './label-table.js';

/** From the ids in label images to classes. */
export interface LabelMap {
  /** Class of each id, [65536]; `unknown` for ids that the table does not have. */
  classes: Uint16Array;
  /** What decides which ids there are, in messages. */
  table: string;
}

/** The map of each kind of label image; raw ids have none without a label table. */
export interface LabelMaps {
  nyu40: LabelMap;
  raw?: LabelMap;
}

/** Maps of the ids in label images to classes, raw ids by the first of the tables. */
export function labelMaps([table]: readonly LabelTable[], classes: ClassSet): LabelMaps {
  return { nyu40: nyu40Map(classes), ...(table && { raw: rawMap(table, classes) }) };
}

const unknown = 65535;

/** Label images that hold NYU40 ids. */
function nyu40Map({ ofNyu40 }: ClassSet): LabelMap {
  const classes = new Uint16Array(65536).fill(unknown);
  for (let id = 0; id <= largestNyu40; id++) classes[id] = ofNyu40[id];
  return { classes, table: 'NYU40 (0 to 40)' };
}

/** Label images that hold ids of ScanNet's table; 0 = unlabelled. */
function rawMap({ nyu40OfId, file }: LabelTable, { ofNyu40 }: ClassSet): LabelMap {
  const classes = new Uint16Array(65536).fill(unknown);
  classes[0] = 0;
  for (const [id, nyu40] of nyu40OfId) classes[id] = ofNyu40[nyu40];
  return { classes, table: file };
}

/** Classes of ids. Throws InputError naming `file` if the table does not have one. */
export function labelsOf(ids: Uint16Array, { classes, table }: LabelMap, file: string): Uint16Array {
  const semantics = new Uint16Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    semantics[i] = classes[ids[i]];
    if (semantics[i] === unknown)
      throw new InputError(
        `${file} holds label ${ids[i]}, which is not in ${table}. Use labels and table of the same release.`,
      );
  }
  return semantics;
}
