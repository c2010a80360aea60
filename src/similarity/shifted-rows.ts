import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../features/feature-rows.js';
import { InputError } from '../support/errors.js';

/**
 * Features that pass by a block at a time, less the mean of the first block, in single precision on the backend; with what is
 * needed to centre them about the mean of all when that is known: the sums of the columns and the squared length of each row.
 */
export class ShiftedRows {
  /** Of the shifted columns. */
  readonly sums: Float64Array;
  /** Squared lengths of the shifted rows. */
  readonly lengths: Float64Array;
  private readonly iterator: Iterator<Float32Array | Float64Array>;
  private readonly shift: Float32Array;
  private block: Float32Array | Float64Array = new Float32Array();
  private firstRow: Float64Array | undefined;
  private varies = false;
  private taken = 0;

  constructor(
    readonly source: FeatureRows,
    size: number,
  ) {
    const { rows, columns } = source;
    this.sums = new Float64Array(columns);
    this.lengths = new Float64Array(rows);
    this.shift = new Float32Array(columns);
    this.iterator = source.blocks(size)[Symbol.iterator]();
  }

  /** The next rows, shifted [rows, columns], which the caller disposes of. Throws InputError when a number of theirs is not finite. */
  async next(): Promise<tf.Tensor2D> {
    const { done, value: block } = this.iterator.next();
    if (done) throw new InputError(`${this.source.name} ended after ${this.taken} of ${this.source.rows} rows.`);
    this.block = block;
    if (!this.firstRow) this.begin();
    this.varies ||= block.some((value, i) => value !== this.firstRow![i % this.source.columns]);
    const rows = this.shifted();
    try {
      await this.noteLengths(rows);
      return rows;
    } catch (error) {
      rows.dispose();
      throw error;
    }
  }

  /** Ends the reading, also before all is read. */
  close(): void {
    this.iterator.return?.();
  }

  /** Throws InputError when all rows were alike. */
  assertVaries(): void {
    if (this.varies) return;
    const { name, rows } = this.source;
    if (this.firstRow!.every((value) => value === 0))
      throw new InputError(
        `${name} is all zero: was the layer run before it was recorded, and does anything reach it?`,
      );
    throw new InputError(
      `${name} is the same for all ${rows} samples: nothing varies, so that its similarity is not defined. Was the right layer recorded?`,
    );
  }

  private begin(): void {
    const { block, shift } = this;
    const { columns } = this.source;
    const means = new Float64Array(columns);
    const rows = block.length / columns;
    this.firstRow = Float64Array.from(block.subarray(0, columns));
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, at++) means[column] += block[at] / rows;
    shift.set(means);
  }

  private shifted(): tf.Tensor2D {
    const { block, shift } = this;
    const { columns } = this.source;
    const shape: [number, number] = [block.length / columns, columns];
    if (block instanceof Float32Array) return tf.tidy(() => tf.sub(tf.tensor2d(block, shape), shift));
    // Double precision is kept until the shift has made the numbers small.
    return tf.tensor2d(Float32Array.from(block, (value, i) => value - shift[i % columns]), shape); // prettier-ignore
  }

  private async noteLengths(rows: tf.Tensor2D): Promise<void> {
    const squared: tf.Tensor = tf.tidy(() => tf.sum(tf.square(rows), 1));
    const lengths = await squared.data().finally(() => squared.dispose());
    for (let row = 0; row < lengths.length; row++) {
      if (!Number.isFinite(lengths[row])) this.refuse(row);
      this.lengths[this.taken + row] = lengths[row];
    }
    this.taken += lengths.length;
  }

  private refuse(row: number): never {
    const { block } = this;
    const { name, columns } = this.source;
    // In the first block the mean is not finite either, so that this is found at its first row.
    const at = block.findIndex((value, i) => i >= row * columns && !Number.isFinite(value));
    if (at < 0) throw new InputError(`${name} holds numbers too large to be squared: scale its features down.`);
    throw new InputError(
      `${name} holds ${block[at]} (row ${this.taken + Math.floor(at / columns)}, column ${at % columns}): leave such rows out or mend the encoder.`,
    );
  }
}

/** Columns of features that are multiplied at once: enough to be quick, few enough that symmetric products are not made twice. */
const panelColumns = 256;

/** Neighbouring columns of a layer, on the backend. */
export interface Panel {
  /** The first column. */
  from: number;
  /** [rows, columns]. */
  columns: tf.Tensor2D;
}

/** Features in panels of about as many columns each; the caller disposes of them. */
export function panelsOf(features: tf.Tensor2D): Panel[] {
  const [rows, columns] = features.shape;
  const count = Math.ceil(columns / panelColumns);
  return Array.from({ length: count }, (_, i) => {
    const [from, end] = [i, i + 1].map((k) => Math.floor((k * columns) / count));
    return { from, columns: tf.slice2d(features, [0, from], [rows, end - from]) };
  });
}
