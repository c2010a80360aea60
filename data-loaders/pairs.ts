import { overlapCloud, overlapOfClouds, type OverlapCloud } from '../src/geometry/overlap.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { progress } from '../src/support/progress.js';
import type { Sample, SceneDataset, Split } from './sample.js';

/** Two frames of one scene that see some of the same surface. */
export interface FramePair {
  scene: string;
  /** Frame ids, in the order of the scene. */
  a: string;
  b: string;
  /** Share of points seen by both, 0..1: Pri3D's measure, see `overlap` in src/geometry. */
  overlap: number;
}

/** The sample as a posed depth image. Throws InputError if it has no depth or no pose. */
export function posedDepth(
  sample: Sample,
): Pick<Sample, 'camera'> & { depth: Float32Array; worldFromCamera: Float64Array } {
  const { id, camera, depth, worldFromCamera } = sample;
  if (!depth || !worldFromCamera)
    throw new InputError(
      `${id} has no depth or no pose; correspondences need both. Choose a dataset of posed RGB-D frames.`,
    );
  return { camera, depth, worldFromCamera };
}

/**
 * All pairs of frames within a scene whose overlap lies between `minOverlap` (Pri3D: .3) and `maxOverlap`, in the order
 * of the scenes and their frames.
 */
export async function framePairs(
  dataset: SceneDataset,
  {
    split,
    minOverlap = 0.3,
    maxOverlap = 1,
    signal,
  }: { split?: Split; minOverlap?: number; maxOverlap?: number; signal?: AbortSignal } = {},
): Promise<FramePair[]> {
  const scenes = dataset.scenes.filter((scene) => split === undefined || scene.split === split);
  const task = progress().start('frame pairs', scenes.length);
  const pairs: FramePair[] = [];
  try {
    for (const [done, scene] of scenes.entries()) {
      throwIfAborted(signal);
      const clouds: OverlapCloud[] = [];
      for (const frame of scene.frames) clouds.push(overlapCloud(posedDepth(await dataset.load(frame))));
      for (let i = 0; i < clouds.length; i++)
        for (let j = i + 1; j < clouds.length; j++) {
          const overlap = overlapOfClouds(clouds[i], clouds[j]);
          if (overlap >= minOverlap && overlap <= maxOverlap)
            pairs.push({ scene: scene.id, a: scene.frames[i], b: scene.frames[j], overlap });
        }
      task.update(done + 1);
    }
  } finally {
    task.finish(`${pairs.length} pairs`);
  }
  return pairs;
}
