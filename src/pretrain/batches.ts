import { groupPoints, type GroupingPlan, type PointGroups } from '../nn/index.js';
import { seeded, type Random } from '../support/random.js';
import { augment } from './augmentation.js';
import { cloudView } from './cloud-views.js';
import type { FramePairs } from './frame-pairs.js';
import type { PretrainOptions } from './options.js';

/** Which pairs and matches a step takes: the part of a batch that every variation of a seed shares. */
export interface Draw {
  step: number;
  /** Index of each frame pair, and whether its frames change places. */
  pairs: Int32Array;
  swapped: boolean[];
  /** Frame indices, first all a's, then all b's, [2 · batch]. */
  frames: Int32Array;
  /** Rows of the feature maps laid end to end, [2 · batch · positives]: a's, then b's, match by match. */
  cells: Int32Array;
  /** Indices of the matched points in their scene's cloud, [batch · positives]. */
  points: Int32Array;
}

/**
 * Draws the pairs and matches of a step. It follows from data, options, seed and step alone, so that the
 * variations of a seed see the same images, positives and negatives, and a resumed training what it would have seen.
 *
 * Pairs come in a new random order in every pass over the data.
 */
export function drawStep(data: FramePairs, options: PretrainOptions, seed: number, step: number): Draw {
  const { batch, positives } = options;
  const random = seeded(seed, 'draw', step);
  const pairs = Int32Array.from({ length: batch }, (_, i) => pairInOrder(data.pairs.length, seed, step * batch + i));
  const swapped = Array.from(pairs, () => random.chance(0.5));
  const frames = new Int32Array(2 * batch);
  const cells = new Int32Array(2 * batch * positives);
  const points = new Int32Array(batch * positives);
  const cellsPerImage = data.columns * data.rows;
  for (let i = 0; i < batch; i++) {
    const pair = data.pairs[pairs[i]];
    const [cellsA, cellsB] = swapped[i] ? [pair.cellsB, pair.cellsA] : [pair.cellsA, pair.cellsB];
    frames[i] = swapped[i] ? pair.b : pair.a;
    frames[batch + i] = swapped[i] ? pair.a : pair.b;
    const chosen = chooseMatches(cellsA.length, positives, random);
    for (let p = 0; p < positives; p++) {
      const at = i * positives + p;
      cells[at] = i * cellsPerImage + cellsA[chosen[p]];
      cells[batch * positives + at] = (batch + i) * cellsPerImage + cellsB[chosen[p]];
      points[at] = pair.points[chosen[p]];
    }
  }
  return { step, pairs, swapped, frames, cells, points };
}

/** The pair at a position of the endless sequence of shuffled passes over `count` pairs. */
function pairInOrder(count: number, seed: number, position: number): number {
  const pass = Math.floor(position / count);
  return passOrder(count, seed, pass)[position % count];
}

let lastPass: { key: string; order: Int32Array } | undefined;

/** Remembers the order asked for last: it is asked for again by every pair of every step of the pass. */
function passOrder(count: number, seed: number, pass: number): Int32Array {
  const key = `${count} ${seed} ${pass}`;
  if (lastPass?.key !== key) lastPass = { key, order: seeded(seed, 'pass', pass).permutation(count) };
  return lastPass.order;
}

/** `wanted` of `available` matches without repetition, or, when there are fewer, with it. */
function chooseMatches(available: number, wanted: number, random: Random): Int32Array {
  if (available >= wanted) return random.permutation(available).subarray(0, wanted);
  return Int32Array.from({ length: wanted }, () => random.int(available));
}

/** The augmented images of a draw, [2 · batch, height, width, 3] in 0..1. */
export function drawImages(data: FramePairs, options: PretrainOptions, seed: number, draw: Draw): Float32Array {
  const size = data.width * data.height * 3;
  const images = new Float32Array(draw.frames.length * size);
  draw.frames.forEach((frame, i) => {
    const random = seeded(seed, 'augmentation', draw.step, i);
    images.set(augment(data.frames[frame].rgb, data, options.augmentation ?? undefined, random), i * size);
  });
  return images;
}

/**
 * The grouped clouds of a draw: for each pair the surroundings of its first frame, as points fused from all views.
 * With `shuffled` every pair gets the cloud and queries of the next one.
 */
export function drawClouds(
  data: FramePairs,
  options: PretrainOptions,
  seed: number,
  draw: Draw,
  plan: GroupingPlan,
  shuffled = false,
): PointGroups {
  const { batch, positives } = options;
  const views = Array.from({ length: batch }, (_, i) => {
    const frame = data.frames[draw.frames[i]];
    const queries = draw.points.subarray(i * positives, (i + 1) * positives);
    const random = seeded(seed, 'cloud', draw.step, i);
    return cloudView(data.clouds[frame.cloud], frame.crop, queries, options.cloud, random);
  });
  if (shuffled) views.push(views.shift()!);
  return groupPoints(views, plan);
}

/** Natural logarithm of the depth at each drawn cell, [2 · batch · positives]: the pixel that the match was made from. */
export function drawLogDepth(data: FramePairs, options: PretrainOptions, draw: Draw): Float32Array {
  const cellsPerImage = data.columns * data.rows;
  return Float32Array.from(draw.cells, (cell, i) => {
    const frame = data.frames[draw.frames[Math.floor(i / options.positives)]];
    return Math.log(depthAt(frame.depth, data, cell % cellsPerImage));
  });
}

/** Mean of the measured depths of a cell's pixels. A match proves that there is one. */
function depthAt(depth: Float32Array, { width, height, stride, columns }: FramePairs, cell: number): number {
  const top = Math.floor(cell / columns) * stride;
  const left = (cell % columns) * stride;
  let sum = 0;
  let count = 0;
  for (let v = top; v < Math.min(height, top + stride); v++)
    for (let u = left; u < Math.min(width, left + stride); u++) {
      const value = depth[v * width + u];
      if (!(value > 0 && value < Infinity)) continue;
      sum += value;
      count++;
    }
  return sum / count;
}
