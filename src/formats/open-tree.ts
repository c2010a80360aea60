import * as fs from 'node:fs';
import * as path from 'node:path';
import { InputError } from '../support/errors.js';
import type { FileTree } from './file-tree.js';
import { openFolder } from './folder-tree.js';
import { openZip } from './zip-tree.js';

/** Opens a folder or a zip archive, whichever `root` is. Throws InputError naming it if it is neither. */
export async function openTree(root: string): Promise<FileTree> {
  const status = fs.statSync(root, { throwIfNoEntry: false });
  if (status?.isFile() && path.extname(root).toLowerCase() === '.zip') return openZip(root);
  if (status?.isFile()) throw new InputError(`${root} is neither a folder nor a .zip archive. Point at one of these.`);
  return openFolder(root);
}
