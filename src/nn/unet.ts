import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../support/random.js';
import { BatchMoments } from './batch-moments.js';
import { batchNorm } from './batch-norm.js';
import { convolution } from './convolution.js';
import { decoderBlock } from './decoder-block.js';
import type { Encoder, EncoderConfig, Stage } from './encoder.js';
import { Parameters } from './parameters.js';
import { residualBlock } from './residual-block.js';

/** The shape of a residual UNet: what distinguishes one architecture of the family from another. */
export interface UNetPlan {
  /** Kernel size of the stem, a convolution of stride 2. */
  stem: number;
  /** Channels and number of residual blocks of s1, s2, …; s1 keeps the stem's stride of 2, each later one doubles it. */
  stages: readonly { channels: number; blocks: number }[];
  /** Channels of the output, at the stride of s1. */
  output: number;
}

/** Mean and standard deviation, near enough, of sRGB values in photographs. */
const inputMean = 0.45;
const inputDeviation = 0.25;

/**
 * A residual UNet. Stages `s1 … sN` contract (strides 2, 4, …, 2ᴺ), the decoder stages `u(N−1) … u2` expand
 * again, and `out` ends at half the image's resolution, as the features do on which Pri3D's losses stand.
 *
 * References: Ronneberger et al., U-Net, 2015; Hou et al., Pri3D, 2021.
 */
export function buildUNet(config: EncoderConfig, plan: UNetPlan, random: Random): Encoder {
  const parameters = new Parameters(random);
  const width = plan.stages[0].channels;
  const stem = convolution(parameters.scope('stem.conv'), { from: 3, to: width, size: plan.stem, stride: 2 });
  const stemNorm = batchNorm(parameters.scope('stem.norm'), width);

  const encoderStages: Stage[] = plan.stages.map(({ channels }, i) => ({
    name: `s${i + 1}`,
    channels,
    stride: 2 ** (i + 1),
  }));
  const contract = plan.stages.map(({ channels, blocks }, i) =>
    Array.from({ length: blocks }, (_, block) =>
      residualBlock(parameters.scope(`s${i + 1}.block${block + 1}`), {
        from: block > 0 ? channels : i > 0 ? plan.stages[i - 1].channels : width,
        to: channels,
        stride: block === 0 && i > 0 ? 2 : 1,
      }),
    ),
  );

  const decoderStages: Stage[] = encoderStages
    .slice(0, -1)
    .reverse()
    .map(({ name, channels, stride }) =>
      stride === 2
        ? { name: 'out', channels: plan.output, stride }
        : { name: name.replace('s', 'u'), channels, stride },
    );
  const expand = decoderStages.map((stage, i) =>
    decoderBlock(parameters.scope(stage.name), {
      from: i === 0 ? encoderStages[encoderStages.length - 1].channels : decoderStages[i - 1].channels,
      skip: encoderStages[encoderStages.length - 2 - i].channels,
      to: stage.channels,
      activate: stage.name !== 'out',
    }),
  );

  const stages = [...encoderStages, ...decoderStages];
  return {
    config,
    stages,
    encoderEnd: encoderStages[encoderStages.length - 1].name,
    output: 'out',
    parameters: parameters.list,
    forward: (images, { training = false } = {}) =>
      tf.tidy(() => {
        const moments = training ? new BatchMoments() : undefined;
        const down: tf.Tensor4D[] = [];
        let x: tf.Tensor4D = tf.div(tf.sub(images, inputMean), inputDeviation);
        x = tf.relu(stemNorm(stem(x), moments));
        for (const blocks of contract) {
          for (const block of blocks) x = block(x, moments);
          down.push(x);
        }
        const up = expand.map((block, i) => (x = block(x, down[down.length - 2 - i], moments)));
        moments?.moveRunningStatistics();
        return Object.fromEntries([...down, ...up].map((activation, i) => [stages[i].name, activation]));
      }),
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}
