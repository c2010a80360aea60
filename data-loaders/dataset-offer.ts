import type { Modality } from './sample.js';

/** What a model can be trained and scored on with a dataset. */
export type DatasetTask =
  'semantic segmentation' | 'instance segmentation' | 'object detection' | 'depth prediction' | 'image reconstruction';

/** What a dataset has, and how a person comes by it. */
export interface DatasetOffer {
  /** What its samples can carry besides colour; what those of a copy do carry, the `modalities` of the open dataset say. */
  modalities: readonly Modality[];
  /** What it has truth for. */
  tasks: readonly DatasetTask[];
  /** Whom to ask, and what they ask for. */
  request: string;
  /** What there is to download; `about` marks sizes that were not measured. */
  size: string;
  licence: string;
}
