import type { Sample, SceneDataset, Split } from '../../data-loaders/sample.js';
import { correspondences, overlapCloud, overlapOfClouds, worldBounds, worldPoints } from '../geometry/index.js';
import type { Bounds, OverlapCloud, PointCloud, PosedDepth } from '../geometry/index.js';
import { PointGrid } from '../nn/index.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { Random } from '../support/random.js';
import type { PretrainOptions } from './options.js';

/** A frame ready for pretraining. */
export interface Frame {
  id: string;
  scene: string;
  /** [height, width, 3] sRGB. */
  rgb: Uint8Array;
  depth: Float32Array;
  /** Index of its scene's cloud. */
  cloud: number;
  /** Points of that cloud inside the frame's world bounding box, rounded outward to whole metres. */
  crop: Int32Array;
}

/** Two frames of one scene and what both see. */
export interface FramePair {
  a: number;
  b: number;
  /** Feature cells (row · columns + column) of matching pixels, and the index of the cloud's point there. */
  cellsA: Int32Array;
  cellsB: Int32Array;
  points: Int32Array;
  overlap: number;
}

/** All that pretraining draws from; made once, shared by every variation of a seed. */
export interface FramePairs {
  width: number;
  height: number;
  /** Image pixels per feature cell, and the map's size. */
  stride: number;
  columns: number;
  rows: number;
  frames: readonly Frame[];
  clouds: readonly PointCloud[];
  pairs: readonly FramePair[];
  /** Frame pairs with enough overlap that were left out for having too few matches. */
  tooFew: number;
}

/** What frame pairs are prepared with. */
export interface FramePairsOptions {
  split: Split;
  options: PretrainOptions;
  /** Stride of the features on which matches are placed. */
  stride: number;
  /** Chooses among the pairs when there are more than `options.mostPairs`. */
  random: Random;
  signal?: AbortSignal;
}

/**
 * Loads a split's frames and clouds and finds, for every pair of frames of a scene that overlap enough, the feature
 * cells that see the same point and that point in the scene's cloud. A match must have all three, so that
 * every variation draws from the same ones. Frames whose tracking was lost are passed over.
 *
 * Throws InputError when a frame has no depth or pose, frames differ in size, or no pair has enough matches.
 */
