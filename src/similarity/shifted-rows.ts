import type { FeatureRows } from '../features/feature-rows.js';
import { InputError } from '../support/errors.js';

/** Columns of features that are multiplied at once: enough to be quick, few enough that symmetric products are not made twice. */
const panelColumns = 256;

/** Neighbouring columns of a layer. */
export interface Panel {
  /** The first column. */
  from: number;
  columns: number;
  /** Row-major [rows, columns]. */
  values: Float32Array;
}

/**
 * Features that pass by a block at a time, less the mean of the first block, as float32; with what is needed to centre them
 * about the mean of all when that is known: the sums of the columns and the squared length of each row, in double precision.
 */
export class ShiftedRows {
  /** Of the shifted columns. */
  readonly sums: Float64Array;
  /** Squared lengths of the shifted rows. */
  readonly lengths: Float64Array;
  private readonly iterator: Iterator<Float32Array | Float64Array>;
  private readonly shift: Float64Array;
  private readonly panels: readonly Panel[];
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
    this.shift = new Float64Array(columns);
    this.panels = panelsOf(columns, Math.min(size, rows));
    this.iterator = source.blocks(size)[Symbol.iterator]();
  }

  /** The next rows, shifted; valid until the next call. Throws InputError when a number is not finite. */
  next(): readonly Panel[] {
    const { done, value: block } = this.iterator.next();
    if (done) throw new InputError(`${this.source.name} ended after ${this.taken} of ${this.source.rows} rows.`);
    if (!this.firstRow) this.begin(block);
    this.varies ||= block.some((value, i) => value !== this.firstRow![i % this.source.columns]);
    return this.shiftBlock(block);
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

  private begin(block: Float32Array | Float64Array): void {
    const { columns } = this.source;
    const rows = block.length / columns;
    this.firstRow = Float64Array.from(block.subarray(0, columns));
    for (let i = 0; i < block.length; i++) this.shift[i % columns] += block[i] / rows;
  }

  private shiftBlock(block: Float32Array | Float64Array): readonly Panel[] {
    const { columns } = this.source;
    const { shift, sums } = this;
    const rows = block.length / columns;
    for (let row = 0; row < rows; row++) {
      let length = 0;
      for (const panel of this.panels) {
        const start = row * columns + panel.from;
        const to = row * panel.columns;
        for (let j = 0; j < panel.columns; j++) {
          const value = Math.fround(block[start + j] - shift[panel.from + j]);
          panel.values[to + j] = value;
          sums[panel.from + j] += value;
          length += value * value;
        }
      }
      if (!Number.isFinite(length)) this.refuse(block, row * columns);
      this.lengths[this.taken++] = length;
    }
    return this.panels.map((panel) => ({ ...panel, values: panel.values.subarray(0, rows * panel.columns) }));
  }

  private refuse(block: Float32Array | Float64Array, start: number): never {
    const { name, columns } = this.source;
    // In the first block the mean is not finite either, so that this is found at its first row.
    const at = block.findIndex((value, i) => i >= start && !Number.isFinite(value));
    if (at < 0) throw new InputError(`${name} holds numbers too large to be squared: scale its features down.`);
    const row = this.taken - start / columns + Math.floor(at / columns);
    throw new InputError(
      `${name} holds ${block[at]} (row ${row}, column ${at % columns}): leave such rows out or mend the encoder.`,
    );
  }
}

/** Panels of about as many columns each. */
function panelsOf(columns: number, rows: number): Panel[] {
  const count = Math.ceil(columns / panelColumns);
  return Array.from({ length: count }, (_, i) => {
    const [from, end] = [i, i + 1].map((k) => Math.floor((k * columns) / count));
    return { from, columns: end - from, values: new Float32Array(rows * (end - from)) };
  });
}
