import { openRows, type StoredArray } from '../formats/index.js';
import { InputError } from '../support/errors.js';

/** Features of n samples that are taken a block of rows at a time, so that they need not fit into memory. */
export interface FeatureRows {
  /** What messages call them: a layer, a file. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Names of the samples, one a row, where they are known. */
  readonly ids?: readonly string[];
  /**
   * All rows in their order, `size` at a time (the last block may have fewer), row-major. A block is valid until the next is
   * asked for. Each call begins anew and has buffers of its own. Throws InputError when a file cannot be read.
   */
  blocks(size: number): Iterable<Float32Array | Float64Array>;
}

/** Features that are in memory, as rows; blocks are views of them. */
export function matrixRows(
  name: string,
  {
    rows,
    columns,
    values,
    ids,
  }: { rows: number; columns: number; values: Float32Array | Float64Array; ids?: readonly string[] },
): FeatureRows {
  return {
    name,
    rows,
    columns,
    ids,
    *blocks(size) {
      for (let begin = 0; begin < rows; begin += size)
        yield values.subarray(begin * columns, Math.min(rows, begin + size) * columns);
    },
  };
}

/**
 * Features that lie in a file, read with one positioned read a block into a buffer that is used again. Throws InputError when
 * the array has not two dimensions, has no rows or columns, or has another number of rows than there are ids.
 */
export function storedRows(array: StoredArray, ids?: readonly string[]): FeatureRows {
  const { rows, columns, close } = openRows(array);
  close();
  if (rows === 0 || columns === 0)
    throw new InputError(`${array.label} is empty (${rows} × ${columns}): extract its features again.`);
  if (ids !== undefined && ids.length !== rows)
    throw new InputError(`${array.label} has ${rows} rows but ${ids.length} sample ids; give one a row.`);
  return {
    name: array.label,
    rows,
    columns,
    ids,
    *blocks(size) {
      const reader = openRows(array);
      try {
        for (let begin = 0; begin < rows; begin += size) yield reader.read(begin, Math.min(size, rows - begin));
      } finally {
        reader.close();
      }
    },
  };
}

/** All rows at once, as a matrix of their own. Throws InputError when they take more memory than can be had at once. */
export function wholeMatrix(source: FeatureRows): {
  rows: number;
  columns: number;
  values: Float32Array | Float64Array;
  ids?: readonly string[];
} {
  const { name, rows, columns, ids } = source;
  try {
    const [values] = source.blocks(rows);
    return { rows, columns, values, ids };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `${name} (${rows} × ${columns}) is too large to hold at once: take fewer samples, or a measure that reads it in blocks (linear cka).`,
      { cause: error },
    );
  }
}
