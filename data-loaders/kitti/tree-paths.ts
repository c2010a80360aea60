import type { FileTree } from '../../src/formats/file-tree.js';

/** Archives as KITTI names them: `data_object_image_2.zip`, `2011_09_26_calib.zip`, `2011_09_26_drive_0001_sync.zip`. */
export const archiveName = /^(?:data_\w+|\d{4}_\d{2}_\d{2}_(?:calib|drive_\d{4}_\w+))\.zip$/;

/** Path of something in a folder of a tree, whose root is `''`. */
export function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** The files of a folder, none if it is not there. */
export async function filesIn(tree: FileTree, folder: string): Promise<string[]> {
  return (await tree.hasFolder(folder)) ? (await tree.list(folder)).files : [];
}

/** The content of a text file. */
export async function readTextFile(tree: FileTree, path: string): Promise<string> {
  return Buffer.from(await tree.read(path)).toString('utf8');
}
