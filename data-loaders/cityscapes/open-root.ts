import type { FileTree } from '../../src/formats/file-tree.js';
import { joinTrees } from '../../src/formats/joined-tree.js';
import { openTree } from '../../src/formats/open-tree.js';

/** What the folders of Cityscapes hold. */
export const folderTypes = ['leftImg8bit', 'rightImg8bit', 'gtFine', 'gtCoarse', 'disparity', 'camera'] as const;
export type FolderType = (typeof folderTypes)[number];

/** Archives as they are downloaded: `leftImg8bit_trainvaltest.zip`, `gtCoarse.zip`. */
const archive = new RegExp(`^(?:${folderTypes.join('|')})(?:_trainvaltest|_trainextra)?\\.zip$`);

/** A root with what is unpacked in it and the official archives that lie in it, as if all were unpacked there. */
export async function openRoot(root: string): Promise<FileTree> {
  const tree = await openTree(root);
  const archives = (await tree.list()).files.filter((file) => archive.test(file));
  if (archives.length === 0) return tree;
  const trees = [tree];
  for (const file of archives) trees.push(await openTree(await tree.locate(file)));
  return joinTrees(root, trees);
}

/**
 * The folders of each type: `leftImg8bit`, and those in folders named after an archive
 * (`leftImg8bit_trainvaltest/leftImg8bit`).
 */
export async function findFolders(tree: FileTree): Promise<Map<FolderType, string[]>> {
  const { folders } = await tree.list();
  const found = new Map<FolderType, string[]>();
  for (const type of folderTypes) {
    const paths: string[] = folders.includes(type) ? [type] : [];
    for (const folder of folders)
      if (folder.startsWith(type) && (await tree.hasFolder(`${folder}/${type}`))) paths.push(`${folder}/${type}`);
    if (paths.length > 0) found.set(type, paths);
  }
  return found;
}
