import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { Picture } from '../../data-loaders/picture.js';
import type { Modality, Sample, SceneDataset } from '../../data-loaders/sample.js';
import type { RasterSize } from '../image/resample.js';
import type { Parameter, Stage } from '../nn/index.js';
import type { SceneValues } from '../stats/index.js';
import type { Random } from '../support/random.js';
import type { StepLoss } from '../training/index.js';
import type { Augmentation } from './augment.js';

/** A modality that a task can ask of samples: one that is a field of theirs. */
export type TaskModality = Extract<Modality, keyof Sample>;

/** Something downstream that an encoder is used for: what is learnt, how it is measured, and what it looks like. */
export interface Task<Prediction> {
  readonly name: string;
  readonly description: string;
  readonly reference: string;
  /** What training and test samples must carry besides colour. */
  readonly requires: readonly TaskModality[];
  /** How its head may stand on an encoder; the first one is the usual way. */
  readonly modes: readonly BackboneMode[];
  /** The metric by which models are compared. */
  readonly primary: { readonly metric: string; readonly better: 'higher' | 'lower' };
  /** What fine-tuning takes unless it is told otherwise. */
  readonly defaults: TaskDefaults;
  readonly augmentation: Augmentation;
  /** Builds the head, its first values following from the training frames. Throws InputError when they cannot be learnt from. */
  begin(train: readonly Sample[], setup: LearnerSetup): Learner<Prediction>;
  /** Builds the head of a model that tells these classes apart ({@link Head.classIds}), for values that were stored. */
  restore(classIds: readonly number[], setup: LearnerSetup): Head<Prediction>;
  /**
   * Scores predictions, one for each sample. `scenes` gives the order of the values per scene; that of the samples when
   * omitted. Throws InputError when a sample has no truth or a prediction another size.
   */
  score(
    predictions: readonly Prediction[],
    samples: readonly Sample[],
    dataset: TaskDataset,
    scenes?: readonly string[],
  ): TaskScore[];
  /** What is predicted of a sample, and what is true where that is known, as colours of its size. */
  picture(sample: Sample, prediction: Prediction, dataset: TaskDataset): TaskPicture;
  /** What predicts without looking at the image, from the training frames alone. */
  trivial(train: readonly Sample[], dataset: TaskDataset): TrivialBaseline<Prediction>;
}

/**
 * `full`: a copy of the encoder is trained with the head; `frozen`: the head is a decoder on features that stay as they
 * are; `linear`: as `frozen`, with the affine map of each cell for a head.
 */
export type BackboneMode = 'full' | 'frozen' | 'linear';

/** What fine-tuning takes unless told otherwise. */
export interface TaskDefaults {
  /** Share of the training frames whose labels may be used, (0, 1]. */
  readonly labels: number;
  /** Frames a step. */
  readonly batch: number;
  readonly learningRate: number;
}

/** What a task must know of the dataset its samples come from; every dataset is one. */
export type TaskDataset = Pick<SceneDataset, 'name' | 'world' | 'classes' | 'trainIds' | 'legend'>;

/** What a head is built for. */
export interface LearnerSetup {
  mode: BackboneMode;
  /** Stages that can be read, in the order of computation. */
  stages: readonly Stage[];
  encoderEnd: string;
  output: string;
  dataset: TaskDataset;
  /** From which the head's first values are drawn. */
  random: Random;
}

/** Features by stage, [batch, height/stride, width/stride, channels]. */
export type Features = Readonly<Record<string, Tensor4D>>;

/** A head that predicts. */
export interface Head<Prediction> {
  /** The stages that it reads. */
  readonly stages: readonly string[];
  readonly parameters: readonly Parameter[];
  /** The classes that it tells apart, in the order of its outputs; none where it predicts no classes. */
  readonly classIds: readonly number[];
  /** Predictions in the given sizes, one for each image of the features, which remain the caller's. */
  decode(features: Features, sizes: readonly RasterSize[]): Promise<Prediction[]>;
  dispose(): void;
}

/** A head while it learns and afterwards. */
export interface Learner<Prediction> extends Head<Prediction> {
  /** Loss under the gradient tape; the targets come from the samples, which may have been augmented. */
  loss(features: Features, samples: readonly Sample[]): Scalar | StepLoss;
}

/** One score of a task on test samples. */
export interface TaskScore {
  metric: string;
  /** The one class that was scored; all of them when omitted. */
  class?: string;
  value: number;
  unit: string;
  /** Items (images, pixels, objects) behind the value. */
  n: number;
  /** From what the value follows scene by scene, in the order of the scenes given. */
  scenes: SceneValues;
}

/** Truth, of a sample that has it, and prediction, side by side. */
export interface TaskPicture {
  truth?: Picture;
  prediction: Picture;
}

/** What is predicted without looking. */
export interface TrivialBaseline<Prediction> {
  /** In one phrase: 'mean depth'. */
  name: string;
  predict(samples: readonly Sample[]): Prediction[];
}
