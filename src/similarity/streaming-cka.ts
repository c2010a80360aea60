import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../features/feature-rows.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { dot } from '../support/linear-algebra.js';
import { progress } from '../support/progress.js';
import type { CkaEstimator } from './cka.js';
import { ShiftedRows } from './shifted-rows.js';

export interface StreamingCkaOptions {
  estimator?: CkaEstimator;
  /** Samples that are multiplied at once in single precision; as many as are quick when omitted. */
  block?: number;
  signal?: AbortSignal;
}

/** Rows at once: enough for quick products, few enough that single precision loses nothing that counts. */
const mostRows = 4096;

/** Numbers of all layers together that are held at once. */
const mostNumbers = 2 ** 24;

/**
 * Linear centred kernel alignment of every layer of one model with every layer of another, in one pass over the samples and
 * without any n×n matrix; entry [i][j] is that of `first[i]` and `second[j]`.
 *
 * The formulas are those of `linearCka`. The backend multiplies blocks of rows in single precision, products are summed in
 * double precision: p·q·8 bytes for each pair of layers of p and q columns, p²·8 for each layer. Start a backend before.
 * Throws InputError, naming the layer, when numbers of samples or ids differ, for fewer than four samples (two, biased),
 * numbers that are not finite, features that do not vary; InterruptedError when aborted.
 * References: Kornblith et al., ICML 2019; Nguyen et al., ICLR 2021.
 */
