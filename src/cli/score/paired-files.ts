import * as fs from 'node:fs';
import * as path from 'node:path';
import { openFolder, openTree, type FileTree } from '../../formats/index.js';
import { InputError } from '../../support/errors.js';
import { progress } from '../../support/progress.js';

/** What is compared: two folders, two .zip archives, or two files. */
export interface ScoredPaths {
  truth: string;
  predictions: string;
}

/** A file of a folder or archive. */
export interface ScoredFile {
  tree: FileTree;
  path: string;
  /** In messages. */
  name: string;
}

/** How truths find their predictions. */
export interface Naming {
  /** What truths are called, for messages, such as `*_gtFine_labelIds.png`. */
  truths: string;
  /** What a prediction of this key is called, for messages. */
  prediction(key: string): string;
  /** What a truth shares with its prediction, from its path; undefined for files that are no truths. */
  keyOfTruth(path: string): string | undefined;
  keyOfPrediction(path: string): string | undefined;
}

export interface FilePair {
  key: string;
  truth: ScoredFile;
  prediction: ScoredFile;
}

export interface PairedFiles {
  /** In the order of their keys. */
  pairs: FilePair[];
  /** Predictions without a truth; they are not read. */
  unused: number;
}

/** Truths and predictions have the same name, up to the folder they lie in where names alone are clear, and the extension. */
export function sameName(...extensions: string[]): Naming {
  const keyOf = (file: string): string | undefined => {
    const extension = path.posix.extname(file);
    return extensions.includes(extension.toLowerCase()) ? file.slice(0, -extension.length) : undefined;
  };
  return {
    truths: extensions.map((extension) => `*${extension}`).join(', '),
    prediction: (key) => `${key}${extensions[0]}`,
    keyOfTruth: keyOf,
    keyOfPrediction: keyOf,
  };
}

/**
 * Finds the prediction of every truth by name. Two single files belong together whatever their names.
 *
 * Throws InputError if there is no truth, one has no prediction, or a name is there twice.
 */
export async function pairFiles({ truth, predictions }: ScoredPaths, naming: Naming): Promise<PairedFiles> {
  const [truths, found] = [await openFiles(truth), await openFiles(predictions)];
  if (truths.isSingle !== found.isSingle)
    throw new InputError(`${truth} and ${predictions} are a file and a folder. Give two files or two folders.`);
  if (truths.isSingle) {
    const pair = { key: path.parse(truth).name, truth: truths.files[0], prediction: found.files[0] };
    return { pairs: [pair], unused: 0 };
  }
  const shorten = areUnique(truths.files.map((file) => naming.keyOfTruth(file.path))) ? baseName : (key: string) => key;
  const ofTruths = byKey(truths.files, (file) => naming.keyOfTruth(file), shorten);
  if (ofTruths.size === 0)
    throw new InputError(`${truth} holds no truths (${naming.truths}). Point --gt at the folder that does.`);
  const ofPredictions = byKey(found.files, (file) => naming.keyOfPrediction(file), shorten);
  const keys = [...ofTruths.keys()].sort();
  const missing = keys.filter((key) => !ofPredictions.has(key));
  if (missing.length > 0) throw missingPredictions(missing, keys.length, predictions, naming);
  const pairs = keys.map((key) => {
    return { key, truth: only(ofTruths, key, truth), prediction: only(ofPredictions, key, predictions) };
  });
  return { pairs, unused: ofPredictions.size - pairs.length };
}

/** Calls `visit` for each pair in turn, with progress. */
export async function visitPairs(
  { pairs }: PairedFiles,
  label: string,
  visit: (pair: FilePair) => Promise<void>,
): Promise<void> {
  const task = progress().start(label, pairs.length);
  try {
    for (const [i, pair] of pairs.entries()) {
      await visit(pair);
      task.update(i + 1);
    }
  } finally {
    task.finish();
  }
}

/** The content of a file. */
export function readFile({ tree, path: file }: ScoredFile): Promise<Uint8Array> {
  return tree.read(file);
}

async function openFiles(source: string): Promise<{ files: ScoredFile[]; isSingle: boolean }> {
  const status = fs.statSync(source, { throwIfNoEntry: false });
  if (status?.isFile() && path.extname(source).toLowerCase() !== '.zip') {
    const tree = await openFolder(path.dirname(source));
    return { files: [{ tree, path: path.basename(source), name: source }], isSingle: true };
  }
  const tree = await openTree(source);
  const files: ScoredFile[] = [];
  for await (const file of tree.files()) files.push({ tree, path: file, name: tree.describe(file) });
  return { files, isSingle: false };
}

function byKey(
  files: readonly ScoredFile[],
  keyOf: (path: string) => string | undefined,
  shorten: (key: string) => string,
): Map<string, ScoredFile[]> {
  const groups = new Map<string, ScoredFile[]>();
  for (const file of files) {
    const key = keyOf(file.path);
    if (key === undefined) continue;
    const group = groups.get(shorten(key));
    if (group) group.push(file);
    else groups.set(shorten(key), [file]);
  }
  return groups;
}

function only(groups: ReadonlyMap<string, ScoredFile[]>, key: string, source: string): ScoredFile {
  const [file, other] = groups.get(key)!;
  if (other) throw new InputError(`${source} holds ${key} twice: ${file.path} and ${other.path}. Keep one of the two.`);
  return file;
}

const baseName = (key: string): string => path.posix.basename(key);

function areUnique(keys: readonly (string | undefined)[]): boolean {
  const names = keys.flatMap((key) => (key === undefined ? [] : [baseName(key)]));
  return new Set(names).size === names.length;
}

const shown = 3;

function missingPredictions(keys: readonly string[], of: number, predictions: string, naming: Naming): InputError {
  const names = keys.slice(0, shown).map((key) => naming.prediction(key));
  const more = keys.length > shown ? ` and ${keys.length - shown} more` : '';
  return new InputError(
    `${keys.length} of ${of} truths have no prediction in ${predictions}: ${names.join(', ')}${more} missing. Predict all of them, or score a part of the truths from a folder of its own.`,
  );
}
