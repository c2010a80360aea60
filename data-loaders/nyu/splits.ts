import { readMat5 } from '../../src/formats/mat5.js';
import { InputError } from '../../src/support/errors.js';
import type { Split } from '../sample.js';
import { findBeside } from './beside.js';
import { readImageList } from './image-list.js';

/** Which of the labelled images are for training and which for test. */
export interface OfficialSplit {
  file: string;
  /** Split of the n-th image, counted from 1; undefined if the file does not have it. */
  splitOf(number: number): Split | undefined;
}

const matName = 'splits.mat';
const listName = 'nyudepthv2_test_files_with_gt.txt';

/**
 * The official split: of the file given, else of `splits.mat`, else of the list of the test images published with BTS, in or beside the root;
 * undefined if there is none. Throws InputError naming the file if it cannot be read.
 */
export function findSplit(root: string, dataFolder: string, given?: string): OfficialSplit | undefined {
  const file = given ?? findBeside(root, dataFolder, matName) ?? findBeside(root, dataFolder, listName);
  if (file === undefined) return undefined;
  return file.endsWith('.mat') ? readSplitsMat(file) : readTestList(file);
}

/** `splits.mat`: numbers of images, counted from 1. */
function readSplitsMat(file: string): OfficialSplit {
  const variables = readMat5(file);
  const splits = new Map<number, Split>();
  for (const [split, name] of [
    ['train', 'trainNdxs'],
    ['test', 'testNdxs'],
  ] as const) {
    const value = variables.get(name);
    const numbers = value?.kind === 'numbers' ? Array.from(value.values, Number) : [];
    if (numbers.length === 0 || !numbers.every((number) => Number.isInteger(number) && number >= 1))
      throw new InputError(`${file} has no ${name} of whole numbers from 1 on. Take splits.mat of the dataset's page.`);
    for (const number of numbers) {
      if (splits.has(number))
        throw new InputError(`${file} has image ${number} twice. Take splits.mat of the dataset's page.`);
      splits.set(number, split);
    }
  }
  return { file, splitOf: (number) => splits.get(number) };
}

/** The list counts images from 0; what it does not list is for training. */
function readTestList(file: string): OfficialSplit {
  const test = new Set(readImageList(file).map(({ number }) => Number(number) + 1));
  return { file, splitOf: (number) => (test.has(number) ? 'test' : 'train') };
}
