import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Where lists and tables lie that belong to a root: in it, in its folder `splits`, or the same of the folder that it lies
 * in.
 */
export function foldersBeside(root: string): string[] {
  const parent = path.dirname(path.resolve(root));
  return [root, path.join(root, 'splits'), parent, path.join(parent, 'splits')];
}

/** The first of the files of one name that are there. */
export function findBeside(root: string, name: string): string | undefined {
  return foldersBeside(root)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