export async function streamingCka(
  first: readonly FeatureRows[],
  second: readonly FeatureRows[],
  { estimator = 'debiased', block, signal }: StreamingCkaOptions = {},
): Promise<number[][]> {
  const sources = [...first, ...second];
  assertSameSamples(sources, estimator === 'debiased' ? 4 : 2);
  const size = block ?? blockOf(sources);
  const [{ rows }] = sources;
  const layers = sources.map((source) => new ShiftedRows(source, size));
  const ofFirst = first.map((_, i) => i);
  const ofSecond = second.map((_, j) => first.length + j);
  const own = sources.map((_, i) => new PairSums(layers, i, i));
  const between = ofFirst.map((i) => ofSecond.map((j) => new PairSums(layers, i, j)));
  const pairs = [...own, ...between.flat()];
  const task = progress().start('Similarity', rows);
  try {
    for (let begin = 0; begin < rows; begin += size) {
      throwIfAborted(signal);
      await addBlock(layers, pairs, begin, Math.min(size, rows - begin));
      task.update(Math.min(rows, begin + size), `${sources.length} layers`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    layers.forEach((layer) => layer.close());
    task.finish();
  }
  layers.forEach((layer) => layer.assertVaries());
  const ownAlignment = own.map((sums) => sums.alignment(estimator));
  ownAlignment.forEach((value, i) => {
    if (!(value > 0))
      throw new InputError(
        `${sources[i].name} varies too little for the ${rows} samples given: its own alignment is estimated as ${value}. Use more samples.`,
      );
  });
  return between.map((row, i) =>
    row.map((sums, j) => sums.alignment(estimator) / Math.sqrt(ownAlignment[i] * ownAlignment[first.length + j])),
  );
}

function blockOf(sources: readonly FeatureRows[]): number {
  const columns = sources.reduce((sum, source) => sum + source.columns, 0);
  return Math.max(64, Math.min(mostRows, Math.floor(mostNumbers / columns)));
}

function assertSameSamples(sources: readonly FeatureRows[], fewest: number): void {
  const [one, ...others] = sources;
  for (const other of others) {
    if (other.rows !== one.rows)
      throw new InputError(
        `${one.name} has ${one.rows} rows, ${other.name} has ${other.rows}: similarity needs the same samples in the same order.`,
      );
    if (!one.ids || !other.ids) continue;
    const { ids } = other;
    const at = one.ids.findIndex((id, i) => id !== ids[i]);
    if (at >= 0)
      throw new InputError(
        `Row ${at} is sample ${one.ids[at]} in ${one.name} and ${ids[at]} in ${other.name}: put both in the same order.`,
      );
  }
  if (one.rows < fewest)
    throw new InputError(`${one.name} has ${one.rows} samples; this similarity is defined from ${fewest} on.`);
}

/** Columns of the next rows of a layer, on the backend. */
interface Block {
  from: number;
  columns: tf.Tensor2D;
}

/** Adds the next rows of all layers to the sums of all pairs. */
async function addBlock(
  layers: readonly ShiftedRows[],
  pairs: readonly PairSums[],
  begin: number,
  rows: number,
): Promise<void> {
  const tensors: tf.Tensor2D[] = [];
  const made = (values: Float32Array, columns: number): tf.Tensor2D => {
    const tensor = tf.tensor2d(values, [rows, columns]);
    tensors.push(tensor);
    return tensor;
  };
  try {
    const blocks = layers.map((layer) =>
      layer.next().map(({ from, columns, values }): Block => ({ from, columns: made(values, columns) })),
    );
    const ofRows = new Float32Array(rows * layers.length);
    layers.forEach((layer, k) => {
      for (let i = 0; i < rows; i++) ofRows[i * layers.length + k] = layer.lengths[begin + i];
    });
    const lengths = made(ofRows, layers.length);
    for (const [k, ofLayer] of blocks.entries())
      for (const { from, columns } of ofLayer) {
        const weighted = await crossProduct(columns, lengths);
        for (const pair of pairs) pair.addWeighted(k, from, weighted, layers.length);
      }
    for (const pair of pairs)
      for (const x of blocks[pair.i])
        for (const y of blocks[pair.j])
          if (pair.i !== pair.j || y.from >= x.from)
            pair.addProduct(await crossProduct(x.columns, y.columns), x.from, y.from, y.columns.shape[1]);
  } finally {
    tf.dispose(tensors);
  }
}

/** `XᵀY` of a block, in single precision. */
async function crossProduct(x: tf.Tensor2D, y: tf.Tensor2D): Promise<Float32Array> {
  const product = tf.matMul(x, y, true, false);
  try {
    return await product.data<'float32'>();
  } finally {
    product.dispose();
  }
}

/** Sums over the rows of two layers, X and Y shifted by a and b: what their alignment about their means follows from. */
class PairSums {
  /** `XᵀY`. */
  private readonly product: Float64Array;
  /** `Σᵢ ‖yᵢ‖² xᵢ` and `Σᵢ ‖xᵢ‖² yᵢ`. */
  private readonly xByLengths: Float64Array;
  private readonly yByLengths: Float64Array;

  constructor(
    private readonly layers: readonly ShiftedRows[],
    readonly i: number,
    readonly j: number,
  ) {
    const [p, q] = [layers[i].source.columns, layers[j].source.columns];
    this.product = new Float64Array(p * q);
    this.xByLengths = new Float64Array(p);
    this.yByLengths = new Float64Array(q);
  }

  /** Adds the `XᵀY` of a block, columns from `p` on of X and `columns` from `q` on of Y; of a layer with itself p ≤ q. */
  addProduct(product: Float32Array, p: number, q: number, columns: number): void {
    const { length } = this.yByLengths;
    for (let at = 0, row = p; at < product.length; row++) {
      const to = row * length + q;
      for (let c = 0; c < columns; c++, at++) this.product[to + c] += product[at];
    }
  }

  /** Adds columns from `from` on of layer k times the squared lengths of each of the `count` layers, [columns, count]. */
  addWeighted(k: number, from: number, weighted: Float32Array, count: number): void {
    const columns = weighted.length / count;
    if (k === this.i) for (let c = 0; c < columns; c++) this.xByLengths[from + c] += weighted[c * count + this.j];
    if (k === this.j) for (let c = 0; c < columns; c++) this.yByLengths[from + c] += weighted[c * count + this.i];
  }

  /** `‖XᵀY‖²` of the centred features, debiased where asked. */
  alignment(estimator: CkaEstimator): number {
    const { product } = this;
    if (this.i === this.j) mirror(product, this.xByLengths.length);
    const [x, y] = [this.layers[this.i], this.layers[this.j]];
    const n = x.lengths.length;
    const [dx, dy] = [x, y].map(({ sums }) => sums.map((sum) => sum / n));
    let squared = 0;
    let between = 0;
    for (let r = 0, at = 0; r < dx.length; r++)
      for (let c = 0; c < dy.length; c++, at++) {
        squared += (product[at] - n * dx[r] * dy[c]) ** 2;
        between += dx[r] * product[at] * dy[c];
      }
    if (estimator === 'biased') return squared;
    // Rows about the mean have the squared length ‖x − d‖² = ‖x‖² − 2d·x + ‖d‖²; multiplied out and summed.
    const [alpha, beta] = [dot(dx, dx), dot(dy, dy)];
    const [ofX, ofY] = [total(x.lengths), total(y.lengths)];
    const diagonal =
      dot(x.lengths, y.lengths) -
      2 * dot(dy, this.yByLengths) -
      2 * dot(dx, this.xByLengths) +
      4 * between +
      beta * ofX +
      alpha * ofY -
      3 * n * alpha * beta;
    const traces = (ofX - n * alpha) * (ofY - n * beta);
    return squared - (n / (n - 2)) * diagonal + traces / ((n - 1) * (n - 2));
  }
}

/** Fills what is below the diagonal of a symmetric matrix [n, n]. */
function mirror(matrix: Float64Array, n: number): void {
  for (let r = 0; r < n; r++) for (let c = 0; c < r; c++) matrix[r * n + c] = matrix[c * n + r];
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
