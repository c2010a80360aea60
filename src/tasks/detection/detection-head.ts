import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, BatchMoments, convolution, type Parameters } from '../../nn/index.js';
import type { Features } from '../task.js';
import type { PyramidLevel } from './pyramid.js';

/** What a head says of every cell, the cells of all levels in one row. */
export interface HeadOutput {
  /** [images, cells, classes]. */
  classLogits: tf.Tensor3D;
  /** Distances to the four sides as logarithms of cells, and the logit of centre-ness, [images, cells, 5]. */
  geometry: tf.Tensor3D;
}

/** What turns the features of all levels into classes and boxes. */
export interface DetectionHead<Output extends HeadOutput = HeadOutput> {
  /** Of features [images, height, width, channels] by stage. */
  forward(features: Features, options?: { training?: boolean }): Output;
}

/** What {@link buildSharedHead} says. */
export interface SharedHeadOutput extends HeadOutput {
  /** What the geometry was read from, [images, cells, {@link hidden}]. */
  context: tf.Tensor3D;
}

/** Channels inside the shared head. */
export const hidden = 32;

/** What cells believe of every class at first, so that the many without an object do not drown the first steps. */
const prior = 0.01;
const priorLogit = Math.log(prior / (1 - prior));

/** Gain of weights that are to begin small, so that what they read out begins near a constant. */
const small = 0.01;

/**
 * A head shared by all levels: the features of each come to 32 channels by a 1×1 convolution of its own; then follow two 3×3
 * convolutions, one for the class and one for box and centre-ness, from which 1×1 convolutions read these out.
 *
 * Reference: Tian et al., FCOS, 2019, with one convolution where it has four; Lin et al., Focal loss, 2017 (prior).
 */
export function buildSharedHead(
  levels: readonly PyramidLevel[],
  classes: number,
  parameters: Parameters,
): DetectionHead<SharedHeadOutput> {
  const laterals = levels.map(({ stage, channels }) =>
    activated(parameters.scope(`lateral-${stage}`), { from: channels, to: hidden, size: 1 }),
  );
  const towers = convolution(parameters.scope('towers'), { from: hidden, to: 2 * hidden, size: 3 });
  const norms = levels.map(({ stage }) => batchNorm(parameters.scope(`norm-${stage}`), 2 * hidden));
  const readClasses = readOut(parameters.scope('classes'), { from: hidden, to: classes, first: priorLogit });
  const readGeometry = readOut(parameters.scope('geometry'), { from: hidden, to: 5 });
  return {
    forward: (features, { training = false } = {}) => {
      const moments = training ? new BatchMoments() : undefined;
      const rows = levels.map(({ stage }, i) =>
        inOneRow(tf.relu(norms[i](towers(laterals[i](features[stage])), moments))),
      );
      moments?.moveRunningStatistics();
      const [ofClass, context] = tf.split<tf.Tensor3D>(tf.concat(rows, 1), 2, 2);
      return { classLogits: readClasses(ofClass), geometry: readGeometry(context), context };
    },
  };
}

/** A head that reads each level's features as they are, by an affine map for each level. */
export function buildLinearHead(
  levels: readonly PyramidLevel[],
  classes: number,
  parameters: Parameters,
): DetectionHead {
  const readers = levels.map(({ stage, channels }) => ({
    classes: readOut(parameters.scope(`classes-${stage}`), { from: channels, to: classes, first: priorLogit }),
    geometry: readOut(parameters.scope(`geometry-${stage}`), { from: channels, to: 5 }),
  }));
  const read = (features: Features, what: 'classes' | 'geometry'): tf.Tensor3D =>
    tf.concat(
      levels.map(({ stage }, i) => readers[i][what](inOneRow(features[stage]))),
      1,
    );
  return {
    forward: (features) => ({ classLogits: read(features, 'classes'), geometry: read(features, 'geometry') }),
  };
}

/** A convolution with an offset and a ReLU. */
export function activated(
  parameters: Parameters,
  plan: { from: number; to: number; size: number },
): (x: tf.Tensor4D) => tf.Tensor4D {
  const convolve = convolution(parameters, plan);
  const offset = parameters.constant('offset', plan.to, 0);
  return (x) => tf.relu(tf.add<tf.Tensor4D>(convolve(x), offset));
}

/** An affine map of the last axis of x [images, cells, from]; its offsets are `first` to begin with, `gain` is that of its weights. */
export function readOut(
  parameters: Parameters,
  { from, to, first = 0, gain = small }: { from: number; to: number; first?: number; gain?: number },
): (x: tf.Tensor3D) => tf.Tensor3D {
  const weights = parameters.weight<tf.Rank.R2>('weights', [from, to], from, gain);
  const offset = parameters.constant('offset', to, first);
  return (x) => {
    const [images, cells] = x.shape;
    const flat = tf.reshape<tf.Rank.R2>(x, [images * cells, from]);
    return tf.reshape(tf.add(tf.matMul(flat, weights), offset), [images, cells, to]);
  };
}

/** A map [images, height, width, channels] as [images, cells, channels]. */
export function inOneRow(x: tf.Tensor4D): tf.Tensor3D {
  const [images, height, width, channels] = x.shape;
  return tf.reshape(x, [images, height * width, channels]);
}
