import { normalsFromDepth } from '../src/geometry/normals.js';
import { resizeSample } from './resize-sample.js';
import { isRooms } from './rooms/index.js';
import type { Sample, SceneDataset } from './sample.js';

/** A sample of a dataset as it is shown: its longer side no longer than `mostPixels`. */
export function reducedSample(sample: Sample, dataset: SceneDataset, mostPixels: number): Sample {
  const share = Math.min(1, mostPixels / Math.max(sample.width, sample.height));
  const size = (pixels: number): number => Math.max(1, Math.round(pixels * share));
  const reduced = resizeSample(sample, { width: size(sample.width), height: size(sample.height) });
  return isRooms(dataset) ? reduced : withNormalsAnew(reduced);
}

/** Normals of recorded frames follow from depth; those of full size would show the steps in which it is stored. */
function withNormalsAnew(sample: Sample): Sample {
  const { depth, normals, camera } = sample;
  return depth && normals ? { ...sample, normals: normalsFromDepth(depth, camera) } : sample;
}
