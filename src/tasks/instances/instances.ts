import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../../data-loaders/sample.js';
import { maskArea, type RasterSize } from '../../image/index.js';
import { Parameters } from '../../nn/index.js';
import type { StepLoss } from '../../training/index.js';
import { centrePrior } from '../detection/centre-prior.js';
import { decodeDetections, type CellDetection } from '../detection/decode-detections.js';
import { buildSharedHead, type SharedHeadOutput } from '../detection/detection-head.js';
import { detectionLoss } from '../detection/detection-loss.js';
import { detectionTargets, type PositiveCell } from '../detection/detection-targets.js';
import { picturedObjects } from '../detection/pictured-objects.js';
import { pyramidGrid, pyramidLevels, type PyramidGrid } from '../detection/pyramid.js';
import { readImages } from '../detection/read-images.js';
import { countedClasses, learntClasses, trueObjects } from '../detection/true-objects.js';
import type { Features, Learner, LearnerSetup, Task } from '../task.js';
import { decodeMasks } from './decode-masks.js';
import { diceLoss } from './dice-loss.js';
import { buildMaskHead } from './mask-head.js';
import { maskOfBox } from './mask-of-box.js';
import { maskTargets } from './mask-targets.js';
import { pictureMasks } from './picture-masks.js';
import { scoreInstances, trueMasks, type InstanceDetection } from './score-instances.js';

/** Instance segmentation; a prediction is the list of the objects found with their masks, the surest first. */
export const instances: Task<InstanceDetection[]> = {
  name: 'instances',
  description: 'The objects in an image: their classes, boxes and masks.',
  reference: 'Tian, Shen & Chen, Conditional convolutions for instance segmentation (CondInst), 2020',
  requires: ['boxes', 'instances'],
  modes: ['full', 'frozen'],
  primary: { metric: 'ap50', better: 'higher' },
  defaults: { labels: 1, batch: 8, learningRate: 1e-2 },
  augmentation: { mirror: 'each', zoom: [1, 1] },
  begin: (train, setup) =>
    new InstanceLearner(
      learntClasses(train, setup.dataset).map(({ id }) => id),
      setup,
    ),
  restore: (classIds, setup) => new InstanceLearner(classIds, setup),
  score: scoreInstances,
  picture: (sample, prediction, dataset) => {
    const objects = sample.boxes && trueMasks(sample, dataset).filter(({ iscrowd }) => !iscrowd);
    const masks = objects?.map(({ mask, categoryId }) => ({ mask: mask!, classId: categoryId }));
    return {
      truth: masks && pictureMasks(sample, masks, dataset),
      prediction: pictureMasks(sample, picturedObjects(prediction, masks?.length), dataset),
    };
  },
  trivial(train, dataset) {
    const expected = centrePrior(train, dataset);
    return {
      name: 'mean box of each class, filled',
      predict: (samples) =>
        samples.map((sample) =>
          expected(sample).map((detection) => ({ ...detection, mask: maskOfBox(detection, sample) })),
        ),
    };
  },
};

/** A detection head, and a mask head that draws what the detections found. */
class InstanceLearner implements Learner<InstanceDetection[]> {
  readonly stages: readonly string[];
  readonly classIds: readonly number[];
  private readonly collected: Parameters;
  private readonly levels;
  private readonly classes;
  private readonly detector;
  private readonly masks;

  constructor(
    classIds: readonly number[],
    private readonly setup: LearnerSetup,
  ) {
    this.collected = new Parameters(setup.random);
    this.classes = countedClasses(setup.dataset).filter(({ id }) => classIds.includes(id));
    this.classIds = this.classes.map(({ id }) => id);
    this.levels = pyramidLevels(setup.stages);
    this.stages = this.levels.map(({ stage }) => stage);
    this.detector = buildSharedHead(this.levels, this.classes.length, this.collected);
    this.masks = buildMaskHead(this.levels[0].channels, this.collected.scope('mask'));
  }

  get parameters() {
    return this.collected.list;
  }

  loss(features: Features, samples: readonly Sample[]): StepLoss {
    const boxes = samples.map((sample) => trueObjects(sample, this.setup.dataset));
    const grid = pyramidGrid(this.levels, samples[0]);
    const targets = detectionTargets(boxes, grid, this.classIds);
    const output = this.detector.forward(features, { training: true });
    const found = detectionLoss(output, targets);
    const masks = this.maskLoss(features, output, grid, samples, targets.positives);
    return { loss: tf.add(found.loss, masks), parts: { ...found.parts, masks } };
  }

  /** Dice loss averaged over the objects; 0 when there are none. */
  private maskLoss(
    features: Features,
    output: SharedHeadOutput,
    { levels: [finest] }: PyramidGrid,
    samples: readonly Sample[],
    positives: readonly PositiveCell[],
  ): tf.Scalar {
    const targets = maskTargets(samples, positives, finest);
    if (!targets) return tf.scalar(0);
    const logits = this.masks.forward(features[finest.stage], output, targets.queries, finest);
    const weights = tf.tensor2d(targets.weights, [logits.shape[0], logits.shape[1]]);
    const losses = diceLoss(logits, tf.tensor3d(targets.truth, logits.shape));
    return tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
  }

  async decode(features: Features, sizes: readonly RasterSize[]): Promise<InstanceDetection[][]> {
    const { classLogits, geometry, context } = tf.tidy(() => ({ ...this.detector.forward(features) }));
    const kept = { geometry: tf.clone(geometry), context };
    try {
      const images = await readImages({ classLogits, geometry });
      const predictions: InstanceDetection[][] = [];
      for (const [i, image] of images.entries()) {
        const grid = pyramidGrid(this.levels, sizes[i]);
        const detections = decodeDetections(image, grid, this.classes, sizes[i]);
        predictions.push(await this.withMasks(detections, i, features, kept, grid, sizes[i]));
      }
      return predictions;
    } finally {
      tf.dispose(kept);
    }
  }

  /** The detections in one image of a batch with their masks, without those whose mask is empty. */
  private async withMasks(
    detections: readonly CellDetection[],
    image: number,
    features: Features,
    { geometry, context }: Pick<SharedHeadOutput, 'geometry' | 'context'>,
    { levels: [finest] }: PyramidGrid,
    size: RasterSize,
  ): Promise<InstanceDetection[]> {
    if (detections.length === 0) return [];
    const logits = tf.tidy(() => {
      const ofImage = <T extends tf.Tensor>(batch: T): T => tf.slice(batch, image, 1);
      const found = { geometry: ofImage(geometry), context: ofImage(context) };
      const drawn = this.masks.forward(ofImage(features[finest.stage]), found, [detections], finest);
      return tf.squeeze<tf.Tensor2D>(drawn, [0]);
    });
    try {
      const masks = await decodeMasks(logits, finest, size);
      return detections
        .map(({ cell: _cell, level: _level, ...detection }, i) => ({ ...detection, mask: masks[i] }))
        .filter(({ mask }) => maskArea(mask) > 0);
    } finally {
      logits.dispose();
    }
  }

  dispose(): void {
    for (const { variable } of this.parameters) variable.dispose();
  }
}
