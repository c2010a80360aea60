import { candidatePairs } from '../../data-loaders/candidate-pairs.js';
import { isPosed } from '../../data-loaders/posed-sample.js';
import type { Sample, World } from '../../data-loaders/sample.js';
import {
  cellOfPixel,
  correspondences,
  measuredUpTo,
  overlapCloud,
  overlapOfClouds,
  viewLengths,
  type OverlapCloud,
  type PosedDepth,
  type ViewLengths,
} from '../geometry/index.js';
import { throwIfAborted } from '../support/errors.js';
import { seeded } from '../support/random.js';

/** A frame as pairs are made of it. */
export interface PosedView extends PosedDepth {
  /** Index of the frame among the samples. */
  frame: number;
  /** Its points, thinned to one a voxel. */
  cloud: OverlapCloud;
}

/** Two views of a scene and the pixels v·width + u that see the same points, point by point. */
export interface ViewPair {
  a: PosedView;
  b: PosedView;
  inA: Int32Array;
  inB: Int32Array;
}

export interface ViewPairsOptions {
  /** Pairs at most. */
  pairs: number;
  /** Points of each pair. */
  points: number;
  /** Least overlap of the two views, 0..1: see `overlap`. */
  leastOverlap: number;
  /** Whose lengths views are compared at. */
  world?: World;
  seed: number;
  signal?: AbortSignal;
}

/** Points are sought in the middles of cells, this many from left to right. */
const cellsAcross = 32;

/**
 * Pairs of frames of one scene that overlap enough, each with as many points that both see: no two of them in one cell of
 * a 32nd of the image's width. Pairs and points follow from seed and frames alone, so that all encoders and stages are
 * asked about the same ones.
 */
export async function viewPairs(
  samples: readonly Sample[],
  { pairs: most, points, leastOverlap, world = 'indoor', seed, signal }: ViewPairsOptions,
): Promise<ViewPair[]> {
  const lengths = viewLengths[world];
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  const framesOf = scenes.map((scene) =>
    samples.flatMap((sample, frame) => (sample.scene === scene && isPosed(sample) ? [frame] : [])),
  );
  const random = seeded('view pairs', seed);
  // Not every pair overlaps enough.
  const candidates = candidatePairs(framesOf.map(({ length }) => length), 4 * most, random); // prettier-ignore
  const wanted = [...candidates].flatMap(([scene, ofScene]) =>
    ofScene.map(([a, b]): [number, number] => [framesOf[scene][a], framesOf[scene][b]]),
  );
  const views = new Map<number, PosedView>();
  const viewOf = (frame: number): PosedView => {
    let view = views.get(frame);
    if (!view) views.set(frame, (view = posedView(samples[frame], frame, lengths)));
    return view;
  };
  const found: ViewPair[] = [];
  for (const place of random.permutation(wanted.length)) {
    if (found.length === most) break;
    throwIfAborted(signal);
    const [a, b] = wanted[place].map(viewOf);
    if (overlapOfClouds(a.cloud, b.cloud) < leastOverlap) continue;
    const shared = sharedPixels(a, b, lengths);
    if (shared.inA.length < points) continue;
    const order = seeded('shared points', seed, samples[a.frame].id, samples[b.frame].id).permutation(
      shared.inA.length,
    );
    const drawn = order.subarray(0, points).sort();
    found.push({ a, b, inA: drawn.map((i) => shared.inA[i]), inB: drawn.map((i) => shared.inB[i]) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found.sort((one, other) => one.a.frame - other.a.frame || one.b.frame - other.b.frame);
}

function posedView(sample: Sample, frame: number, { overlap, farthest }: ViewLengths): PosedView {
  const { camera, worldFromCamera, depth } = sample;
  const reached = farthest === undefined ? depth! : measuredUpTo(farthest, depth!);
  const view = { camera, worldFromCamera: worldFromCamera!, depth: reached };
  return { ...view, frame, cloud: overlapCloud(view, overlap) };
}

/** Pixels that see the same points, at most one of each cell of a and of b. */
function sharedPixels(
  a: PosedDepth,
  b: PosedDepth,
  { tolerance, anyPixel }: ViewLengths,
): Pick<ViewPair, 'inA' | 'inB'> {
  const { width } = b.camera;
  const stride = Math.max(1, Math.round(width / cellsAcross));
  const seen = correspondences(a, b, { tolerance, stride, anyPixel });
  const taken = new Set<number>();
  const isFirst = (pixel: number): boolean => {
    const cell = cellOfPixel(pixel, width, stride);
    return !taken.has(cell) && taken.add(cell) !== undefined;
  };
  const kept = Array.from(seen.b.keys()).filter((i) => isFirst(seen.b[i]));
  return { inA: Int32Array.from(kept, (i) => seen.a[i]), inB: Int32Array.from(kept, (i) => seen.b[i]) };
}
