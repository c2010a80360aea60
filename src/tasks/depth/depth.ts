import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../../data-loaders/sample.js';
import { isMeasured } from '../../geometry/posed-depth.js';
import { colourise } from '../../image/colormap.js';
import { resizeBilinear } from '../../image/resample.js';
import { buildDecoder } from '../decoder.js';
import type { Features, Head, Learner, LearnerSetup, Task, TaskPicture } from '../task.js';
import { depthLoss } from './depth-loss.js';
import { logDepthTruth, meanLogDepth } from './log-depth-truth.js';
import { scoreDepth } from './score-depth.js';

/** Metres up to which depth is scored, as the benchmarks of NYU and KITTI have it. */
const farthest = { indoor: 10, street: 80 } as const;

/** Depth prediction; a prediction is the depth in metres of every pixel, [height, width]. */
export const depth: Task<Float32Array> = {
  name: 'depth',
  description: 'Depth in metres of every pixel, from a single image.',
  reference: 'Eigen, Puhrsch & Fergus, Depth map prediction from a single image using a multi-scale deep network, 2014',
  requires: ['depth'],
  modes: ['full', 'frozen', 'linear'],
  primary: { metric: 'delta1', better: 'higher' },
  defaults: { labels: 1, batch: 16, learningRate: 3e-3 },
  augmentation: { mirror: 'together', zoom: [1, 1] },
  begin: beginDepth,
  restore: (_classIds, setup) => depthHead(setup, 0),
  score: (predictions, samples, { world = 'indoor' }, scenes) =>
    scoreDepth(predictions, samples, { scenes, max: farthest[world] }).scores,
  picture: pictureDepth,
  trivial(train) {
    const metres = Math.exp(meanLogDepth(logDepthTruth(train, 1)));
    return {
      name: 'geometric mean of all training depths',
      predict: (samples) => samples.map(({ width, height }) => new Float32Array(width * height).fill(metres)),
    };
  },
};

interface DepthHead extends Head<Float32Array> {
  logDepthOf(features: Features): tf.Tensor3D;
}

/** A head that says one log-depth everywhere until it has learnt. */
function depthHead({ mode, stages, output, random }: LearnerSetup, first: number): DepthHead {
  const { channels } = stages.find(({ name }) => name === output)!;
  const head = buildDecoder({ channels, first: [first], hidden: mode === 'linear' ? [] : [32] }, random);
  const logDepthOf = (features: Features): tf.Tensor3D => tf.squeeze<tf.Tensor3D>(head.forward(features[output]), [3]);
  return {
    stages: [output],
    parameters: head.parameters,
    classIds: [],
    logDepthOf,
    async decode(features, sizes) {
      const logDepth = tf.tidy(() => logDepthOf(features));
      const [, height, width] = logDepth.shape;
      const values = await logDepth.data<'float32'>();
      logDepth.dispose();
      return sizes.map((size, i) => {
        const cells = values.slice(i * height * width, (i + 1) * height * width);
        return resizeBilinear(cells, { width, height }, size, 1).map(Math.exp);
      });
    },
    dispose: () => head.dispose(),
  };
}

function beginDepth(train: readonly Sample[], setup: LearnerSetup): Learner<Float32Array> {
  const { stride } = setup.stages.find(({ name }) => name === setup.output)!;
  const head = depthHead(setup, meanLogDepth(logDepthTruth(train, stride)));
  return {
    ...head,
    loss(features, samples) {
      const { height, width, values, known } = logDepthTruth(samples, stride);
      const shape: [number, number, number] = [samples.length, height, width];
      return depthLoss(head.logDepthOf(features), tf.tensor3d(values, shape), tf.tensor3d(known, shape));
    },
  };
}

/**
 * Both on one logarithmic scale from the least to the greatest true depth, or predicted one where none is true: near is
 * dark; grey where nothing was measured.
 */
function pictureDepth({ width, height, depth: truth }: Sample, prediction: Float32Array): TaskPicture {
  const logarithms = (metres: Float32Array): Float32Array => metres.map((z) => (isMeasured(z) ? Math.log(z) : NaN));
  const known = logarithms(truth ?? prediction).filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = low < high ? { low, high } : { low: 0, high: 1 };
  const colours = (metres: Float32Array) => ({ width, height, rgb: colourise(logarithms(metres), range) });
  return { truth: truth && colours(truth), prediction: colours(prediction) };
}
