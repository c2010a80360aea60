import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../support/random.js';
import type { Parameter } from './encoder.js';
import { linear } from './linear.js';
import { Parameters } from './parameters.js';
import { localChannels, type GroupingPlan, type PointGroups } from './point-groups.js';

/** Size of the encoder of point clouds, beside its grouping. */
export interface PointEncoderConfig extends GroupingPlan {
  /** Channels of level 1, level 2 and the features. */
  channels: readonly [number, number, number];
}

/** Features of points from the shape around them. */
export interface PointEncoder {
  readonly config: PointEncoderConfig;
  readonly channels: number;
  readonly parameters: readonly Parameter[];
  /** Features at every query, [clouds · queries, channels]. */
  forward(groups: PointGroups): tf.Tensor2D;
  dispose(): void;
}

/**
 * Two set-abstraction levels with fixed metric radii and feature propagation to the queries: a shared two-layer
 * network on the offsets of each neighbourhood, the maximum over it; the same on the features of level 1 around the
 * centres of level 2; level 2 interpolated at the query beside its own level-1 features.
 *
 * Offsets only, no absolute place but the height: what a point is called must not depend on where a camera stood.
 *
 * Reference: Qi et al., PointNet++: Deep hierarchical feature learning on point sets in a metric space, 2017.
 */
export function buildPointEncoder(config: PointEncoderConfig, random: Random): PointEncoder {
  const [near, far, out] = config.channels;
  const [first, second] = config.levels;
  const parameters = new Parameters(random);
  const local1 = linear(parameters.scope('level1.linear1'), { from: localChannels(config.input), to: near, gain: 2 });
  const local2 = pooledLinear(parameters.scope('level1.linear2'), near, first.neighbours);
  const wideFeatures = linear(parameters.scope('level2.linear1'), { from: near, to: far, gain: 2 });
  const wideOffsets = linear(parameters.scope('level2.offsets'), { from: 3, to: far, gain: 2 });
  const wide2 = pooledLinear(parameters.scope('level2.linear2'), far, second.neighbours);
  const merge = linear(parameters.scope('propagation'), { from: near + far, to: out, gain: 2 });
  return {
    config,
    channels: out,
    parameters: parameters.list,
    forward: (groups) =>
      tf.tidy(() => {
        const { clouds, queries } = groups;
        const rows = first.centres + queries;
        const local = tf.tensor2d(groups.local, [clouds * rows * first.neighbours, localChannels(config.input)]);
        const level1 = local2(tf.relu(local1(local)), groups.localMask);

        // Linear before gathering: once for each centre instead of once for each neighbour.
        const around = tf.gather(wideFeatures(level1), groups.wide);
        const offsets = wideOffsets(tf.tensor2d(groups.wideOffsets, [groups.wide.length, 3]));
        const level2 = wide2(tf.relu(tf.add<tf.Tensor2D>(around, offsets)), groups.wideMask);

        const own = tf.reshape(
          tf.slice(
            tf.reshape<tf.Rank.R3>(level1, [clouds, rows, near]),
            [0, first.centres, 0],
            [clouds, queries, near],
          ),
          [clouds * queries, near],
        );
        const interpolation = tf.tensor3d(groups.interpolation, [clouds, queries, second.centres]);
        const centres = tf.reshape<tf.Rank.R3>(level2, [clouds, second.centres, far]);
        const propagated = tf.reshape<tf.Rank.R2>(tf.matMul(interpolation, centres), [clouds * queries, far]);
        return tf.relu(merge(tf.concat2d([own as tf.Tensor2D, propagated], 1)));
      }),
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}

/**
 * The second layer of a neighbourhood's network and the maximum over its slots, [n · neighbours, c] → [n, c]. Bias and ReLU
 * come after the maximum: the same result, on fewer numbers.
 */
function pooledLinear(
  parameters: Parameters,
  channels: number,
  neighbours: number,
): (x: tf.Tensor2D, mask: Float32Array) => tf.Tensor2D {
  const weight = parameters.weight<tf.Rank.R2>('weight', [channels, channels], channels);
  const bias = parameters.constant('bias', channels, 0);
  return (x, mask) => {
    const slots = tf.reshape<tf.Rank.R3>(tf.matMul(x, weight), [-1, neighbours, channels]);
    const masked = tf.add(slots, tf.tensor3d(mask, [mask.length / neighbours, neighbours, 1]));
    return tf.relu(tf.add<tf.Tensor2D>(tf.max(masked, 1), bias));
  };
}
