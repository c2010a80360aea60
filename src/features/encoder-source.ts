import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../data-loaders/batches.js';
import type { Encoder } from '../nn/encoder.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import type { FeatureMap } from './feature-map.js';
import { imagesAtOnce } from './images-at-once.js';
import type { FeatureSource } from './source.js';

/** Options of {@link encoderSource}. */
export interface EncoderSourceOptions {
  /** What the source is called in results. */
  name?: string;
  /** Images that go through the encoder at once; when omitted, as many as have 2¹⁸ pixels together. */
  batch?: number;
  signal?: AbortSignal;
}

/**
 * The activations of an encoder in inference mode, as plain arrays; the encoder is left as it is and not disposed of.
 *
 * `extract` throws InputError when there are no samples, when they differ in size, or when a stage is unknown.
 */
export function encoderSource(
  encoder: Encoder,
  { name = encoder.config.architecture, batch, signal }: EncoderSourceOptions = {},
): FeatureSource {
  const { stages, encoderEnd, output } = encoder;
  return {
    name,
    stages,
    encoderEnd,
    output,
    async extract(samples, wanted = stages.map((stage) => stage.name)) {
      const chosen = wanted.map((stageName) => {
        const stage = stages.find((candidate) => candidate.name === stageName);
        if (!stage)
          throw new InputError(
            `Unknown stage ${stageName}: ${name} has ${stages.map((candidate) => candidate.name).join(', ')}.`,
          );
        return stage;
      });
      if (!samples.length) throw new InputError('No samples were given to extract features of: the split is empty.');
      const { height: rows, width: columns } = samples[0];
      const maps: Record<string, FeatureMap> = {};
      const atOnce = batch ?? imagesAtOnce(samples);
      const stop = signal ?? defaultSignal();
      for (let begin = 0; begin < samples.length; begin += atOnce) {
        throwIfAborted(stop);
        const part = samples.slice(begin, begin + atOnce);
        const activations = tf.tidy(() => {
          const all = encoder.forward(tf.tensor4d(imageBatch(part), [part.length, rows, columns, 3]));
          return chosen.map((stage) => all[stage.name]);
        });
        try {
          for (const [i, stage] of chosen.entries()) {
            const [, height, width, channels] = activations[i].shape;
            maps[stage.name] ??= {
              stage: stage.name,
              count: samples.length,
              height,
              width,
              channels,
              stride: stage.stride,
              values: new Float32Array(samples.length * height * width * channels),
            };
            maps[stage.name].values.set(await activations[i].data<'float32'>(), begin * height * width * channels);
          }
        } finally {
          tf.dispose(activations);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      return maps;
    },
  };
}
