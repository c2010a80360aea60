import type { FileTree } from '../src/formats/file-tree.js';
import { joinTrees } from '../src/formats/joined-tree.js';
import { openTree } from '../src/formats/open-tree.js';

/**
 * A root, folder or archive, with the archives in it whose names match `archive`, as if all were unpacked there. Throws
 * InputError as {@link openTree} does.
 */
export async function openRoot(root: string, archive: RegExp): Promise<FileTree> {
  const tree = await openTree(root);
  const archives = (await tree.list()).files.filter((file) => archive.test(file));
  if (archives.length === 0) return tree;
  const trees = [tree];
  for (const file of archives) trees.push(await openTree(await tree.locate(file)));
  return joinTrees(root, trees);
}
