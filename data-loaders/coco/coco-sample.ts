import type { Box, Sample } from '../sample.js';

/** A box as the file has it, which may be larger or smaller than what its mask covers. Crowds are to be ignored. */
export interface CocoBox extends Box {
  /** Id of the annotation, or of the panoptic segment. */
  annotation: number;
  /** Many objects of a class that nobody told apart. */
  iscrowd: boolean;
  /** Pixels of the image as stored. */
  area: number;
}

/** The keypoints of one object. */
export interface ObjectKeypoints {
  /** As that of the object's box. */
  instance: number;
  /** `[keypoints, 3]`: x, y in pixels and 0 not labelled, 1 hidden, 2 visible. */
  points: Float32Array;
}

/** A photograph of COCO, with what only COCO has. */
export interface CocoSample extends Sample {
  boxes?: CocoBox[];
  /** Sentences that describe the image. */
  captions?: string[];
  keypoints?: ObjectKeypoints[];
}

/** What annotations say of an image, at its stored size. */
export type Labels = Pick<CocoSample, 'semantics' | 'rawSemantics' | 'instances' | 'boxes' | 'captions' | 'keypoints'>;
