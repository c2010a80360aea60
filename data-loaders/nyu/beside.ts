import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The first file of a name that lies in the root, in the folder of the data, in the folder that the root lies in, or in
 * `meta` or `splits` of one of these; undefined if there is none.
 *
 * @param dataFolder folder of the data below the root
 */
export function findBeside(root: string, dataFolder: string, name: string): string | undefined {
  const resolved = path.resolve(root);
  const folders = [path.join(resolved, dataFolder), resolved, path.dirname(resolved)];
  return folders
    .flatMap((folder) => [folder, path.join(folder, 'meta'), path.join(folder, 'splits')])
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
