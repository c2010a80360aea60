import * as fs from 'node:fs';
import * as path from 'node:path';
import { canonicalJson } from '../support/files.js';
import type { StudyConfig } from './config.js';
import { loadStudy, type LoadedStudy } from './load.js';

/** What a folder holds of the study that is asked for. */
export type Stored =
  | { state: 'nothing' }
  /** Runs of this study or of another one: an interrupted study says only in its runs what it is. */
  | { state: 'unfinished' }
  | { state: 'finished'; study: LoadedStudy }
  /** A finished study of another configuration; `differences` names the fields. */
  | { state: 'other'; differences: string[] };

/** Looks for the study of a configuration in a folder. Throws InputError where a finished study there is damaged. */
export function storedStudy(config: StudyConfig, folder: string): Stored {
  if (!fs.existsSync(path.join(folder, 'study.json')))
    return { state: fs.existsSync(path.join(folder, 'runs')) ? 'unfinished' : 'nothing' };
  const study = loadStudy(folder);
  // Which frames could not be read is found out, not asked for.
  const { leftOut: _leftOut, ...stored } = study.result.config;
  const differences = differingFields(stored, config);
  return differences.length === 0 ? { state: 'finished', study } : { state: 'other', differences };
}

/** The fields in which two values of JSON differ, as paths: `dataset.scenes.train`, `seeds`. */
export function differingFields(a: unknown, b: unknown, at = ''): string[] {
  if (!isRecord(a) || !isRecord(b)) return canonicalJson([a]) === canonicalJson([b]) ? [] : [at];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields.flatMap((field) => differingFields(a[field], b[field], at === '' ? field : `${at}.${field}`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
