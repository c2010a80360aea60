import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../features/feature-rows.js';
import { throwIfAborted } from '../support/errors.js';
import { dot } from '../support/linear-algebra.js';
import { progress } from '../support/progress.js';
import type { CkaEstimator } from './cka.js';
import { debiasedSquare, total } from './debiased-square.js';
import { panelsOf, ShiftedRows } from './shifted-rows.js';

/** `‖XᵀY‖²` of the centred features of two layers, by their indices among those of both models; debiased where asked. */
export type Alignments = (i: number, j: number) => number;

/** Rows at once: enough for quick products, few enough that single precision loses nothing that counts. */
const mostRows = 4096;

/** Numbers of all layers together that are held at once. */
const mostNumbers = 2 ** 24;

/** Alignments of each layer with itself and of those of either model with those of the other, by way of `XᵀY`, a block of rows at a time. */
export async function alignmentsOfProducts(
  first: readonly FeatureRows[],
  second: readonly FeatureRows[],
  { estimator, block, signal }: { estimator: CkaEstimator; block?: number; signal?: AbortSignal },
): Promise<Alignments> {
  const sources = [...first, ...second];
  const size = block ?? blockOf(sources);
  const [{ rows }] = sources;
  const layers = sources.map((source) => new ShiftedRows(source, size));
  const sums = layers.map((_, i) =>
    layers.map((_, j) => {
      const isAsked = i === j || (i < first.length && j >= first.length);
      return isAsked ? new PairSums(layers, i, j) : undefined;
    }),
  );
  const pairs = sums.flat().filter((pair) => pair !== undefined);
  const task = progress().start('Similarity', rows);
  try {
    for (let begin = 0; begin < rows; begin += size) {
      throwIfAborted(signal);
      await addBlock(layers, pairs, begin);
      task.update(Math.min(rows, begin + size), `${layers.length} layers`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    layers.forEach((layer) => layer.close());
    task.finish();
  }
  layers.forEach((layer) => layer.assertVaries());
  return (i, j) => sums[i][j]!.alignment(estimator);
}

function blockOf(sources: readonly FeatureRows[]): number {
  const columns = sources.reduce((sum, source) => sum + source.columns, 0);
  return Math.max(64, Math.min(mostRows, Math.floor(mostNumbers / columns)));
}

/** Adds the next rows of all layers, from `begin` on, to the sums of all pairs. */
async function addBlock(layers: readonly ShiftedRows[], pairs: readonly PairSums[], begin: number): Promise<void> {
  const blocks: tf.Tensor2D[] = [];
  const held: tf.Tensor[] = [];
  try {
    for (const layer of layers) blocks.push(await layer.next());
    const weights = lengthsAndOnes(layers, begin, blocks[0].shape[0]);
    held.push(weights);
    for (const [k, block] of blocks.entries()) {
      const weighted = await crossProduct(block, weights);
      addLast(weighted, layers[k].sums);
      for (const pair of pairs) pair.addWeighted(k, weighted, layers.length + 1);
    }
    const panels = blocks.map((block) => panelsOf(block));
    held.push(...panels.flat().map(({ columns }) => columns));
    for (const pair of pairs)
      for (const x of panels[pair.i])
        for (const y of panels[pair.j])
          if (pair.i !== pair.j || y.from >= x.from)
            pair.addProduct(await crossProduct(x.columns, y.columns), x.from, y.from, y.columns.shape[1]);
  } finally {
    tf.dispose([...blocks, ...held]);
  }
}

/** The squared lengths of rows from `begin` on, a column a layer, and a column of ones. */
function lengthsAndOnes(layers: readonly ShiftedRows[], begin: number, rows: number): tf.Tensor2D {
  const width = layers.length + 1;
  const values = new Float32Array(rows * width).fill(1);
  layers.forEach(({ lengths }, k) => {
    for (let i = 0; i < rows; i++) values[i * width + k] = lengths[begin + i];
  });
  return tf.tensor2d(values, [rows, width]);
}

/** Adds the last column of a matrix [n, k] to `sums` [n]. */
function addLast(matrix: Float32Array, sums: Float64Array): void {
  const width = matrix.length / sums.length;
  for (let i = 0; i < sums.length; i++) sums[i] += matrix[(i + 1) * width - 1];
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

  /** Adds the columns of layer k times the squared lengths of the rows of each layer, of which `weighted` [columns, width] has a column each. */
  addWeighted(k: number, weighted: Float32Array, width: number): void {
    if (k === this.i) this.xByLengths.forEach((_, c, sums) => (sums[c] += weighted[c * width + this.j]));
    if (k === this.j) this.yByLengths.forEach((_, c, sums) => (sums[c] += weighted[c * width + this.i]));
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
    return debiasedSquare(squared, diagonal, traces, n);
  }
}

/** Fills what is below the diagonal of a symmetric matrix [n, n]. */
function mirror(matrix: Float64Array, n: number): void {
  for (let r = 0; r < n; r++) for (let c = 0; c < r; c++) matrix[r * n + c] = matrix[c * n + r];
}
