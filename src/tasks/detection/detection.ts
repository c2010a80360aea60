import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../../data-loaders/sample.js';
import { Parameters } from '../../nn/index.js';
import type { Features, Head, Learner, LearnerSetup, Task } from '../task.js';
import { centrePrior } from './centre-prior.js';
import { decodeDetections } from './decode-detections.js';
import type { Detection } from './detected-object.js';
import { buildLinearHead, buildSharedHead, type HeadOutput } from './detection-head.js';
import { detectionLoss } from './detection-loss.js';
import { detectionTargets } from './detection-targets.js';
import { pictureBoxes } from './picture-boxes.js';
import { picturedObjects } from './pictured-objects.js';
import { pyramidGrid, pyramidLevels, type PyramidLevel } from './pyramid.js';
import { readImages } from './read-images.js';
import { scoreDetections } from './score-detections.js';
import { countedClasses, learntClasses, trueObjects } from './true-objects.js';

/** Object detection; a prediction is the list of the objects found, the surest first. */
export const detection: Task<Detection[]> = {
  name: 'detection',
  description: 'The objects in an image: their classes and boxes.',
  reference: 'Tian, Shen, Chen & He, FCOS: Fully convolutional one-stage object detection, 2019',
  requires: ['boxes'],
  modes: ['full', 'frozen', 'linear'],
  primary: { metric: 'ap50', better: 'higher' },
  defaults: { labels: 1, batch: 8, learningRate: 1e-2 },
  augmentation: { mirror: 'each', zoom: [1, 1] },
  begin: beginDetection,
  restore: (classIds, setup) => openDetector(classIds, setup),
  score: scoreDetections,
  picture: (sample, prediction, dataset) => {
    const objects = sample.boxes && trueObjects(sample, dataset).filter(({ ignore }) => !ignore);
    return {
      truth: objects && pictureBoxes(sample, objects, dataset),
      prediction: pictureBoxes(sample, picturedObjects(prediction, objects?.length), dataset),
    };
  },
  trivial(train, dataset) {
    const expected = centrePrior(train, dataset);
    return { name: 'mean box of each class', predict: (samples) => samples.map(expected) };
  },
};

interface Detector extends Head<Detection[]> {
  readonly levels: readonly PyramidLevel[];
  outputOf(features: Features, options?: { training?: boolean }): HeadOutput;
}

function openDetector(classIds: readonly number[], { mode, stages, dataset, random }: LearnerSetup): Detector {
  const classes = countedClasses(dataset).filter(({ id }) => classIds.includes(id));
  const levels = pyramidLevels(stages);
  const parameters = new Parameters(random);
  const build = mode === 'linear' ? buildLinearHead : buildSharedHead;
  const head = build(levels, classes.length, parameters);
  return {
    stages: levels.map(({ stage }) => stage),
    parameters: parameters.list,
    classIds: classes.map(({ id }) => id),
    levels,
    outputOf: (features, options) => head.forward(features, options),
    async decode(features, sizes) {
      const output = tf.tidy(() => {
        const { classLogits, geometry } = head.forward(features);
        return { classLogits, geometry };
      });
      const images = await readImages(output);
      return images.map((image, i) => decodeDetections(image, pyramidGrid(levels, sizes[i]), classes, sizes[i]));
    },
    dispose: () => parameters.list.forEach(({ variable }) => variable.dispose()),
  };
}

function beginDetection(train: readonly Sample[], setup: LearnerSetup): Learner<Detection[]> {
  const { dataset } = setup;
  const head = openDetector(
    learntClasses(train, dataset).map(({ id }) => id),
    setup,
  );
  return {
    ...head,
    loss(features, samples) {
      const boxes = samples.map((sample) => trueObjects(sample, dataset));
      return detectionLoss(
        head.outputOf(features, { training: true }),
        detectionTargets(boxes, pyramidGrid(head.levels, samples[0]), head.classIds),
      );
    },
  };
}
