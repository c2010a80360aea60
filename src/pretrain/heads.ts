import type * as tf from '@tensorflow/tfjs-core';
import { buildPointEncoder, linear, Parameters, type Parameter, type PointEncoder } from '../nn/index.js';
import { seeded } from '../support/random.js';
import type { PretrainOptions } from './options.js';
import type { LossName, Variation } from './variations.js';

/** What stands on the encoder during pretraining and is taken off afterwards. */
export interface PretrainHeads {
  pointEncoder?: PointEncoder;
  /** Linear projections of pixel and point features to a common width. */
  projectPixels?: (features: tf.Tensor2D) => tf.Tensor2D;
  projectPoints?: (features: tf.Tensor2D) => tf.Tensor2D;
  /** Linear read-out of log-depth, [n, 1]. */
  logDepth?: (features: tf.Tensor2D) => tf.Tensor2D;
  parameters: readonly Parameter[];
  dispose(): void;
}

/** Builds the heads that a variation's losses need; the first values of each follow from the seed and its name. */
export function buildHeads(
  variation: Variation,
  options: PretrainOptions,
  channels: number,
  seed: number,
): PretrainHeads {
  const needs = (loss: LossName): boolean => variation.losses[loss] !== undefined;
  const parameters = new Parameters(seeded(seed, 'heads'));
  const pointEncoder = needs('cross-modal')
    ? buildPointEncoder({ ...options.pointEncoder, input: variation.points ?? 'geometry' }, seeded(seed, 'points'))
    : undefined;
  const projection = (name: string, from: number, to: number): ((x: tf.Tensor2D) => tf.Tensor2D) =>
    linear(parameters.scope(name), { from, to });
  const heads = {
    pointEncoder,
    projectPixels: pointEncoder && projection('project-pixels', channels, options.projection),
    projectPoints: pointEncoder && projection('project-points', pointEncoder.channels, options.projection),
    logDepth: needs('depth') ? projection('log-depth', channels, 1) : undefined,
  };
  const named = (pointEncoder?.parameters ?? []).map((p) => ({ ...p, name: `points.${p.name}` }));
  const all = [...named, ...parameters.list];
  return { ...heads, parameters: all, dispose: () => all.forEach(({ variable }) => variable.dispose()) };
}
