import type { Sample, Scene, SceneDataset, Split, World } from '../../data-loaders/sample.js';
import {
  cropCloud,
  measuredUpTo,
  overlapCloud,
  overlapOfClouds,
  worldBounds,
  worldPointsByPixel,
} from '../geometry/index.js';
import type { Bounds, OverlapCloud, PointCloud } from '../geometry/index.js';
import { PointGrid } from '../nn/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { Random } from '../support/random.js';
import { candidatePairs, type CandidatePair } from '../../data-loaders/candidate-pairs.js';
import { checkForPretraining } from './check-dataset.js';
import { matchCells, type CellMatches, type MatchedView } from './match-cells.js';
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
export interface FramePair extends CellMatches {
  a: number;
  b: number;
  overlap: number;
}

/** All that pretraining draws from; made once, shared by every variation of a seed. */
export interface FramePairs {
  /** That of the dataset, whose lengths they were made with. */
  world?: World;
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
 * every variation draws from the same ones. Frames without depth or pose are passed over where others have them.
 *
 * Throws InputError when no frame has depth and pose, frames differ in size, or no pair has enough matches.
 */
export async function prepareFramePairs(
  dataset: SceneDataset,
  { split, options, stride, random, signal = defaultSignal() }: FramePairsOptions,
): Promise<FramePairs> {
  checkForPretraining(dataset, [split]);
  const scenes = dataset.scenes.filter((scene) => scene.split === split);
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
  const tried: Tried = { of: `${dataset.name} (${split})`, incomplete: 0, compared: 0, largest: 0, tooFew: 0 };
  try {
    for (const [index, scene] of scenes.entries()) {
      throwIfAborted(signal);
      const wanted = candidates.get(index) ?? [];
      const views = await viewsOf(dataset, scene, wanted, options, tried);
      if (views.size > 1) {
        const cloud = withinReach(await dataset.cloud(scene.id), views, options);
        pairs.push(...pairsOf(views, wanted, cloud, { stride, options, first: frames.length }, tried));
        for (const { id, rgb, view } of views.values()) {
          const crop = pointsInside(cloud, worldBounds(view));
          frames.push({ id, scene: scene.id, rgb, depth: view.depth, cloud: clouds.length, crop });
        }
        clouds.push(cloud);
      }
      task.update(index + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    task.finish(`${pairs.length} pairs of ${frames.length} frames`);
  }
  if (pairs.length === 0 || !tried.size) throw nothingFound(tried, options);
  const { of, incomplete, lack, size, tooFew } = tried;
  if (lack) progress().note(`${of}: frames without depth or pose are passed over, ${incomplete} in all; ${lack}.`);
  const { width, height } = size;
  return {
    ...(dataset.world && { world: dataset.world }),
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

/** What was looked at, and what came of it. */
interface Tried {
  /** Dataset and split, for messages. */
  of: string;
  /** Of all frames. */
  size?: { width: number; height: number };
  /** Frames without depth or pose, and what the first of them lacks. */
  incomplete: number;
  lack?: string;
  /** Pairs of frames, the largest overlap of one, and how many overlap enough but have too few matches. */
  compared: number;
  largest: number;
  tooFew: number;
}

/** A frame while the pairs of its scene are made. */
interface View extends MatchedView {
  id: string;
  rgb: Uint8Array;
  overlap: OverlapCloud;
}

/** The frames of a scene that pairs are wanted of, by position; those without depth or pose are counted. */
async function viewsOf(
  dataset: SceneDataset,
  scene: Scene,
  wanted: readonly CandidatePair[],
  { farthest, overlap }: PretrainOptions,
  tried: Tried,
): Promise<Map<number, View>> {
  const views = new Map<number, View>();
  for (const position of [...new Set(wanted.flat())].sort((a, b) => a - b)) {
    const sample = await dataset.load(scene.frames[position]);
    const { id, rgb, camera, depth, worldFromCamera } = sample;
    if (!depth || !worldFromCamera) {
      tried.incomplete++;
      tried.lack ??= `${id} has no ${depth ? 'pose' : 'depth'}`;
      continue;
    }
    tried.size ??= { width: sample.width, height: sample.height };
    checkSize(sample, tried.size);
    const view = { camera, worldFromCamera, depth: farthest === undefined ? depth : measuredUpTo(farthest, depth) };
    views.set(position, { id, rgb, view, world: worldPointsByPixel(view), overlap: overlapCloud(view, overlap) });
  }
  return views;
}

function checkSize({ id, width, height }: Sample, first: { width: number; height: number }): void {
  if (width !== first.width || height !== first.height)
    throw new InputError(
      `Frame ${id} is ${width}×${height}, the first one ${first.width}×${first.height}: load all frames at one size.`,
    );
}

/** Where depth has a limit, the part of a cloud about what the views measure: a drive's is far larger. */
function withinReach(
  cloud: PointCloud,
  views: ReadonlyMap<number, View>,
  { farthest }: Pick<PretrainOptions, 'farthest'>,
): PointCloud {
  if (farthest === undefined) return cloud;
  const lower: Bounds['lower'] = [Infinity, Infinity, Infinity];
  const upper: Bounds['upper'] = [-Infinity, -Infinity, -Infinity];
  for (const { view } of views.values()) {
    const bounds = worldBounds(view);
    for (let axis = 0; bounds && axis < 3; axis++) {
      lower[axis] = Math.min(lower[axis], bounds.lower[axis]);
      upper[axis] = Math.max(upper[axis], bounds.upper[axis]);
    }
  }
  return cropCloud(cloud, { lower, upper });
}

/** The pairs of a scene that overlap enough and have enough matches; `first` is the index of its first frame. */
function pairsOf(
  views: ReadonlyMap<number, View>,
  wanted: readonly CandidatePair[],
  cloud: PointCloud,
  { stride, options, first }: { stride: number; options: PretrainOptions; first: number },
  tried: Tried,
): FramePair[] {
  const grid = new PointGrid(cloud.positions, options.pointTolerance);
  const frameAt = new Map([...views.keys()].map((position, index) => [position, first + index]));
  const fewest = options.distinct ? options.positives : 1;
  const pairs: FramePair[] = [];
  for (const [one, other] of wanted) {
    const [a, b] = [views.get(one), views.get(other)];
    if (!a || !b) continue;
    const overlap = overlapOfClouds(a.overlap, b.overlap);
    tried.compared++;
    tried.largest = Math.max(tried.largest, overlap);
    if (overlap < options.leastOverlap) continue;
    const matches = matchCells(a, b, grid, stride, options);
    if (matches.points.length < fewest) tried.tooFew++;
    else pairs.push({ a: frameAt.get(one)!, b: frameAt.get(other)!, ...matches, overlap });
  }
  return pairs;
}

/** Why there is no pair, in terms of the frames: where they come from knows the options that could help. */
function nothingFound(
  { of, incomplete, lack, compared, largest, tooFew }: Tried,
  { leastOverlap, positives }: PretrainOptions,
): InputError {
  if (compared === 0)
    return new InputError(
      `No two frames of ${of} have depth and pose: ${incomplete} lack one of them, ${lack}. ` +
        'Pretraining aligns what frames of a scene see in common: use recordings that have both.',
    );
  const [fault, remedy] =
    tooFew > 0
      ? [
          `those that overlap by ${leastOverlap} have fewer than ${positives} matches`,
          'frames that are larger or have more depth',
        ]
      : [
          `their largest overlap is ${largest.toFixed(2)}, ${leastOverlap} is needed`,
          'frames taken nearer to each other, with poses from camera to world',
        ];
  return new InputError(`No two frames of ${of} see enough in common: ${fault}. Give ${remedy}.`);
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
