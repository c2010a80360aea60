import { normalsFromDepth } from '../src/geometry/normals.js';
import type { RasterSize } from '../src/image/resample.js';
import { resizeSample } from './resize-sample.js';
import { isRooms } from './rooms/index.js';
import type { Sample, SceneDataset } from './sample.js';

/** A sample of a dataset as it is shown: its longer side no longer than `mostPixels`. */
export function reducedSample(sample: Sample, dataset: SceneDataset, mostPixels: number): Sample {
  const share = Math.min(1, mostPixels / Math.max(sample.width, sample.height));
  const size = (pixels: number): number => Math.max(1, Math.round(pixels * share));
  const reduced = resizeSample(sample, { width: size(sample.width), height: size(sample.height) });
  if (isRooms(dataset) || reduced === sample) return reduced;
  if (sample.depth && reduced.depth) reduced.depth = withMeasured(reduced.depth, reduced, sample.depth, sample);
  return withNormalsAnew(reduced);
}

/**
 * A reduced depth image in which a pixel without measurement has the nearest of those that its area held: of the points of a
 * laser scan, on a few per cent of the pixels, next to none would be left.
 */
function withMeasured(reduced: Float32Array, to: RasterSize, depth: Float32Array, from: RasterSize): Float32Array {
  const [sx, sy] = [from.width / to.width, from.height / to.height];
  return reduced.map((z, pixel) => {
    if (z > 0) return z;
    const [u, v] = [pixel % to.width, Math.floor(pixel / to.width)];
    let nearest = 0;
    for (let row = Math.floor(v * sy); row < Math.ceil((v + 1) * sy); row++)
      for (let column = Math.floor(u * sx); column < Math.ceil((u + 1) * sx); column++) {
        const measured = depth[row * from.width + column];
        if (measured > 0 && (nearest === 0 || measured < nearest)) nearest = measured;
      }
    return nearest;
  });
}

/** Normals of recorded frames follow from depth; those of full size would show the steps in which it is stored. */
function withNormalsAnew(sample: Sample): Sample {
  const { depth, normals, camera } = sample;
  return depth && normals ? { ...sample, normals: normalsFromDepth(depth, camera) } : sample;
}
