import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../../data-loaders/batches.js';
import type { Sample } from '../../../data-loaders/sample.js';
import { bytesFromUnit } from '../../image/bytes.js';
import type { RasterSize } from '../../image/resample.js';
import { InputError } from '../../support/errors.js';
import { buildDecoder } from '../decoder.js';
import type { Features, Head, Learner, LearnerSetup, Task } from '../task.js';
import { pixelsOfCells } from './pixels-of-cells.js';
import { scoreReconstruction } from './score-reconstruction.js';
import { similarityLoss, similarityWindow } from './similarity-loss.js';

/** Share of the similarity in the loss, as Kerbl et al., 3D Gaussian splatting, 2023, have it. */
const similarityShare = 0.2;

/**
 * Image reconstruction from features that stay as they are, so that the picture shows what they kept; a prediction is the
 * image, sRGB [height, width, 3].
 */
export const reconstruction: Task<Uint8Array> = {
  name: 'reconstruction',
  description: 'The image again, from the features that an encoder made of it.',
  reference: 'Dosovitskiy & Brox, Inverting visual representations with convolutional networks, 2016',
  requires: [],
  modes: ['frozen', 'linear'],
  primary: { metric: 'psnr', better: 'higher' },
  defaults: { labels: 1, batch: 16, learningRate: 3e-3 },
  augmentation: { mirror: 'never', zoom: [1, 1] },
  begin: beginReconstruction,
  restore: (_classIds, setup) => reconstructionHead(setup, new Float32Array(3)),
  score: (predictions, samples, _dataset, scenes) => scoreReconstruction(predictions, samples, scenes),
  picture: ({ width, height, rgb }, prediction) => ({
    truth: { width, height, rgb },
    prediction: { width, height, rgb: prediction },
  }),
  trivial(train) {
    const mean = bytesFromUnit(meanColour(train));
    return {
      name: 'mean colour',
      predict: (samples) => samples.map(({ rgb }) => rgb.map((_, i) => mean[i % 3])),
    };
  },
};

interface ReconstructionHead extends Head<Uint8Array> {
  imagesOf(features: Features, size: RasterSize): tf.Tensor4D;
}

/** A head that says one colour everywhere until it has learnt. */
function reconstructionHead({ mode, stages, output, random }: LearnerSetup, colour: Float32Array): ReconstructionHead {
  const { channels, stride } = stages.find(({ name }) => name === output)!;
  const first = Float32Array.from({ length: 3 * stride * stride }, (_, i) => colour[i % 3]);
  const head = buildDecoder({ channels, first, hidden: mode === 'linear' ? [] : [48, 48] }, random);
  const imagesOf = (features: Features, size: RasterSize): tf.Tensor4D =>
    pixelsOfCells(head.forward(features[output]), stride, size);
  return {
    stages: [output],
    parameters: head.parameters,
    classIds: [],
    imagesOf,
    async decode(features, sizes) {
      const images = tf.tidy(() => imagesOf(features, sizes[0]));
      const values = await images.data<'float32'>();
      images.dispose();
      const size = values.length / sizes.length;
      return sizes.map((_, i) => bytesFromUnit(values.subarray(i * size, (i + 1) * size)));
    },
    dispose: () => head.dispose(),
  };
}

function beginReconstruction(train: readonly Sample[], setup: LearnerSetup): Learner<Uint8Array> {
  const [{ id, width, height }] = train;
  if (Math.min(width, height) < similarityWindow)
    throw new InputError(
      `${id} is ${width}×${height}: reconstruction is learnt on images of at least ${similarityWindow} pixels each way.`,
    );
  const head = reconstructionHead(setup, meanColour(train));
  return {
    ...head,
    loss(features, samples) {
      const truth = tf.tensor4d(imageBatch(samples), [samples.length, samples[0].height, samples[0].width, 3]);
      const images = head.imagesOf(features, samples[0]);
      const difference = tf.mean<tf.Scalar>(tf.abs(tf.sub(images, truth)));
      const dissimilarity = similarityLoss(images, truth);
      const loss = tf.add<tf.Scalar>(tf.mul(1 - similarityShare, difference), tf.mul(similarityShare, dissimilarity));
      return { loss, parts: { difference, dissimilarity } };
    },
  };
}

/** Mean sRGB colour of images of any size, in 0..1. */
function meanColour(samples: readonly Sample[]): Float32Array {
  const sums = new Float64Array(3);
  let pixels = 0;
  for (const { rgb } of samples) {
    for (let i = 0; i < rgb.length; i++) sums[i % 3] += rgb[i];
    pixels += rgb.length / 3;
  }
  return Float32Array.from(sums, (sum) => sum / pixels / 255);
}
