import * as fs from 'node:fs';
import * as os from 'node:os';
import type * as h5wasm from 'h5wasm/node';
import type { Dataset, File, Metadata } from 'h5wasm/node';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import type { ArrayValues } from './array-values.js';

/** From (inclusive) and to (exclusive) along one axis; undefined for the whole axis. */
export type AxisRange = readonly [from: number, to: number] | undefined;

/** An array in an HDF5 file; nothing of it is in memory before `read`. */
export interface Hdf5Dataset {
  /** Row-major: in a file written by MATLAB the axes are those of MATLAB in reverse order. */
  readonly shape: readonly number[];
  /**
   * The numbers in a hyperslab, row-major, of the stored type: `read([[n, n + 1]])` is the n-th along the first axis. Axes
   * without a range are read whole.
   *
   * Throws InputError naming file and dataset if a range leaves the shape, if its data are damaged or no numbers, or if it
   * takes more than 512 MiB.
   */
  read(ranges?: readonly AxisRange[]): ArrayValues;
  /**
   * The texts of a cell array of MATLAB's, row-major: each element is an object reference to an array of characters.
   * Throws InputError if it is something else.
   */
  readTexts(): string[];
}

/** An open HDF5 file. */
export interface Hdf5File {
  readonly file: string;
  /** Names of what lies at the root. */
  names(): string[];
  /** A dataset by path. Throws InputError naming the file and what it holds if there is none. */
  dataset(path: string): Hdf5Dataset;
  /** Ends the use of the file; datasets of it can no longer be read. */
  close(): void;
}

/**
 * Opens an HDF5 file, such as MATLAB v7.3 saves (with its user block), without reading its data: sizes beyond 4 GiB are
 * fine. Throws InputError naming the file if it is missing, no HDF5 or cut short.
 *
 * Costs: the HDF5 library, compiled to WebAssembly, takes 0.2 s to load and 40 MB, once for each thread. A read holds
 * its hyperslab twice, and the decompressed chunks that it touches; the library's memory grows to the largest read and
 * does not shrink again.
 */
export async function openHdf5(file: string): Promise<Hdf5File> {
  checkSignature(file);
  const library = await loadLibrary();
  const opened = new library.File(file, 'r');
  if (opened.file_id < 0n) throw damaged(file, 'it is cut short or damaged');
  return new OpenFile(file, opened, library);
}

type Library = typeof h5wasm;

let loading: Promise<Library> | undefined;

function loadLibrary(): Promise<Library> {
  loading ??= import('h5wasm/node').then(async (library) => {
    const { FS } = await library.ready;
    // It prints a trace of every failure to stderr. Failures are seen from what its functions return.
    const stderr = (FS as unknown as { getStream(fd: number): { nfd: number } }).getStream(2);
    stderr.nfd = fs.openSync(os.devNull, 'w');
    return library;
  });
  return loading;
}

function damaged(file: string, fault: string, cause?: unknown): InputError {
  return new InputError(`${file} is not a readable HDF5 file: ${fault}. Copy or download it again.`, { cause });
}

/** The signature stands at the beginning or, after a user block, at 512, 1024, 2048, … bytes. */
function checkSignature(file: string): void {
  const found = Buffer.alloc(8);
  try {
    // Opening a pipe would wait for ever.
    if (!fs.statSync(file).isFile()) throw damaged(file, 'it is no file');
    const handle = fs.openSync(file, 'r');
    try {
      const { size } = fs.fstatSync(handle);
      for (let at = 0; at < size; at = Math.max(512, 2 * at)) {
        const length = fs.readSync(handle, found, 0, 8, at);
        if (length === 8 && found.toString('latin1') === '\x89HDF\r\n\x1a\n') return;
      }
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  throw damaged(file, 'it has no HDF5 signature');
}

/** Bytes that one read may take. */
const largestRead = 2 ** 29;

class OpenFile implements Hdf5File {
  private paths: Map<string, string> | undefined;

  constructor(
    readonly file: string,
    private readonly opened: File,
    readonly library: Library,
  ) {}

  names(): string[] {
    return this.call(() => this.opened.keys());
  }

  dataset(path: string): Hdf5Dataset {
    return new OpenDataset(this, path, this.find(path));
  }

  find(path: string): Dataset {
    const found = this.call(() => this.opened.get(path));
    if (!(found instanceof this.library.Dataset)) {
      if (this.names().includes(path)) throw damaged(this.file, `${path} in it is no dataset or damaged`);
      throw new InputError(
        `${this.file} has no dataset ${path}; it holds ${this.names().join(', ') || 'nothing'}. Check that it is the right file.`,
      );
    }
    return found;
  }

  /**
   * Path of the object that a reference leads to. MATLAB keeps such objects in one group, whose members are indexed
   * once: the library itself searches the whole file for each.
   */
  pathOf(reference: Uint8Array): string | undefined {
    const { Module: library } = this.library;
    const id = this.opened.file_id;
    const members = () => (this.names().includes('#refs#') ? library.get_names(id, '/#refs#', false) : []);
    this.paths ??= this.call(
      () =>
        new Map(
          members().map((name) => [keyOf(library.create_object_reference(id, `/#refs#/${name}`)), `/#refs#/${name}`]),
        ),
    );
    return this.paths.get(keyOf(reference));
  }

  /** What the library gives; what it throws says only where in its own code. */
  call<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw damaged(this.file, `it is closed or damaged (${(error as Error).message})`, error);
    }
  }

  close(): void {
    this.opened.close();
  }
}

