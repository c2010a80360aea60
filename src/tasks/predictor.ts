import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { imagesAtOnce } from '../features/index.js';
import type { RasterSize } from '../image/resample.js';
import { defaultSignal } from '../support/default-signal.js';
import { throwIfAborted } from '../support/errors.js';
import type { OpenBackbone } from './backbone.js';
import type { BackboneMode, Head, Task, TaskDataset } from './task.js';

/** What a model predicts, and on what it learnt to. */
export interface PredictorOrigin<Prediction> {
  readonly task: Task<Prediction>;
  readonly mode: BackboneMode;
  /** Whose classes the predictions are of. */
  readonly dataset: TaskDataset;
  /** Of the frames that it has learnt from, in pixels. */
  readonly size: RasterSize;
}

/** A model of a task that has learnt. */
export interface Predictor<Prediction> extends PredictorOrigin<Prediction> {
  /** The classes that it tells apart; none where it predicts no classes. */
  readonly classIds: readonly number[];
  /** One prediction for each sample; the samples of one call are of one size. */
  predict(samples: readonly Sample[], options?: { signal?: AbortSignal }): Promise<Prediction[]>;
  dispose(): void;
}

/** A head on a backbone as one model, which owns both. */
export function openPredictor<Prediction>(
  body: OpenBackbone,
  head: Head<Prediction>,
  origin: PredictorOrigin<Prediction>,
): Predictor<Prediction> {
  return {
    ...origin,
    classIds: head.classIds,
    predict: (samples, options) => predict(samples, body, head, options?.signal ?? defaultSignal()),
    dispose() {
      body.dispose();
      head.dispose();
    },
  };
}

async function predict<Prediction>(
  samples: readonly Sample[],
  body: OpenBackbone,
  head: Head<Prediction>,
  signal: AbortSignal | undefined,
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  const atOnce = imagesAtOnce(samples);
  for (let begin = 0; begin < samples.length; begin += atOnce) {
    throwIfAborted(signal);
    const part = samples.slice(begin, begin + atOnce);
    const features = await body.infer(part);
    try {
      predictions.push(...(await head.decode(features, part)));
    } finally {
      tf.dispose(features);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return predictions;
}