export async function prepareFramePairs(
  dataset: SceneDataset,
  { split, options, stride, random, signal }: FramePairsOptions,
): Promise<FramePairs> {
  const scenes = dataset.scenes.filter((scene) => scene.split === split);
  if (scenes.length === 0) throw new InputError(`Dataset ${dataset.name} has no scene in its ${split} split.`);
  await dataset.prepare?.({ signal });
  const task = progress().start(`frame pairs (${split})`, scenes.length);
  const candidates = candidatePairs(
    scenes.map(({ frames }) => frames.length),
    options.mostPairs,
    random,
  );
  const frames: Frame[] = [];
  const clouds: PointCloud[] = [];
  const pairs: FramePair[] = [];
  let size: { width: number; height: number } | undefined;
  let tooFew = 0;
  try {
    for (const [index, scene] of scenes.entries()) {
      throwIfAborted(signal);
      const wanted = candidates.get(index) ?? [];
      const used = [...new Set(wanted.flat())].sort((a, b) => a - b);
      if (used.length > 0) {
        const cloud = await dataset.cloud(scene.id);
        const grid = new PointGrid(cloud.positions, options.pointTolerance);
        const views = new Map<number, View>();
        for (const position of used) {
          const sample = await dataset.load(scene.frames[position]);
          if (sample.trackingLost) continue;
          size ??= sample;
          const view = posedDepth(sample, size);
          views.set(position, {
            view,
            world: worldPointsByPixel(view),
            overlap: overlapCloud(view),
            frame: frames.length,
          });
          frames.push({
            id: sample.id,
            scene: scene.id,
            rgb: sample.rgb,
            depth: view.depth,
            cloud: clouds.length,
            crop: pointsInside(cloud, worldBounds(view)),
          });
        }
        clouds.push(cloud);
        for (const [first, second] of wanted) {
          const a = views.get(first);
          const b = views.get(second);
          if (!a || !b) continue;
          const overlap = overlapOfClouds(a.overlap, b.overlap);
          if (overlap < options.leastOverlap) continue;
          const matches = matchCells(a, b, grid, stride, options);
          if (matches.points.length < (options.distinct ? options.positives : 1)) tooFew++;
          else pairs.push({ a: a.frame, b: b.frame, ...matches, overlap });
        }
      }
      task.update(index + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    task.finish(`${pairs.length} pairs of ${frames.length} frames`);
  }
  if (pairs.length === 0 || !size)
    throw new InputError(
      `No two frames of ${dataset.name} (${split}) overlap by ${options.leastOverlap} with ${options.positives} matches ` +
        `(${tooFew} overlap, but have fewer): lower leastOverlap or positives, or give frames that look at the same place.`,
    );
  const { width, height } = size;
  return {
    width,
    height,
    stride,
    columns: Math.ceil(width / stride),
    rows: Math.ceil(height / stride),
    frames,
    clouds,
    pairs,
    tooFew,
  };
}

/** Pairs of frame positions by scene index: all of them, or `most` at random. */
function candidatePairs(
  framesPerScene: readonly number[],
  most: number,
  random: Random,
): Map<number, [number, number][]> {
  const all: [number, number, number][] = [];
  framesPerScene.forEach((count, scene) => {
    for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) all.push([scene, a, b]);
  });
  const chosen =
    all.length <= most
      ? all
      : Array.from(random.permutation(all.length).subarray(0, most).sort(), (index) => all[index]);
  const byScene = new Map<number, [number, number][]>();
  for (const [scene, a, b] of chosen) byScene.set(scene, [...(byScene.get(scene) ?? []), [a, b]]);
  return byScene;
}

function posedDepth(sample: Sample, size: { width: number; height: number }): PosedDepth {
  const { camera, depth, worldFromCamera } = sample;
  if (!depth || !worldFromCamera)
    throw new InputError(
      `Frame ${sample.id} has no ${depth ? 'pose' : 'depth'}: pretraining aligns what frames with depth and pose see in common.`,
    );
  if (sample.width !== size.width || sample.height !== size.height)
    throw new InputError(
      `Frame ${sample.id} is ${sample.width}×${sample.height}, the first one ${size.width}×${size.height}: load all frames at one size.`,
    );
  return { camera, depth, worldFromCamera };
}

function pointsInside({ positions, count }: PointCloud, bounds: Bounds | undefined): Int32Array {
  const inside = new Int32Array(count);
  if (!bounds) return inside.subarray(0, 0);
  const { lower, upper } = bounds;
  let found = 0;
  for (let p = 0; p < count; p++) {
    const [x, y, z] = [positions[p * 3], positions[p * 3 + 1], positions[p * 3 + 2]];
    if (x >= lower[0] && x <= upper[0] && y >= lower[1] && y <= upper[1] && z >= lower[2] && z <= upper[2])
      inside[found++] = p;
  }
  return inside.slice(0, found);
}

/** A frame while the pairs of its scene are made. */
interface View {
  view: PosedDepth;
  /** World position of every pixel, [height · width, 3]. */
  world: Float32Array;
  overlap: OverlapCloud;
  /** Its index among the frames. */
  frame: number;
}

/** Cells of a and b that see one point of the cloud; each cell and each point at most once if `distinct`. */
function matchCells(
  { view: a, world }: View,
  { view: b }: View,
  grid: PointGrid,
  stride: number,
  { viewTolerance, pointTolerance, distinct }: PretrainOptions,
): Pick<FramePair, 'cellsA' | 'cellsB' | 'points'> {
  const seen = correspondences(a, b, { tolerance: viewTolerance, stride: distinct ? stride : 1 });
  const [widthA, widthB] = [a.camera.width, b.camera.width];
  const usedCells = new Uint8Array(Math.ceil(widthB / stride) * Math.ceil(b.camera.height / stride));
  const usedPoints = new Uint8Array(grid.count);
  const cellsA = new Int32Array(seen.a.length);
  const cellsB = new Int32Array(seen.a.length);
  const points = new Int32Array(seen.a.length);
  let count = 0;
  for (let i = 0; i < seen.a.length; i++) {
    const cellB = cellOf(seen.b[i], widthB, stride);
    if (distinct && usedCells[cellB]) continue;
    const at = seen.a[i] * 3;
    const point = grid.nearest(world[at], world[at + 1], world[at + 2], pointTolerance);
    if (point < 0 || (distinct && usedPoints[point])) continue;
    usedCells[cellB] = 1;
    usedPoints[point] = 1;
    cellsA[count] = cellOf(seen.a[i], widthA, stride);
    cellsB[count] = cellB;
    points[count++] = point;
  }
  return { cellsA: cellsA.slice(0, count), cellsB: cellsB.slice(0, count), points: points.slice(0, count) };
}

/** Feature cell, row · columns + column, of a pixel v · width + u. */
function cellOf(pixel: number, width: number, stride: number): number {
  const row = Math.floor(Math.floor(pixel / width) / stride);
  return row * Math.ceil(width / stride) + Math.floor((pixel % width) / stride);
}

/** World position of every pixel, [height · width, 3]; 0 where nothing is measured. */
function worldPointsByPixel(view: PosedDepth): Float32Array {
  const { positions, pixels } = worldPoints(view);
  const world = new Float32Array(view.depth.length * 3);
  for (let i = 0; i < pixels.length; i++)
    for (let axis = 0; axis < 3; axis++) world[pixels[i] * 3 + axis] = positions[i * 3 + axis];
  return world;
}
