import type { FileTree } from '../../src/formats/file-tree.js';

/** What the folders of Cityscapes hold. */
export const folderTypes = ['leftImg8bit', 'rightImg8bit', 'gtFine', 'gtCoarse', 'disparity', 'camera'] as const;
export type FolderType = (typeof folderTypes)[number];

/** Archives as they are downloaded: `leftImg8bit_trainvaltest.zip`, `gtCoarse.zip`. */
export const archive = new RegExp(`^(?:${folderTypes.join('|')})(?:_trainvaltest|_trainextra)?\\.zip$`);

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