function keyOf(reference: Uint8Array): string {
  return Buffer.from(reference).toString('hex');
}

class OpenDataset implements Hdf5Dataset {
  readonly shape: readonly number[];
  private readonly metadata: Metadata;

  constructor(
    private readonly owner: OpenFile,
    private readonly path: string,
    private readonly dataset: Dataset,
  ) {
    this.metadata = owner.call(() => dataset.metadata);
    this.shape = this.metadata.shape ?? [];
  }

  read(ranges: readonly AxisRange[] = []): ArrayValues {
    const constructor = arrayOf(this.metadata, this.owner.library);
    if (!constructor) throw this.fault('its elements are no numbers that can be read');
    const bytes = this.readBytes(ranges);
    return new constructor(bytes.buffer);
  }

  readTexts(): string[] {
    const { Module: library } = this.owner.library;
    if (this.metadata.type !== library.H5T_class_t.H5T_REFERENCE.value || this.metadata.ref_type !== 'object')
      throw this.fault('it is no cell array of texts');
    const { size } = this.metadata;
    const references = this.readBytes([]);
    return Array.from({ length: references.length / size }, (_, i) => {
      const path = this.owner.pathOf(references.subarray(i * size, (i + 1) * size));
      if (path === undefined) throw this.fault(`element ${i} refers to nothing in this file`);
      return readText(this.owner, path);
    });
  }

  /** Elements as stored, in the machine's byte order, in memory of their own. */
  private readBytes(ranges: readonly AxisRange[]): Uint8Array {
    const { shape } = this;
    const bounds = shape.map((length, axis): readonly [number, number] => ranges[axis] ?? [0, length]);
    const isInside = ([from, to]: readonly [number, number], axis: number) =>
      Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= shape[axis];
    if (ranges.length > shape.length || !bounds.every(isInside))
      throw this.fault(`[${ranges.map(String).join('; ')}] lies outside its shape [${shape.join(', ')}]`);
    const counts = bounds.map(([from, to]) => to - from);
    const size = counts.reduce((product, count) => product * count, this.metadata.size);
    if (size > largestRead) throw this.fault(`${size} bytes are too many for one read`);
    if (size === 0) return new Uint8Array(0);

    const { Module: library } = this.owner.library;
    const memory = library._malloc(size);
    if (memory === 0) throw this.fault(`there is no memory for ${size} bytes`);
    try {
      const isScalar = shape.length === 0;
      const status = this.owner.call(() =>
        library.get_dataset_data(
          this.dataset.file_id,
          this.dataset.path,
          isScalar ? null : counts.map(BigInt),
          isScalar ? null : bounds.map(([from]) => BigInt(from)),
          isScalar ? null : shape.map(() => 1n),
          BigInt(memory),
        ),
      );
      if (status < 0) throw this.fault('its data are damaged or stored by a filter that is not supported');
      return library.HEAPU8.slice(memory, memory + size);
    } finally {
      library._free(memory);
    }
  }

  readonly fault = (fault: string): InputError =>
    new InputError(
      `${this.owner.file}: dataset ${this.path} cannot be read: ${fault}. Check the file against its description, or download it again.`,
    );
}

/** MATLAB's array of characters: code units of 16 bits, [length, 1]; an empty one is marked and holds its size instead. */
function readText(owner: OpenFile, path: string): string {
  const found = owner.find(path);
  const dataset = new OpenDataset(owner, path, found);
  const units = dataset.read();
  if (units instanceof Uint16Array && (dataset.shape[1] ?? 1) === 1)
    return Buffer.from(units.buffer).toString('utf16le');
  if (owner.call(() => 'MATLAB_empty' in found.attrs)) return '';
  throw dataset.fault('it is no line of 16-bit characters');
}

function arrayOf(
  { type, size, signed }: Metadata,
  { Module: library }: Library,
): (new (buffer: ArrayBufferLike) => ArrayValues) | undefined {
  const { H5T_INTEGER, H5T_FLOAT } = library.H5T_class_t;
  if (type === H5T_FLOAT.value) return size === 4 ? Float32Array : size === 8 ? Float64Array : undefined;
  if (type !== H5T_INTEGER.value) return undefined;
  switch (size) {
    case 1:
      return signed ? Int8Array : Uint8Array;
    case 2:
      return signed ? Int16Array : Uint16Array;
    case 4:
      return signed ? Int32Array : Uint32Array;
    case 8:
      return signed ? BigInt64Array : BigUint64Array;
    default:
      return undefined;
  }
}
