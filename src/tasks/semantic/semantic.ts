import * as tf from '@tensorflow/tfjs-core';
import { labelColours } from '../../../data-loaders/label-colours.js';
import type { Sample } from '../../../data-loaders/sample.js';
import { buildDecoder } from '../decoder.js';
import type { Learner, LearnerSetup, Task } from '../task.js';
import { cellLabels } from './cell-labels.js';
import { classCounts, semanticProtocol } from './class-space.js';
import { classWeights, type ClassWeightRule } from './class-weights.js';
import { decodeClasses } from './decode-classes.js';
import { labelLoss } from './label-loss.js';
import { scoreSemantic } from './score-semantic.js';

export interface SemanticOptions {
  /** How much the pixels of each class count in the loss; `enet`, which mean IoU rewards, when omitted. */
  weights?: ClassWeightRule;
}

/** Semantic segmentation; a prediction is the class id of every pixel, [height, width]. */
export function semanticTask({ weights = 'enet' }: SemanticOptions = {}): Task<Uint16Array> {
  return {
    name: 'semantic',
    description: 'The class of every pixel.',
    reference: 'Long, Shelhamer & Darrell, Fully convolutional networks for semantic segmentation, 2015',
    requires: ['semantics'],
    modes: ['full', 'frozen', 'linear'],
    primary: { metric: 'meanIou', better: 'higher' },
    defaults: { labels: 1, batch: 16, learningRate: 1e-2 },
    augmentation: { mirror: 'each', zoom: [1, 1] },
    begin: (train, setup) => beginSemantic(train, setup, weights),
    score: scoreSemantic,
    picture: ({ width, height, semantics }, prediction, dataset) => {
      // Where nothing is labelled both are black, since no prediction counts there.
      const shown = prediction.map((id, pixel) => (semantics![pixel] === 0 ? 0 : id));
      const colours = (ids: Uint16Array) => ({ width, height, rgb: labelColours(ids, dataset.legend) });
      return { truth: colours(semantics!), prediction: colours(shown) };
    },
    trivial(train, dataset) {
      const protocol = semanticProtocol(dataset);
      const counts = classCounts(train, protocol);
      const { id, name } = protocol.classes[counts.indexOf(Math.max(...counts))];
      return {
        name: `most frequent class, ${name}`,
        predict: (samples) => samples.map(({ width, height }) => new Uint16Array(width * height).fill(id)),
      };
    },
  };
}

function beginSemantic(
  train: readonly Sample[],
  { mode, stages, output, dataset, random }: LearnerSetup,
  rule: ClassWeightRule,
): Learner<Uint16Array> {
  const { channels, stride } = stages.find(({ name }) => name === output)!;
  const protocol = semanticProtocol(dataset);
  const counts = classCounts(train, protocol);
  const weights = classWeights(counts, rule);
  const head = buildDecoder({ channels, first: logShares(counts), hidden: mode === 'linear' ? [] : [32] }, random);
  return {
    stages: [output],
    parameters: head.parameters,
    loss(features, samples) {
      const { height, width, values } = cellLabels(samples, stride, protocol, weights);
      const labels = tf.tensor4d(values, [samples.length, height, width, weights.length]);
      return labelLoss(head.forward(features[output]), labels);
    },
    async decode(features, sizes) {
      const scores = head.forward(features[output]);
      try {
        return await decodeClasses(scores, sizes, protocol);
      } finally {
        scores.dispose();
      }
    },
    dispose: () => head.dispose(),
  };
}

/** Logarithm of the share of each class, one pixel of each being added so that none is impossible. */
function logShares(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count + 1, 0);
  return counts.map((count) => Math.log((count + 1) / total));
}
