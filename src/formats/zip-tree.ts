import { InputError } from '../support/errors.js';
import { checkRelativePath, type FileStatus, type FileTree, type Listing } from './file-tree.js';
import { openZipArchive, type ZipArchive } from './zip.js';

/** The files of a zip archive, read without unpacking it. Throws as {@link openZipArchive} does. */
export async function openZip(file: string): Promise<FileTree> {
  return new ZipTree(await openZipArchive(file));
}

class ZipTree implements FileTree {
  readonly name: string;
  private listings: Map<string, Listing> | undefined;

  constructor(private readonly archive: ZipArchive) {
    this.name = archive.file;
  }

  async list(folder = ''): Promise<Listing> {
    const { files, folders } = this.find(folder);
    return { files: [...files], folders: [...folders] };
  }

  async *files(folder = ''): AsyncGenerator<string> {
    const waiting = [folder];
    for (const next of waiting) {
      const { files, folders } = this.find(next);
      const prefix = next === '' ? '' : `${next}/`;
      for (const file of files) yield prefix + file;
      for (const inner of folders) waiting.push(prefix + inner);
    }
  }

  async has(path: string): Promise<boolean> {
    checkRelativePath(path, this.name);
    return this.archive.entries.has(path);
  }

  async hasFolder(folder: string): Promise<boolean> {
    return this.listing(folder) !== undefined;
  }

  async status(path: string): Promise<FileStatus> {
    checkRelativePath(path, this.name);
    const entry = this.archive.entries.get(path);
    if (!entry) throw new InputError(`${this.name} has no entry ${path}. Check that the archive is complete.`);
    return { size: entry.size, modified: entry.modified };
  }

  async read(path: string): Promise<Uint8Array> {
    checkRelativePath(path, this.name);
    return this.archive.read(path);
  }

  async *stream(path: string): AsyncGenerator<Uint8Array> {
    checkRelativePath(path, this.name);
    yield* this.archive.stream(path);
  }

  async locate(path: string): Promise<string> {
    throw new InputError(
      `${this.describe(path)} can only be read from a folder. Unpack the archive and point at the folder.`,
    );
  }

  describe(path: string): string {
    return `${this.name}: ${path}`;
  }

  close(): void {
    this.archive.close();
  }

  private listing(folder: string): Listing | undefined {
    if (folder !== '') checkRelativePath(folder, this.name);
    this.listings ??= listFolders(this.archive.entries.keys());
    return this.listings.get(folder);
  }

  private find(folder: string): Listing {
    const listing = this.listing(folder);
    if (!listing) throw new InputError(`${this.name} has no folder ${folder}. Check that the archive is complete.`);
    return listing;
  }
}

/** What lies in each folder. */
function listFolders(names: Iterable<string>): Map<string, Listing> {
  const listings = new Map<string, Listing>([['', { files: [], folders: [] }]]);
  const listingOf = (folder: string): Listing => {
    let listing = listings.get(folder);
    if (!listing) {
      listing = { files: [], folders: [] };
      listings.set(folder, listing);
      const cut = folder.lastIndexOf('/');
      listingOf(folder.slice(0, Math.max(0, cut))).folders.push(folder.slice(cut + 1));
    }
    return listing;
  };
  for (const name of names) {
    const cut = name.lastIndexOf('/');
    listingOf(name.slice(0, Math.max(0, cut))).files.push(name.slice(cut + 1));
  }
  for (const { files, folders } of listings.values()) {
    files.sort();
    folders.sort();
  }
  return listings;
}
