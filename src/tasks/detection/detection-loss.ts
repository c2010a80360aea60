import * as tf from '@tensorflow/tfjs-core';
import type { StepLoss } from '../../training/index.js';
import type { HeadOutput } from './detection-head.js';
import type { DetectionTargets } from './detection-targets.js';
import { focalLoss } from './focal-loss.js';
import { giouLoss } from './giou-loss.js';
import type { GridLevel } from './pyramid.js';

/** Largest logarithm of a distance in cells: no image is larger, and its exponential stays a number. */
export const largestLogDistance = 7;

/**
 * Loss of a batch: `classes`, the focal loss over all cells and classes divided by the number of positive cells; `boxes`,
 * 1 − GIoU of these averaged by true centre-ness; `centres`, their binary cross entropy of centre-ness. Without an object in the
 * batch the latter two are 0.
 *
 * Reference: Tian et al., FCOS, 2019.
 */
export function detectionLoss({ classLogits, geometry }: HeadOutput, { signs, positives }: DetectionTargets): StepLoss {
  const perPositive = 1 / Math.max(1, positives.length);
  const classes = tf.mul<tf.Scalar>(focalLoss(classLogits, tf.tensor(signs, classLogits.shape)), perPositive);
  const { boxes, centres } =
    positives.length > 0 ? geometryLoss(geometry, positives) : { boxes: tf.scalar(0), centres: tf.scalar(0) };
  return { loss: tf.addN([classes, boxes, centres]), parts: { classes, boxes, centres } };
}

function geometryLoss(
  geometry: tf.Tensor3D,
  positives: DetectionTargets['positives'],
): { boxes: tf.Scalar; centres: tf.Scalar } {
  const [images, cells, numbers] = geometry.shape;
  const places = positives.map(({ image, cell }) => image * cells + cell);
  const rows = tf.gather<tf.Tensor2D>(
    tf.reshape<tf.Rank.R2>(geometry, [images * cells, numbers]),
    tf.tensor1d(places, 'int32'),
  );
  const [logDistances, centreLogits] = tf.split<tf.Tensor2D>(rows, [4, 1], 1);
  const count = positives.length;
  const predicted = sidesOfCells(
    logDistances,
    positives.map(({ level }) => level),
  );
  const truth = tf.tensor2d(Float32Array.from(positives.flatMap(({ sides }) => sides)), [count, 4]);
  const centreness = tf.tensor1d(Float32Array.from(positives, (positive) => positive.centreness));
  const logits = tf.reshape<tf.Rank.R1>(centreLogits, [count]);
  return {
    boxes: tf.div(tf.sum(tf.mul(centreness, giouLoss(predicted, truth))), tf.sum(centreness)),
    centres: tf.mean(tf.sub(tf.softplus(logits), tf.mul(centreness, logits))),
  };
}

/** Distances to the four sides of boxes in pixels, from their logarithms in cells of these levels, [n, 4]. */
export function sidesOfCells(logDistances: tf.Tensor2D, levels: readonly GridLevel[]): tf.Tensor2D {
  const strides = tf.tensor2d(
    levels.map(({ stride }) => stride),
    [levels.length, 1],
  );
  return tf.mul(tf.exp(tf.minimum(logDistances, largestLogDistance)), strides);
}
