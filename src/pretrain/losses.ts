import * as tf from '@tensorflow/tfjs-core';
import type { PointGroups } from '../nn/index.js';
import type { PretrainHeads } from './heads.js';
import { infoNce, unitRows } from './info-nce.js';
import type { PretrainOptions } from './options.js';
import type { LossName } from './variations.js';

/** What the losses of a step stand on. */
export interface LossInputs {
  /** Output features at the drawn cells, [2 · batch · positives, channels]: those of a, then those of b. */
  pixels: tf.Tensor2D;
  /** Neighbourhoods of the matched points; there when a loss needs them. */
  groups?: PointGroups;
  /** Log-depth at the drawn cells, [2 · batch · positives]; there when a loss needs it. */
  logDepth?: Float32Array;
  heads: PretrainHeads;
  options: PretrainOptions;
}

/** Each term of the loss by its name; a term not weighted by a variation is not computed. */
export const losses: Record<LossName, (inputs: LossInputs) => tf.Scalar> = {
  /** Between the two views, on the decoder's features themselves, as Pri3D's VIEW has it. */
  'cross-view': ({ pixels, options }) => {
    const [a, b] = halves(unitRows(pixels), options);
    return infoNce(a, b, options.temperature);
  },
  /** Between pixels and points, each projected linearly, averaged over both frames, as Pri3D's GEO has it. */
  'cross-modal': ({ pixels, groups, heads, options }) => {
    const [a, b] = halves(unitRows(heads.projectPixels!(pixels)), options);
    const points = tf.reshape<tf.Rank.R3>(
      unitRows(heads.projectPoints!(heads.pointEncoder!.forward(groups!))),
      a.shape,
    );
    const { temperature } = options;
    return tf.mul(tf.add(infoNce(a, points, temperature), infoNce(b, points, temperature)), 0.5);
  },
  /** Mean absolute error of log-depth read linearly from the features; Pri3D's scripts switch it on beside the others. */
  depth: ({ pixels, logDepth, heads }) => {
    const truth = tf.tensor2d(logDepth!, [logDepth!.length, 1]);
    return tf.mean(tf.abs(tf.sub(heads.logDepth!(pixels), truth)));
  },
};

/** The rows of a and of b, each [batch, positives, channels]. */
function halves(rows: tf.Tensor2D, { batch, positives }: PretrainOptions): [tf.Tensor3D, tf.Tensor3D] {
  const [a, b] = tf.split(rows, 2);
  const shape: [number, number, number] = [batch, positives, rows.shape[1]];
  return [tf.reshape<tf.Rank.R3>(a, shape), tf.reshape<tf.Rank.R3>(b, shape)];
}
