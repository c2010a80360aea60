import { isMeasured } from '../src/geometry/posed-depth.js';
import { InputError } from '../src/support/errors.js';
import type { Box, Camera, LabelledCloud, PointCloud, SceneDataset, Split } from './sample.js';

/** What one frame holds, or a scene without frames, as plain values; `null` where there is no truth. */
export interface Inspection {
  dataset: string;
  split: Split;
  /** Frames in the split; scenes where it has no frames. */
  count: number;
  id: string;
  rgb: { width: number; height: number; at: number[] | null } | null;
  /** Metres; `valid` is the share of pixels that are not unknown, `max` the largest depth that was measured. */
  depth: { width: number; height: number; valid: number; min: number; max: number; at: number | null } | null;
  /** `byClass`: points of each class, of a scene. */
  semantics: { at: { id: number; name: string; trainId: number } | null; byClass?: Record<string, number> } | null;
  instances: { count: number; byClass: Record<string, number> } | null;
  boxes: Box[] | null;
  camera: Camera | null;
  pose: number[] | null;
  /** Of the scene's cloud, of its mesh where it has no frames, of the frame's own scan where there is no cloud. */
  points: PointsInspection;
}

/** Number and extent of the points of a cloud. */
export interface PointsInspection {
  count: number;
  /** The smallest and the largest x, y and z in metres; null without points. */
  min: number[] | null;
  max: number[] | null;
}

/**
 * Describes one frame; with `at` = [column, row] also the values of that pixel.
 *
 * Throws InputError when the pixel lies outside the image.
 */
export async function inspectSample(
  dataset: SceneDataset,
  id: string,
  { split, count, at }: { split: Split; count: number; at?: [number, number] },
): Promise<Inspection> {
  const sample = await dataset.load(id);
  const { width, height, rgb, depth, semantics, instances, boxes, camera, worldFromCamera } = sample;
  if (at && (at[0] >= width || at[1] >= height))
    throw new InputError(`Pixel ${at.join(',')} lies outside the image of ${width}×${height}.`);
  const pixel = at ? at[1] * width + at[0] : undefined;
  const cloud = dataset.modalities.includes('cloud') ? await dataset.cloud(sample.scene) : sample.points;
  const trueClass = pixel === undefined || !semantics ? undefined : semantics[pixel];
  return {
    dataset: dataset.name,
    split,
    count,
    id,
    rgb: { width, height, at: pixel === undefined ? null : [...rgb.subarray(3 * pixel, 3 * pixel + 3)] },
    depth: depth
      ? { width, height, ...depthRange(depth), at: pixel === undefined ? null : depth[pixel] || null }
      : null,
    semantics: semantics
      ? {
          at:
            trueClass === undefined
              ? null
              : {
                  id: trueClass,
                  name: dataset.classes[trueClass] ?? 'unknown',
                  trainId: dataset.trainIds?.[trueClass] ?? (trueClass === 0 ? 255 : trueClass),
                },
        }
      : null,
    instances: instances ? countInstances(instances, semantics, dataset.classes) : null,
    boxes: boxes ?? null,
    camera,
    pose: worldFromCamera ? [...worldFromCamera] : null,
    points: describePoints(cloud),
  };
}

function depthRange(depth: Float32Array): { valid: number; min: number; max: number } {
  let valid = 0;
  let min = Infinity;
  let max = 0;
  for (const metres of depth) {
    if (metres === 0) continue;
    valid++;
    min = Math.min(min, metres);
    if (isMeasured(metres)) max = Math.max(max, metres);
  }
  return { valid: valid / depth.length, min: valid > 0 ? min : 0, max };
}

/**
 * Describes a scene without frames: the points of its mesh, or of its cloud where it has none, by class and object. Throws
 * InputError when they cannot be read.
 */
export async function inspectScene(
  dataset: SceneDataset,
  id: string,
  { split, count }: { split: Split; count: number },
): Promise<Inspection> {
  const cloud: LabelledCloud = dataset.meshes?.includes(id) ? await dataset.mesh!(id) : await dataset.cloud(id);
  const { semantics, instances } = cloud;
  const { classes } = dataset;
  return {
    dataset: dataset.name,
    split,
    count,
    id,
    rgb: null,
    depth: null,
    semantics: semantics ? { at: null, byClass: countByClass(semantics, classes) } : null,
    instances: instances ? countInstances(instances, semantics, classes) : null,
    boxes: null,
    camera: null,
    pose: null,
    points: describePoints(cloud),
  };
}

function describePoints(cloud: PointCloud | undefined): PointsInspection {
  if (!cloud || cloud.count === 0) return { count: 0, min: null, max: null };
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  cloud.positions.forEach((value, i) => {
    min[i % 3] = Math.min(min[i % 3], value);
    max[i % 3] = Math.max(max[i % 3], value);
  });
  return { count: cloud.count, min, max };
}

/** How often each class that occurs does, in the order of their ids. */
function countByClass(ids: Iterable<number>, classes: readonly string[]): Record<string, number> {
  const counts: number[] = [];
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const byClass: Record<string, number> = {};
  counts.forEach((count, id) => (byClass[classes[id] ?? 'unknown'] = (byClass[classes[id] ?? 'unknown'] ?? 0) + count));
  return byClass;
}

function countInstances(
  instances: Uint16Array,
  semantics: Uint16Array | undefined,
  classes: readonly string[],
): { count: number; byClass: Record<string, number> } {
  const classOf = new Map<number, number>();
  instances.forEach((instance, i) => {
    if (instance !== 0) classOf.set(instance, semantics?.[i] ?? 0);
  });
  return { count: classOf.size, byClass: countByClass(classOf.values(), classes) };
}
