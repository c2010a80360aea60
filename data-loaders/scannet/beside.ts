import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Where lists and tables lie that belong to a root: in it, in its folder `splits`, or the same of the folder that it lies in,
 * or of that one's; the last since a root may be one scan, in `scans`.
 */
function foldersBeside(root: string): string[] {
  const resolved = path.resolve(root);
  const parent = path.dirname(resolved);
  return [resolved, parent, path.dirname(parent)].flatMap((folder) => [folder, path.join(folder, 'splits')]);
}

/** The first of the files of one name that are there. */
export function findBeside(root: string, name: string): string | undefined {
  return foldersBeside(root)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
