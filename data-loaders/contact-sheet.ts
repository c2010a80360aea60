import { normalsFromDepth } from '../src/geometry/normals.js';
import { isMeasured } from '../src/geometry/posed-depth.js';
import { writePng } from '../src/formats/png.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { enlarge, mosaic, type Picture } from './picture.js';
import { resizeSample } from './resize-sample.js';
import { isRooms } from './rooms/index.js';
import type { Sample, SceneDataset } from './sample.js';
import { pictureKinds, picturesOf } from './sheet-pictures.js';

/** Pixels between pictures, least width of a picture, most of its longer side. */
const gap = 4;
const leastWidth = 160;
const mostPixels = 320;

const interventions = ['colour', 'texture', 'light', 'geometry'] as const;

/**
 * A PNG of a dataset at a glance: one column per frame, evenly spread over its scenes; rows of colour, boxes on it, depth,
 * points on it, normals, classes and instances, as far as the dataset has them. Depth is coloured over the range that these
 * frames have. Rooms adds a row per intervention: colour, texture, light, geometry. Throws InputError if there is no
 * frame, and what `load` throws.
 */
export async function contactSheet(
  dataset: SceneDataset,
  { frames = 8, signal }: { frames?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  if (dataset.scenes.every((scene) => scene.frames.length === 0))
    throw new InputError(
      `${dataset.name} has no frames here, so there is nothing to show on a sheet. Choose another layout or root.`,
    );
  const samples: Sample[] = [];
  const changed: Sample[][] = [];
  for (const id of spreadFrames(dataset, frames)) {
    throwIfAborted(signal);
    const reduced = reduce(await dataset.load(id));
    samples.push(isRooms(dataset) ? reduced : withNormalsAnew(reduced));
    if (isRooms(dataset))
      changed.push(await Promise.all(interventions.map((factor) => dataset.intervene(id, factor, 'sheet'))));
  }
  const depths = depthRange(samples);
  const columns = samples.map((sample, i) => {
    const scale = Math.max(1, Math.ceil(leastWidth / sample.width));
    const pictures = new Map<string, Picture>(picturesOf(sample, { scale, depths, legend: dataset.legend }));
    changed[i]?.forEach((one, k) => pictures.set(`other ${interventions[k]}`, enlarge(reduce(one), scale)));
    return pictures;
  });
  const rows = [...pictureKinds, ...interventions.map((factor) => `other ${factor}`)];
  const present = rows.filter((row) => columns.some((column) => column.has(row)));
  const { width, height, rgb } = mosaic(columns, present, gap);
  return writePng({ width, height, channels: 3, values: rgb });
}

/** Frames of different scenes where there are enough, each from another place in its scene. */
function spreadFrames({ scenes }: SceneDataset, count: number): string[] {
  const total = scenes.reduce((sum, scene) => sum + scene.frames.length, 0);
  const ids = new Set<string>();
  for (let i = 0; ids.size < Math.min(count, total); i++) {
    const { frames } = scenes[Math.floor((i * scenes.length) / count) % scenes.length];
    ids.add(frames[(i + Math.floor(i / count)) % frames.length]);
  }
  return [...ids];
}

/** A sample no larger than a picture of the sheet. */
function reduce(sample: Sample): Sample {
  const share = Math.min(1, mostPixels / Math.max(sample.width, sample.height));
  const size = (pixels: number): number => Math.max(1, Math.round(pixels * share));
  return resizeSample(sample, { width: size(sample.width), height: size(sample.height) });
}

/** Normals of recorded frames follow from depth; those of full size would show the steps in which it is stored. */
function withNormalsAnew(sample: Sample): Sample {
  const { depth, normals, camera } = sample;
  return depth && normals ? { ...sample, normals: normalsFromDepth(depth, camera) } : sample;
}

/** From the 2nd to the 98th percentile of the depths that were measured. */
function depthRange(samples: readonly Sample[]): { nearest: number; farthest: number } {
  const measured = Float32Array.from(
    samples.flatMap(({ depth }) => (depth ? [...depth.filter(isMeasured)] : [])),
  ).sort();
  if (measured.length === 0) return { nearest: 0.5, farthest: 80 };
  const at = (share: number): number => measured[Math.floor(share * (measured.length - 1))];
  const nearest = at(0.02);
  return { nearest, farthest: Math.max(at(0.98), 1.1 * nearest) };
}
