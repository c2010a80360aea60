import { InputError } from '../support/errors.js';
import { relativePathFault } from './relative-path.js';

/** What lies directly in a folder: names without their path, each list in the order of their code units. */
export interface Listing {
  files: string[];
  folders: string[];
}

/** Size and time of a file of a tree. */
export interface FileStatus {
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/**
 * Files below one root, be it a folder or a zip archive. Paths are relative to the root, their parts joined by `/`; `''`
 * is the root itself. No path leads out of the root: what tries to is refused with InputError.
 *
 * Every method throws InputError, naming folder or archive and path, when what it is asked for is not there.
 */
export interface FileTree {
  /** The root, as it was given. */
  readonly name: string;
  /** What lies directly in a folder; reads that folder only. */
  list(folder?: string): Promise<Listing>;
  /**
   * Paths of all files in a folder and in the folders in it, of the nearer ones first. A folder is entered once, however
   * many links lead to it.
   */
  files(folder?: string): AsyncIterable<string>;
  /** Whether there is a file at a path. */
  has(path: string): Promise<boolean>;
  hasFolder(folder: string): Promise<boolean>;
  status(path: string): Promise<FileStatus>;
  /** The content of a file. */
  read(path: string): Promise<Uint8Array>;
  /** The content of a file in pieces, for files of any size. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** The absolute name of a file on disk, for readers that need one; a zip archive has none and refuses. */
  locate(path: string): Promise<string>;
  /** A file's name in messages. */
  describe(path: string): string;
  /** Ends the use of the tree. */
  close(): void;
}

/** Throws InputError if a path could lead out of the root. */
export function checkRelativePath(path: string, root: string): void {
  const fault = relativePathFault(path);
  if (fault !== undefined)
    throw new InputError(`The path ${JSON.stringify(path)} in ${root} is refused, because ${fault}.`);
}
