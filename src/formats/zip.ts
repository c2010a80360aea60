import * as fs from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry } from 'yauzl';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import { relativePathFault } from './relative-path.js';

/** A file in a zip archive. */
export interface ZipEntry {
  /** Relative, parts joined by `/`. */
  name: string;
  /** Bytes, unpacked. */
  size: number;
  compressedSize: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** A zip archive that is open for random access; entries may be read at the same time. */
export interface ZipArchive {
  readonly file: string;
  /** By name, in the order of the archive; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * The content of an entry. Throws InputError naming archive and entry if there is none of that name, if it is damaged,
   * cut short, encrypted, or does not match size and checksum, if it is larger than 1 GiB, or if it is a zip bomb: of more than
   * 16 MiB, and more than 200 times its compressed size.
   */
  read(name: string): Promise<Uint8Array>;
  /** The content in pieces, for entries of any size; throws as `read` does, for a wrong checksum only at the end. */
  stream(name: string): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Opens a zip archive (zip64 included) and reads its directory, unpacking nothing.
 *
 * Throws InputError naming the file if it is missing, no zip archive, damaged or cut short, or if an entry could be used
 * to mislead: a name that is absolute or leads to a parent folder, holds a backslash or NUL, or occurs twice (also as a
 * file and a folder), or a symbolic link.
 */
export async function openZipArchive(file: string): Promise<ZipArchive> {
  let handle: number;
  try {
    // Opening a pipe would wait for ever.
    if (!fs.statSync(file).isFile()) throw unreadable(file, 'it is no file');
    handle = fs.openSync(file, 'r');
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  try {
    return new OpenArchive(file, handle, await readDirectory(file, handle));
  } catch (error) {
    fs.closeSync(handle);
    throw error;
  }
}

function unreadable(file: string, fault: string, cause?: unknown): InputError {
  return new InputError(`${file} is not a readable zip archive: ${fault}. Copy or download it again.`, { cause });
}

interface StoredEntry extends ZipEntry {
  method: number;
  encrypted: boolean;
  checksum: number;
  /** Of the local header. */
  offset: number;
}

async function readDirectory(file: string, handle: number): Promise<Map<string, StoredEntry>> {
  const { size } = fs.fstatSync(handle);
  const reader = new DirectoryReader(handle);
  const entries = new Map<string, StoredEntry>();
  const folders: string[] = [];
  try {
    const directory = await fromRandomAccessReaderPromise(reader, size, { strictFileNames: true });
    for await (const entry of directory.eachEntry()) {
      const isFolder = entry.fileName.endsWith('/');
      const name = isFolder ? entry.fileName.slice(0, -1) : entry.fileName;
      checkEntry(name, entry);
      if (isFolder) folders.push(name);
      else {
        if (entries.has(name)) throw new Error(`entry ${JSON.stringify(name)} is there twice`);
        entries.set(name, describeEntry(name, entry));
      }
    }
    // A count that is too small would hide files.
    const next = reader.readSignature(Number(directory.readEntryCursor));
    if (next === 0x02014b50) throw new Error('it has more entries than it says');
  } catch (error) {
    throw unreadable(file, (error as Error).message, error);
  }
  for (const folder of withAncestors(folders, entries.keys()))
    if (entries.has(folder)) throw unreadable(file, `entry ${JSON.stringify(folder)} is both a file and a folder`);
  return entries;
}

/** The folders, those that files lie in, and all that these lie in. */
function withAncestors(folders: Iterable<string>, files: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const addFrom = (folder: string) => {
    for (; folder !== '' && !found.has(folder); folder = parentOf(folder)) found.add(folder);
  };
  for (const folder of folders) addFrom(folder);
  for (const name of files) addFrom(parentOf(name));
  return found;
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** Throws if an entry could be used to mislead. */
function checkEntry(name: string, { externalFileAttributes }: Entry): void {
  const fault = relativePathFault(name);
  if (fault !== undefined) throw new Error(`the name of entry ${JSON.stringify(name)} is refused, because ${fault}`);
  const unixKind = (externalFileAttributes >>> 16) & 0o170000;
  if (unixKind === 0o120000) throw new Error(`entry ${JSON.stringify(name)} is a symbolic link, which is refused`);
}

function describeEntry(name: string, entry: Entry): StoredEntry {
  return {
    name,
    size: entry.uncompressedSize,
    compressedSize: entry.compressedSize,
    modified: entry.getLastModDate({ timezone: 'UTC' }).getTime(),
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
    checksum: entry.crc32,
    offset: entry.relativeOffsetOfLocalHeader,
  };
}

/** Reads ahead, since the directory is taken in pieces of some bytes: 100,000 entries are 200,000 of them. */
class DirectoryReader extends RandomAccessReader {
  private block = Buffer.alloc(0);
  private blockStart = 0;

  constructor(private readonly handle: number) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, read?: number) => void,
  ): void {
    let read: number;
    try {
      if (position < this.blockStart || position + length > this.blockStart + this.block.length)
        this.readBlock(position, length);
      read = this.block.copy(buffer, offset, position - this.blockStart, position - this.blockStart + length);
    } catch (error) {
      return callback(error as Error);
    }
    callback(null, read);
  }

  /** The four bytes at a position as a number, 0 beyond the end. */
  readSignature(position: number): number {
    const bytes = Buffer.alloc(4);
    fs.readSync(this.handle, bytes, 0, 4, position);
    return bytes.readUInt32LE(0);
  }

  private readBlock(position: number, length: number): void {
    const block = Buffer.allocUnsafe(Math.max(length, 2 ** 18));
    const read = fs.readSync(this.handle, block, 0, block.length, position);
    this.block = block.subarray(0, read);
    this.blockStart = position;
  }
}

const readAt = promisify(fs.read);
const inflateWhole = promisify<Uint8Array, { maxOutputLength: number; chunkSize: number }, Buffer>(inflateRaw);

const largestEntry = 2 ** 30;
const unsuspiciousSize = 2 ** 24;
const largestRatio = 200;
const pieceSize = 2 ** 18;

const stored = 0;
const deflated = 8;

class OpenArchive implements ZipArchive {
  constructor(
    readonly file: string,
    private readonly handle: number,
    readonly entries: ReadonlyMap<string, StoredEntry>,
  ) {}

