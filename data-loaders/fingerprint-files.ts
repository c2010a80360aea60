import type { FileTree } from '../src/formats/file-tree.js';
import { canonicalJson, sha256 } from '../src/support/files.js';

/** A hash of what a dataset was told (`decided`) and of the names, sizes and times of its files. */
export async function fingerprintFiles(tree: FileTree, paths: Iterable<string>, decided: unknown): Promise<string> {
  const files: [string, number, number][] = [];
  for (const path of paths) {
    const { size, modified } = await tree.status(path);
    files.push([path, size, modified]);
  }
  return sha256(canonicalJson({ decided, files })).slice(0, 16);
}
