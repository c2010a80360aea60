import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { filesIn, inFolder } from './tree-paths.js';

/**
 * Names of the files of a folder by their number, the first group of `pattern`, ascending; none if there is no such folder.
 * Throws InputError if a number is there twice, as `000000.png` and `000000.jpg`.
 */
export async function numberedFiles(tree: FileTree, folder: string, pattern: RegExp): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const file of await filesIn(tree, folder)) {
    const number = pattern.exec(file)?.[1];
    if (number === undefined) continue;
    const other = names.get(number);
    if (other !== undefined)
      throw new InputError(
        `${tree.describe(inFolder(folder, other))} and ${file} are one frame, ${number}. Remove one of them.`,
      );
    names.set(number, file);
  }
  return names;
}