  async read(name: string): Promise<Uint8Array> {
    const entry = this.find(name);
    const { size, compressedSize, method } = entry;
    if (size > largestEntry)
      throw this.fault(name, `it has ${size} bytes, too many to read at once; unpack the archive`);
    const start = await this.dataStart(entry);
    const packed = await this.readBytes(name, start, compressedSize);
    let content: Uint8Array = packed;
    if (method === deflated)
      try {
        content = await inflateWhole(packed, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1) });
      } catch (error) {
        throw this.fault(name, (error as Error).message);
      }
    this.checkContent(entry, content.length, crc32(content));
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  }

  async *stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.find(name);
    const pieces = this.pieces(name, await this.dataStart(entry), entry.compressedSize);
    let source: AsyncIterable<Uint8Array> = pieces;
    if (entry.method === deflated) {
      const inflate = createInflateRaw();
      // Failures reach the reader of `inflate`.
      pipeline(Readable.from(pieces), inflate, () => undefined);
      source = inflate;
    }
    let length = 0;
    let checksum = 0;
    try {
      for await (const piece of source) {
        length += piece.length;
        checksum = crc32(piece, checksum);
        if (length > entry.size) break;
        yield piece;
      }
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw this.fault(name, (error as Error).message);
    }
    this.checkContent(entry, length, checksum);
  }

  close(): void {
    fs.closeSync(this.handle);
  }

  private find(name: string): StoredEntry {
    const entry = this.entries.get(name);
    if (!entry) throw new InputError(`${this.file} has no entry ${name}. Check that the archive is complete.`);
    const { size, compressedSize, method, encrypted } = entry;
    if (encrypted) throw this.fault(name, 'it is encrypted');
    if (method !== stored && method !== deflated) throw this.fault(name, `its compression method ${method} is unknown`);
    if (size > unsuspiciousSize && size > largestRatio * compressedSize)
      throw this.fault(name, `it unpacks ${compressedSize} bytes to ${size}, as zip bombs do`);
    return entry;
  }

  /** Where an entry's data begin: after its local header, whose name and extra field have lengths of their own. */
  private async dataStart({ name, offset }: StoredEntry): Promise<number> {
    const header = await this.readBytes(name, offset, 30);
    if (header.readUInt32LE(0) !== 0x04034b50) throw this.fault(name, 'its local header is damaged');
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  }

  private async readBytes(name: string, position: number, length: number): Promise<Buffer> {
    // The size of the file bounds what is allocated.
    if (position + length > fs.fstatSync(this.handle).size) throw this.fault(name, 'the archive ends before it');
    const buffer = Buffer.allocUnsafeSlow(length);
    for (let read = 0; read < length;) {
      const { bytesRead } = await readAt(this.handle, buffer, read, length - read, position + read);
      if (bytesRead === 0) throw this.fault(name, 'the archive ends within it');
      read += bytesRead;
    }
    return buffer;
  }

  private async *pieces(name: string, start: number, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < length; at += pieceSize)
      yield await this.readBytes(name, start + at, Math.min(pieceSize, length - at));
  }

  private checkContent({ name, size, checksum }: StoredEntry, length: number, found: number): void {
    if (length !== size) throw this.fault(name, `it unpacks to ${length} bytes or more, expected ${size}`);
    if (found !== checksum) throw this.fault(name, 'its checksum is wrong');
  }

  private fault(name: string, fault: string): InputError {
    return new InputError(`${this.file}: entry ${name} cannot be read: ${fault}. Copy or download the archive again.`);
  }
}
