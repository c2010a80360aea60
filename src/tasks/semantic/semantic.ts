import * as tf from '@tensorflow/tfjs-core';
import { labelColours } from '../../../data-loaders/label-colours.js';
import type { Sample } from '../../../data-loaders/sample.js';
import { buildDecoder } from '../decoder.js';
import type { Features, Head, Learner, LearnerSetup, Task } from '../task.js';
import { cellLabels } from './cell-labels.js';
import { classCounts, semanticProtocol } from './class-space.js';
import { classWeights, type ClassWeightRule } from './class-weights.js';
import { decodeClasses } from './decode-classes.js';
import { labelLoss } from './label-loss.js';
import { scoreSemantic } from './score-semantic.js';

/** Options of {@link semanticTask}. */
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
    restore: (classIds, setup) => semanticHead(setup, new Float64Array(classIds.length)),
    score: scoreSemantic,
    picture: ({ width, height, semantics }, prediction, dataset) => {
      // Where nothing is labelled both are black, since no prediction counts there.
      const shown = semantics ? prediction.map((id, pixel) => (semantics[pixel] === 0 ? 0 : id)) : prediction;
      const colours = (ids: Uint16Array) => ({ width, height, rgb: labelColours(ids, dataset.legend) });
      return { truth: semantics && colours(semantics), prediction: colours(shown) };
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

interface SemanticHead extends Head<Uint16Array> {
  scoresOf(features: Features): tf.Tensor4D;
}

/** A head that gives each class of the dataset one score everywhere until it has learnt. */
function semanticHead({ mode, stages, output, dataset, random }: LearnerSetup, first: Float64Array): SemanticHead {
  const { channels } = stages.find(({ name }) => name === output)!;
  const protocol = semanticProtocol(dataset);
  const head = buildDecoder({ channels, first, hidden: mode === 'linear' ? [] : [32] }, random);
  const scoresOf = (features: Features): tf.Tensor4D => head.forward(features[output]);
  return {
    stages: [output],
    parameters: head.parameters,
    classIds: protocol.classes.map(({ id }) => id),
    scoresOf,
    async decode(features, sizes) {
      const scores = scoresOf(features);
      try {
        return await decodeClasses(scores, sizes, protocol);
      } finally {
        scores.dispose();
      }
    },
    dispose: () => head.dispose(),
  };
}

function beginSemantic(train: readonly Sample[], setup: LearnerSetup, rule: ClassWeightRule): Learner<Uint16Array> {
  const { stride } = setup.stages.find(({ name }) => name === setup.output)!;
  const protocol = semanticProtocol(setup.dataset);
  const counts = classCounts(train, protocol);
  const weights = classWeights(counts, rule);
  const head = semanticHead(setup, logShares(counts));
  return {
    ...head,
    loss(features, samples) {
      const { height, width, values } = cellLabels(samples, stride, protocol, weights);
      const labels = tf.tensor4d(values, [samples.length, height, width, weights.length]);
      return labelLoss(head.scoresOf(features), labels);
    },
  };
}

/** Logarithm of the share of each class, one pixel of each being added so that none is impossible. */
function logShares(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count + 1, 0);
  return counts.map((count) => Math.log((count + 1) / total));
}
