import * as tf from '@tensorflow/tfjs-core';
import { nullMatches, type NullGroup } from '../metrics/null-matchers.js';
import { mostCandidates, recallAt, similarityOfRows, type RetrievalGroup } from '../metrics/retrieval.js';
import { PointGrid } from '../nn/index.js';
import { clusteredStandardError } from '../stats/clustered-error.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { drawClouds, drawImages, drawStep, type Draw } from './batches.js';
import { cloudView } from './cloud-views.js';
import { effectiveRank } from './effective-rank.js';
import type { FramePairs } from './frame-pairs.js';
import { unitRows } from './info-nce.js';
import type { PretrainOptions } from './options.js';
import type { Pretrained } from './pretrain.js';

export type RetrievalTask = 'cross-view' | 'cross-modal';
export type NullName = 'position' | 'height' | 'density';

export interface Recall {
  /** Share of queries whose match is the most similar candidate. */
  at1: number;
  /** … is among the k most similar. */
  atK: number;
}

/** How well matches are found on unseen scenes, beside matchers that see only where things are. */
export interface RetrievalAudit {
  recall: Recall;
  nulls: Record<NullName, Recall>;
  /**
   * recall@1 above the best null, averaged over pairs, and its standard error: `over` scenes, since the pairs of one scene are
   * alike, or over the pairs where all are of one scene, of which alone it then speaks.
   */
  aboveNull: { null: NullName; mean: number; standardError: number; over: 'scenes' | 'frame pairs' };
  /** Recall@1 of guessing. */
  chance: number;
}

/** How the loss moved in the last third of training. */
export interface LossTrend {
  /** Mean over the first and second half of the last third. */
  earlier: number;
  later: number;
  /** (later − earlier) / earlier: near 0 when training has settled. */
  change: number;
}

/** What must be known of a pretraining run before its probes mean anything. Plain values. */
export interface Audit {
  /** Of the output features at matched cells, see effectiveRank. */
  effectiveRank: number;
  /** Cross-view always (on the features themselves), cross-modal where the run has a point encoder. */
  retrieval: Partial<Record<RetrievalTask, RetrievalAudit>>;
  /** undefined for an encoder that was not trained. */
  trend?: LossTrend;
  /** Why the run must not be interpreted; empty when it may. */
  invalid: string[];
  k: number;
  /** Frame pairs, matches of each (a match's candidates), and so queries in all. */
  pairs: number;
  candidates: number;
  queries: number;
}

/** On how much pretraining is audited. */
export interface AuditOptions {
  /** Frame pairs to look at, at most. */
  pairs?: number;
  k?: number;
  seed?: number;
  signal?: AbortSignal;
}

/** What {@link AuditOptions} are unless they are given. */
export const auditDefaults = { pairs: 96, k: 5 };

/** By how many standard errors recall must exceed the best null's. */
const standardErrors = 2;

/**
 * Audits a run on frame pairs of scenes that it has not seen: recall of its own retrieval tasks among the same negatives as in
 * training, null matchers on the same task, effective rank, and the trend of its loss.
 *
 * The run is invalid when a task that it was trained for is not done better than by the best null matcher.
 */
