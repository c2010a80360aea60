import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import { checkRelativePath, type FileStatus, type FileTree, type Listing } from './file-tree.js';

/**
 * The files of a folder. Symbolic links are followed as long as they stay in the folder; one that leads out of it is
 * listed, but refused when it is opened. Throws InputError if `root` is no folder.
 */
export async function openFolder(root: string): Promise<FileTree> {
  let real: string;
  try {
    real = fs.realpathSync.native(root);
  } catch (error) {
    throw explainFileError(error, root, 'read the folder');
  }
  if (!fs.statSync(real).isDirectory())
    throw new InputError(`${root} is no folder. Point at the folder that holds the files.`);
  return new FolderTree(root, real);
}

const readAt = promisify(fs.read);
const closeFile = promisify(fs.close);
const largestFile = 2 ** 31;

/** Names are looked up synchronously, which takes a tenth of the time; contents are read asynchronously. */
class FolderTree implements FileTree {
  constructor(
    readonly name: string,
    private readonly real: string,
  ) {}

  async list(folder = ''): Promise<Listing> {
    return this.listReal(this.resolve(folder), folder);
  }

  async *files(folder = ''): AsyncGenerator<string> {
    const entered = new Set<string>();
    const waiting = [folder];
    for (const next of waiting) {
      const real = this.resolve(next);
      if (entered.has(real)) continue;
      entered.add(real);
      const { files, folders } = await this.listReal(real, next);
      const prefix = next === '' ? '' : `${next}/`;
      for (const file of files) yield prefix + file;
      for (const inner of folders) waiting.push(prefix + inner);
    }
  }

  async has(file: string): Promise<boolean> {
    return this.find(file)?.isFile() ?? false;
  }

  async hasFolder(folder: string): Promise<boolean> {
    return this.find(folder)?.isDirectory() ?? false;
  }

  async status(file: string): Promise<FileStatus> {
    const { size, mtimeMs } = this.statFile(this.resolve(file), file);
    return { size, modified: mtimeMs };
  }

  async read(file: string): Promise<Uint8Array> {
    const real = this.resolve(file);
    const { size } = this.statFile(real, file);
    if (size > largestFile) throw new InputError(`${this.describe(file)} has ${size} bytes, too many to read at once.`);
    let handle: number | undefined;
    try {
      handle = fs.openSync(real, 'r');
      const bytes = new Uint8Array(size);
      let length = 0;
      for (let read = -1; length < size && read !== 0; length += read)
        ({ bytesRead: read } = await readAt(handle, bytes, length, size - length, length));
      return bytes.subarray(0, length);
    } catch (error) {
      throw explainFileError(error, this.describe(file), 'read');
    } finally {
      if (handle !== undefined) await closeFile(handle);
    }
  }

  async *stream(file: string): AsyncGenerator<Uint8Array> {
    const real = await this.locate(file);
    try {
      yield* fs.createReadStream(real, { highWaterMark: 2 ** 18 });
    } catch (error) {
      throw explainFileError(error, this.describe(file), 'read');
    }
  }

  async locate(file: string): Promise<string> {
    const real = this.resolve(file);
    this.statFile(real, file);
    return real;
  }

  describe(file: string): string {
    return path.join(this.name, file);
  }

  close(): void {}

  /** What is at a path, or undefined if there is nothing. */
  private find(relative: string): fs.Stats | undefined {
    try {
      return fs.statSync(this.resolve(relative));
    } catch (error) {
      if (isMissing((error as Error).cause)) return undefined;
      throw error;
    }
  }

  private statFile(real: string, file: string): fs.Stats {
    const status = fs.statSync(real);
    // Neither a folder nor a pipe, which would wait for ever.
    if (!status.isFile()) throw new InputError(`${this.describe(file)} is no file. Check the layout of ${this.name}.`);
    return status;
  }

  /** The absolute path without links, which lies in the root. */
  private resolve(relative: string): string {
    if (relative !== '') checkRelativePath(relative, this.name);
    let real: string;
    try {
      real = fs.realpathSync.native(path.join(this.real, relative));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ELOOP')
        throw new InputError(`${this.describe(relative)} is a link that leads to itself. Remove it.`, { cause: error });
      throw explainFileError(error, this.describe(relative), 'read');
    }
    const inside = this.real.endsWith(path.sep) ? this.real : this.real + path.sep;
    if (real !== this.real && !real.startsWith(inside))
      throw new InputError(
        `${this.describe(relative)} is a link out of ${this.name}, to ${real}, and not followed. Point at the folder that it leads to, or move the files into ${this.name}.`,
      );
    return real;
  }

  private async listReal(real: string, folder: string): Promise<Listing> {
    let entries: fs.Dirent[];
    try {
      entries = await fs.promises.readdir(real, { withFileTypes: true });
    } catch (error) {
      throw explainFileError(error, this.describe(folder), 'list the folder');
    }
    const listing: Listing = { files: [], folders: [] };
    for (const entry of entries) {
      const isFolder = entry.isSymbolicLink() ? leadsToFolder(path.join(real, entry.name)) : entry.isDirectory();
      listing[isFolder ? 'folders' : 'files'].push(entry.name);
    }
    listing.files.sort();
    listing.folders.sort();
    return listing;
  }
}

/** A broken link, or one that leads to itself, leads to none. */
function leadsToFolder(link: string): boolean {
  try {
    return fs.statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
