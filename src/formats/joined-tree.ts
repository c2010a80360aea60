import { InputError } from '../support/errors.js';
import type { FileStatus, FileTree, Listing } from './file-tree.js';

/**
 * Several trees as one, as if they were unpacked into one folder: a dataset that comes in several archives. Where a path is
 * in more than one, the first of them has it.
 */
export function joinTrees(name: string, trees: readonly FileTree[]): FileTree {
  return new JoinedTree(name, trees);
}

class JoinedTree implements FileTree {
  constructor(
    readonly name: string,
    private readonly trees: readonly FileTree[],
  ) {}

  async list(folder = ''): Promise<Listing> {
    const files = new Set<string>();
    const folders = new Set<string>();
    for (const tree of await this.treesWith(folder)) {
      const listing = await tree.list(folder);
      listing.files.forEach((file) => files.add(file));
      listing.folders.forEach((inner) => folders.add(inner));
    }
    return { files: [...files].sort(), folders: [...folders].sort() };
  }

  async *files(folder = ''): AsyncGenerator<string> {
    const given = new Set<string>();
    for (const tree of await this.treesWith(folder))
      for await (const file of tree.files(folder)) {
        if (!given.has(file)) yield file;
        given.add(file);
      }
  }

  async has(path: string): Promise<boolean> {
    return (await this.treeOf(path)) !== undefined;
  }

  async hasFolder(folder: string): Promise<boolean> {
    for (const tree of this.trees) if (await tree.hasFolder(folder)) return true;
    return false;
  }

  async status(path: string): Promise<FileStatus> {
    return (await this.find(path)).status(path);
  }

  async read(path: string): Promise<Uint8Array> {
    return (await this.find(path)).read(path);
  }

  async *stream(path: string): AsyncGenerator<Uint8Array> {
    yield* (await this.find(path)).stream(path);
  }

  async locate(path: string): Promise<string> {
    return (await this.find(path)).locate(path);
  }

  describe(path: string): string {
    return `${this.name}: ${path}`;
  }

  close(): void {
    for (const tree of this.trees) tree.close();
  }

  private async treeOf(path: string): Promise<FileTree | undefined> {
    for (const tree of this.trees) if (await tree.has(path)) return tree;
    return undefined;
  }

  private async find(path: string): Promise<FileTree> {
    const tree = await this.treeOf(path);
    if (!tree)
      throw new InputError(`${this.describe(path)} does not exist. Check that all parts of the dataset are there.`);
    return tree;
  }

  private async treesWith(folder: string): Promise<FileTree[]> {
    const holding: FileTree[] = [];
    for (const tree of this.trees) if (folder === '' || (await tree.hasFolder(folder))) holding.push(tree);
    if (holding.length === 0)
      throw new InputError(`${this.name} has no folder ${folder}. Check that all parts of the dataset are there.`);
    return holding;
  }
}