export async function audit(
  pretrained: Pretrained,
  data: FramePairs,
  { pairs = auditDefaults.pairs, k = auditDefaults.k, seed = 0, signal = defaultSignal() }: AuditOptions = {},
): Promise<Audit> {
  const { encoder, heads, variation } = pretrained;
  const batch = Math.min(pretrained.options.batch, data.pairs.length);
  const fewest = Math.min(...data.pairs.map(({ points }) => points.length));
  const candidates = Math.min(pretrained.options.positives, mostCandidates, fewest);
  if (candidates < 2) throw new InputError('The audit needs frame pairs with at least two matches each.');
  const options: PretrainOptions = { ...pretrained.options, batch, positives: candidates, augmentation: null };
  const channels = encoder.stages.find(({ name }) => name === encoder.output)!.channels;

  const found: Record<RetrievalTask, RetrievalGroup[]> = { 'cross-view': [], 'cross-modal': [] };
  const seen: Seen[] = [];
  const features: Float32Array[] = [];
  const steps = Math.max(1, Math.floor(Math.min(pairs, data.pairs.length) / batch));
  for (let step = 0; step < steps; step++) {
    throwIfAborted(signal);
    const draw = drawStep(data, options, seed, step);
    const rows = await featuresOf(pretrained, data, options, seed, draw);
    features.push(rows.pixels);
    for (let i = 0; i < batch; i++) {
      const part = (values: Float32Array, width: number, at: number): Float32Array =>
        values.subarray(at * candidates * width, (at + 1) * candidates * width);
      const width = rows.projected ? options.projection : 0;
      found['cross-view'].push(
        similarityOfRows(part(rows.units, channels, i), part(rows.units, channels, batch + i), channels),
      );
      if (rows.projected && rows.points)
        found['cross-modal'].push(similarityOfRows(part(rows.projected, width, i), part(rows.points, width, i), width));
      seen.push(whatNullsSee(data, options, seed, draw, i));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  const result: Audit = {
    effectiveRank: effectiveRank(concatenate(features), channels),
    retrieval: { 'cross-view': compare('cross-view', found, seen, k) },
    trend: lossTrend(pretrained.loss),
    invalid: [],
    k,
    pairs: seen.length,
    candidates,
    queries: seen.length * candidates,
  };
  if (heads.pointEncoder) result.retrieval['cross-modal'] = compare('cross-modal', found, seen, k);
  for (const task of Object.keys(result.retrieval) as RetrievalTask[]) {
    const { recall, nulls, aboveNull } = result.retrieval[task]!;
    if (variation.losses[task] !== undefined && !(aboveNull.mean > standardErrors * aboveNull.standardError))
      result.invalid.push(
        `${task} recall@1 on unseen scenes is ${recall.at1.toFixed(3)}, not clearly above the ${aboveNull.null} null's ${nulls[aboveNull.null].at1.toFixed(3)}`,
      );
  }
  return result;
}

/** Features of a draw: as they are, at unit length, and projected with their points. */
async function featuresOf(
  { encoder, heads, variation }: Pretrained,
  data: FramePairs,
  options: PretrainOptions,
  seed: number,
  draw: Draw,
): Promise<{ pixels: Float32Array; units: Float32Array; projected?: Float32Array; points?: Float32Array }> {
  const images = drawImages(data, options, seed, draw);
  const plan = heads.pointEncoder?.config;
  const groups = plan && drawClouds(data, options, seed, draw, plan, variation.shuffleClouds);
  const tensors = tf.tidy(() => {
    const output = encoder.forward(tf.tensor4d(images, [draw.frames.length, data.height, data.width, 3]))[
      encoder.output
    ];
    const rows = tf.reshape<tf.Rank.R2>(output, [-1, output.shape[3]]);
    const pixels = tf.gather(rows, tf.tensor1d(draw.cells, 'int32'));
    const result: tf.Tensor[] = [pixels, unitRows(pixels)];
    if (groups)
      result.push(
        unitRows(heads.projectPixels!(pixels)),
        unitRows(heads.projectPoints!(heads.pointEncoder!.forward(groups))),
      );
    return result;
  });
  const [pixels, units, projected, points] = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return { pixels, units, projected, points };
}

/** The scene of a pair, and what null matchers may look at in it. */
interface Seen {
  scene: string;
  /** Image position of each match in a and in b, [size, 2] in −1..1. */
  inA: Float32Array;
  inB: Float32Array;
  /** Of each matched point in its cloud: height, horizontal distance from the middle, number of points around it. */
  height: Float32Array;
  distance: Float32Array;
  density: Float32Array;
}

function whatNullsSee(data: FramePairs, options: PretrainOptions, seed: number, draw: Draw, i: number): Seen {
  const { batch, positives } = options;
  const cellsPerImage = data.columns * data.rows;
  const place = (offset: number): Float32Array => {
    const result = new Float32Array(positives * 2);
    for (let p = 0; p < positives; p++) {
      const cell = draw.cells[offset * positives + p] % cellsPerImage;
      result[2 * p] = (2 * (cell % data.columns)) / data.columns - 1;
      result[2 * p + 1] = (2 * Math.floor(cell / data.columns)) / data.rows - 1;
    }
    return result;
  };
  const frame = data.frames[draw.frames[i]];
  const { support, queries } = cloudView(
    data.clouds[frame.cloud],
    frame.crop,
    draw.points.subarray(i * positives, (i + 1) * positives),
    options.cloud,
    seeded(seed, 'cloud', draw.step, i),
  );
  const { radius } = options.pointEncoder.levels[0];
  const grid = new PointGrid(support, radius);
  const perPoint = (f: (x: number, y: number, z: number) => number): Float32Array =>
    Float32Array.from({ length: positives }, (_, p) => f(queries[p * 3], queries[p * 3 + 1], queries[p * 3 + 2]));
  return {
    scene: frame.scene,
    inA: place(i),
    inB: place(batch + i),
    height: perPoint((_x, _y, z) => z),
    distance: perPoint((x, y) => Math.hypot(x, y)),
    density: perPoint((x, y, z) => grid.within(x, y, z, radius, Infinity).length),
  };
}

/**
 * Matches of the null matchers. What identifies a candidate by position is its place in the other image (cross-view), or
 * what is left of a place in a cloud turned at random (cross-modal): height and distance from the middle.
 */
function nullsOf(task: RetrievalTask, seen: readonly Seen[]): Record<NullName, RetrievalGroup[]> {
  const groups = (attributes: (pair: Seen) => Float32Array): NullGroup[] =>
    seen.map((pair) => ({ positions: pair.inA, attributes: attributes(pair) }));
  const placeInCloud = ({ height, distance }: Seen): Float32Array => {
    const both = new Float32Array(2 * height.length);
    height.forEach((value, p) => {
      both[2 * p] = value;
      both[2 * p + 1] = distance[p];
    });
    return both;
  };
  return {
    position: nullMatches(groups(task === 'cross-view' ? ({ inB }) => inB : placeInCloud), 2),
    height: nullMatches(
      groups(({ height }) => height),
      1,
    ),
    density: nullMatches(
      groups(({ density }) => density),
      1,
    ),
  };
}

function compare(
  task: RetrievalTask,
  { [task]: found }: Record<RetrievalTask, RetrievalGroup[]>,
  seen: readonly Seen[],
  k: number,
): RetrievalAudit {
  const nulls = nullsOf(task, seen);
  const recallOf = (groups: readonly RetrievalGroup[]): Recall => ({
    at1: mean(groups.map((group) => recallAt(1, group))),
    atK: mean(groups.map((group) => recallAt(k, group))),
  });
  const names = Object.keys(nulls) as NullName[];
  const recalls = Object.fromEntries(names.map((name) => [name, recallOf(nulls[name])])) as Record<NullName, Recall>;
  const best = names.reduce((a, b) => (recalls[b].at1 > recalls[a].at1 ? b : a));
  const differences = found.map((group, i) => recallAt(1, group) - recallAt(1, nulls[best][i]));
  const over = new Set(seen.map(({ scene }) => scene)).size > 1 ? 'scenes' : 'frame pairs';
  const clusters = seen.map(({ scene }, i) => (over === 'scenes' ? scene : String(i)));
  return {
    recall: recallOf(found),
    nulls: recalls,
    aboveNull: {
      null: best,
      mean: mean(differences),
      standardError: clusteredStandardError(differences, clusters),
      over,
    },
    chance: 1 / found[0].size,
  };
}

/** Means of the loss over the two halves of the last third of training; undefined with fewer than six steps. */
export function lossTrend(loss: Float32Array): LossTrend | undefined {
  if (loss.length < 6) return undefined;
  const last = loss.subarray(loss.length - Math.floor(loss.length / 3));
  const half = last.length >> 1;
  const earlier = mean(last.subarray(0, half));
  const later = mean(last.subarray(half));
  return { earlier, later, change: (later - earlier) / earlier };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
