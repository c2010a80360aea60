import { depth } from './depth/index.js';
import { detection } from './detection/index.js';
import { instances } from './instances/index.js';
import { reconstruction } from './reconstruction/index.js';
import { semanticTask } from './semantic/index.js';

export { augmentSamples, cropSample, mirrorSample, type Augmentation, type Window } from './augment.js';
export { openBackbone, type Backbone, type OpenBackbone } from './backbone.js';
export * from './depth/index.js';
export * from './detection/index.js';
export { fineTune, type FineTuneOptions, type TaskModel } from './fine-tune.js';
export * from './instances/index.js';
export { labelledFrames } from './labelled-frames.js';
export * from './reconstruction/index.js';
export type { Predictor } from './predictor.js';
export * from './semantic/index.js';
export type {
  BackboneMode,
  Features,
  Head,
  Learner,
  LearnerSetup,
  Task,
  TaskDataset,
  TaskDefaults,
  TaskModality,
  TaskPicture,
  TaskScore,
  TrivialBaseline,
} from './task.js';

export { loadTaskModel, saveTaskModel } from './task-model-file.js';

/** Tasks by name; adding one is adding a folder and a line. */
export const tasks = { depth, semantic: semanticTask(), reconstruction, detection, instances };

/** The name of a task of the registry. */
export type TaskName = keyof typeof tasks;
