import type { Modality, Sample } from '../../data-loaders/sample.js';
import { fineTuneDepth, scoreDepth, type DepthBackbone, type DepthTaskOptions } from './depth/index.js';

export * from './depth/index.js';

/** One score of a task on test samples. */
export interface TaskScore {
  metric: string;
  value: number;
  unit: string;
  n: number;
  /** Sums per test scene; `form` as in SceneSums. */
  scenes: { form: 'ratio' | 'one-minus-ratio' | 'root-ratio'; numerator: number[]; denominator: number[] };
}

/** A trained model of a task. */
export interface TaskModel<Prediction> {
  predict(samples: readonly Sample[], options?: { signal?: AbortSignal }): Promise<Prediction[]>;
  dispose(): void;
}

/** Something downstream that an encoder is used for. */
export interface Task<Backbone, Options, Prediction> {
  name: string;
  description: string;
  reference: string;
  /** What training and test samples must carry. */
  requires: readonly Modality[];
  train(backbone: Backbone, samples: readonly Sample[], options: Options): Promise<TaskModel<Prediction>>;
  /** `scenes` gives the order of the sums. */
  score(predictions: readonly Prediction[], samples: readonly Sample[], scenes?: readonly string[]): TaskScore[];
}

const depth: Task<DepthBackbone, DepthTaskOptions, Float32Array> = {
  name: 'depth',
  description: 'Depth in metres of every pixel, from a single image.',
  reference: 'Eigen, Puhrsch & Fergus, Depth map prediction from a single image using a multi-scale deep network, 2014',
  requires: ['depth'],
  train: fineTuneDepth,
  score: (predictions, samples, scenes) => scoreDepth(predictions, samples, { scenes }).scores,
};

/** Tasks by name; adding one is adding a folder and a line. */
export const tasks = { depth };
