import type { PosedDepth } from '../src/geometry/posed-depth.js';
import type { Sample } from './sample.js';

/** A sample of which depth and pose are known: what overlap, correspondences and fusion take. */
export type PosedSample = Sample & PosedDepth;

/** Whether depth and pose of a sample are known. */
export function isPosed(sample: Sample): sample is PosedSample {
  return sample.depth !== undefined && sample.worldFromCamera !== undefined;
}
