import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../features/feature-rows.js';
import { throwIfAborted } from '../support/errors.js';
import { dot } from '../support/linear-algebra.js';
import { progress } from '../support/progress.js';
import type { CkaEstimator } from './cka.js';
import { debiasedSquare, total } from './debiased-square.js';
import type { Alignments } from './layer-products.js';
import { panelsOf, ShiftedRows } from './shifted-rows.js';

/** A layer as the kernel `XXᵀ` [n, n] of its centred features, with the squared lengths of their rows. */
interface LayerKernel {
  kernel: Float64Array;
  lengths: Float64Array;
}

/** Alignments of all layers with all by way of kernels, `‖XᵀY‖² = Σᵢⱼ (XXᵀ)ᵢⱼ (YYᵀ)ᵢⱼ`: for more columns than samples. */
export async function alignmentsOfKernels(
  sources: readonly FeatureRows[],
  { estimator, signal }: { estimator: CkaEstimator; signal?: AbortSignal },
): Promise<Alignments> {
  const layers: LayerKernel[] = [];
  const task = progress().start('Similarity', sources.length);
  try {
    for (const source of sources) {
      layers.push(await layerKernel(source, signal));
      task.update(layers.length, source.name);
    }
  } finally {
    task.finish();
  }
  return (i, j) => {
    const [x, y] = [layers[i], layers[j]];
    const squared = dot(x.kernel, y.kernel);
    if (estimator === 'biased') return squared;
    const traces = total(x.lengths) * total(y.lengths);
    return debiasedSquare(squared, dot(x.lengths, y.lengths), traces, x.lengths.length);
  };
}

async function layerKernel(source: FeatureRows, signal?: AbortSignal): Promise<LayerKernel> {
  const { rows } = source;
  // All rows in one block: what they are shifted by is their mean.
  const layer = new ShiftedRows(source, rows);
  const kernel = new Float64Array(rows * rows);
  const held: tf.Tensor[] = [];
  try {
    const features = await layer.next();
    const panels = panelsOf(features);
    held.push(features, ...panels.map(({ columns }) => columns));
    for (const { columns } of panels) {
      throwIfAborted(signal);
      const product: tf.Tensor2D = tf.matMul(columns, columns, false, true);
      const ofPanel = await product.data<'float32'>().finally(() => product.dispose());
      for (let at = 0; at < kernel.length; at++) kernel[at] += ofPanel[at];
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    tf.dispose(held);
    layer.close();
  }
  layer.assertVaries();
  return { kernel, lengths: layer.lengths };
}
