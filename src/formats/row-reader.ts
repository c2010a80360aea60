import * as fs from 'node:fs';
import { InputError } from '../support/errors.js';
import type { ArrayValues } from './array-values.js';
import { elementsOf, elementWidths, openForReading, readFully, swapBytes, type StoredArray } from './stored-array.js';

/** Reads any rows of a stored matrix, without the others, into buffers that it uses again. */
export interface RowReader {
  readonly rows: number;
  readonly columns: number;
  /**
   * Rows [begin, begin + count), row-major; valid until the next call. Float64Array for 8-byte floats and integers of 4 or 8
   * bytes, else Float32Array. Throws InputError naming the file when it was cut short meanwhile or holds integers beyond 2⁵³.
   */
  read(begin: number, count: number): Float32Array | Float64Array;
  close(): void;
}

/**
 * Opens a stored matrix to read it by rows; at most as much memory is taken as the rows of one call need. Throws InputError when
 * it has not two dimensions or is missing.
 */
export function openRows(array: StoredArray): RowReader {
  const { label, shape, fortran } = array;
  if (shape.length !== 2)
    throw new InputError(`${label} has shape [${shape.join(', ')}]; expected two dimensions, samples × features.`);
  const { handle } = openForReading(array.file);
  const [rows, columns] = shape;
  const read = fortran ? columnMajorReader(array, handle) : rowMajorReader(array, handle);
  return {
    rows,
    columns,
    read(begin, count) {
      if (begin < 0 || count < 0 || begin + count > rows)
        throw new RangeError(`Rows ${begin} to ${begin + count} of ${rows} were asked for.`);
      return read(begin, count);
    },
    close: () => fs.closeSync(handle),
  };
}

type Read = (begin: number, count: number) => Float32Array | Float64Array;

function rowMajorReader(array: StoredArray, handle: number): Read {
  const { offset, shape, type } = array;
  const rowBytes = shape[1] * elementWidths[type];
  const buffer = new Reused();
  const numbers = new Reused();
  return (begin, count) => {
    const bytes = buffer.take(count * rowBytes);
    readElements(array, handle, bytes, offset + begin * rowBytes);
    return floats(elementsOf(bytes, type), numbers, array);
  };
}

/** A strip of each column in turn. */
function columnMajorReader(array: StoredArray, handle: number): Read {
  const { offset, shape, type } = array;
  const [rows, columns] = shape;
  const width = elementWidths[type];
  const buffer = new Reused();
  const numbers = new Reused();
  const matrix = new Reused();
  return (begin, count) => {
    const isDouble = floats(elementsOf(new Uint8Array(0), type), numbers, array) instanceof Float64Array;
    const values = matrix.floats(count * columns, isDouble);
    const bytes = buffer.take(count * width);
    for (let j = 0; j < columns; j++) {
      readElements(array, handle, bytes, offset + (j * rows + begin) * width);
      const column = floats(elementsOf(bytes, type), numbers, array);
      for (let i = 0; i < count; i++) values[i * columns + j] = column[i];
    }
    return values;
  };
}

function readElements({ file, type, bigEndian }: StoredArray, handle: number, bytes: Uint8Array, at: number): void {
  readFully(handle, bytes, at, file);
  if (bigEndian) swapBytes(bytes, type);
}

/** Numbers as floats: themselves where they are floats. */
function floats(values: ArrayValues, reused: Reused, { label }: StoredArray): Float32Array | Float64Array {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const wide = reused.floats(values.length, true);
    for (let i = 0; i < values.length; i++) {
      wide[i] = Number(values[i]);
      if (!Number.isSafeInteger(wide[i]))
        throw new InputError(`${label} holds ${values[i]}, which no float holds exactly: save features as float32.`);
    }
    return wide;
  }
  const taken = reused.floats(values.length, values.BYTES_PER_ELEMENT === 4);
  taken.set(values);
  return taken;
}

/** A buffer that is made anew only when a larger one is needed. */
class Reused {
  private buffer = new ArrayBuffer(0);

  take(bytes: number): Uint8Array {
    if (this.buffer.byteLength < bytes) this.buffer = new ArrayBuffer(bytes);
    return new Uint8Array(this.buffer, 0, bytes);
  }

  floats(count: number, isDouble: boolean): Float32Array | Float64Array {
    const { buffer } = this.take(count * (isDouble ? 8 : 4));
    return isDouble ? new Float64Array(buffer, 0, count) : new Float32Array(buffer, 0, count);
  }
}
