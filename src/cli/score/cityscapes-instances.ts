import type { Command } from 'commander';
import * as path from 'node:path';
import { textTable } from '../../../data-loaders/text-table.js';
import { readDepthPng, readLabelPng, type FileTree } from '../../formats/index.js';
import {
  addInstances,
  cityscapesInstanceScores,
  noInstances,
  type CityscapesInstanceScores,
  type PredictedInstance,
} from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { readBytes } from '../../support/files.js';
import { examples, printJson } from '../options.js';
import { cityscapesNaming } from './cityscapes-naming.js';
import { pairFiles, readFile, visitPairs, type ScoredFile, type ScoredPaths } from './paired-files.js';
import { pathsOf, percent, takePairs, type PairOptions } from './score-options.js';

export interface ScoredInstances extends CityscapesInstanceScores {
  images: number;
  unused: number;
}

/** `score cityscapes-instances`: AP and AP50 of instances in the benchmark's text files and masks. */
export function defineScoreCityscapesInstances(command: Command): void {
  takePairs(command, {
    truth: '*_instanceIds.png',
    predictions: 'a text file for each, with lines of "mask.png labelId confidence"',
  })
    .addHelpText('after', examples('score cityscapes-instances --gt gtFine/val --pred results'))
    .action(score);
}

async function score({ json, ...paths }: PairOptions): Promise<void> {
  const scores = await scoreInstanceFiles(pathsOf(paths));
  if (json) return printJson({ ...pathsOf(paths), ...scores });
  const row = (name: string, { ap, ap50 }: { ap: number; ap50: number }): string[] => [
    name,
    percent(ap),
    percent(ap50),
  ];
  const rows = Object.entries(scores.classes).map(([name, both]) => row(name, both));
  console.log(textTable([['class', 'AP %', 'AP50 %'], ...rows, row('mean', scores)]));
  console.log(`images: ${scores.images}`);
}

/**
 * Scores instances in the benchmark's files; masks are read one at a time, and their paths are relative to the text file.
 *
 * Throws InputError, naming the file, if one is missing, damaged, of another size, has a confidence that is no number or
 * an unknown label id, or names a mask outside the folder of predictions or twice.
 */
export async function scoreInstanceFiles(paths: ScoredPaths): Promise<ScoredInstances> {
  const paired = await pairFiles(paths, cityscapesNaming('_instanceIds.png', '.txt'));
  const tally = noInstances();
  await visitPairs(paired, 'score', async ({ truth, prediction }) => {
    const instanceIds = readDepthPng(await readFile(truth), truth.name);
    const lines = parseLines(Buffer.from(await readFile(prediction)).toString('utf8'), prediction);
    const masks = await Promise.all(lines.map(({ mask }) => prediction.tree.locate(mask)));
    addInstances(tally, readMasks(lines, masks, prediction.tree), instanceIds, truth.name);
  });
  return { ...cityscapesInstanceScores(tally), images: paired.pairs.length, unused: paired.unused };
}

/** A line of a text file; `mask` is a path in the folder of predictions. */
interface InstanceLine {
  mask: string;
  labelId: number;
  confidence: number;
}

function parseLines(text: string, { tree, path: file, name }: ScoredFile): InstanceLine[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `${name}, line ${i + 1}`;
    const fields = line.trim().split(' ');
    const labelId = Number(fields[1]);
    if (fields.length !== 3 || !Number.isInteger(labelId))
      throw new InputError(`${where} is ${JSON.stringify(line)}. Expected "mask.png labelId confidence".`);
    const mask = path.posix.join(path.posix.dirname(file), fields[0]);
    if (path.posix.isAbsolute(fields[0]) || mask.startsWith('../'))
      throw new InputError(
        `${where} names the mask ${fields[0]}, which is not in ${tree.name}. Give paths relative to the text file.`,
      );
    if (seen.has(mask)) throw new InputError(`${where} names the mask ${fields[0]} again. Give each instance its own.`);
    seen.add(mask);
    return [{ mask, labelId, confidence: Number(fields[2]) }];
  });
}

function* readMasks(
  lines: readonly InstanceLine[],
  files: readonly string[],
  tree: FileTree,
): Generator<PredictedInstance> {
  for (const [i, { mask, labelId, confidence }] of lines.entries()) {
    const name = tree.describe(mask);
    yield { labelId, confidence, name, mask: readLabelPng(readBytes(files[i]), name) };
  }
}
