import { writePng } from '../src/formats/png.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { enlarge, mosaic, type Picture } from './picture.js';
import { reducedSample } from './reduced-sample.js';
import { isRooms } from './rooms/index.js';
import type { Sample, SceneDataset } from './sample.js';
import { depthRange, pictureKinds, picturesOf } from './sheet-pictures.js';

/** Pixels between pictures, least width of a picture, most of its longer side. */
const gap = 4;
const leastWidth = 160;
const mostPixels = 320;

const interventions = ['colour', 'texture', 'light', 'geometry'] as const;

/** Pictures of a dataset's frames: a column for each frame, and the names of the rows of which a column may lack some. */
export interface SheetPictures {
  rows: string[];
  columns: ReadonlyMap<string, Picture>[];
}

/**
 * A PNG of a dataset at a glance: one column per frame, evenly spread over its scenes; rows of colour, boxes and boxes in space
 * on it, depth, points on it, normals, classes and instances, as far as the dataset has them. Depth is coloured over the
 * range that these frames have. Rooms adds a row per intervention: colour, texture, light, geometry. Throws InputError if there is no
 * frame, and what `load` throws.
 */
export async function contactSheet(
  dataset: SceneDataset,
  options: { frames?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { rows, columns } = await sheetPictures(dataset, options);
  const { width, height, rgb } = mosaic(columns, rows, gap);
  return writePng({ width, height, channels: 3, values: rgb });
}

/** The pictures of a {@link contactSheet}. */
export async function sheetPictures(
  dataset: SceneDataset,
  { frames = 8, signal }: { frames?: number; signal?: AbortSignal } = {},
): Promise<SheetPictures> {
  if (dataset.scenes.every((scene) => scene.frames.length === 0))
    throw new InputError(
      `${dataset.name} has no frames here, so there is nothing to show on a sheet. Choose another layout or root.`,
    );
  const samples: Sample[] = [];
  const changed: Sample[][] = [];
  for (const id of spreadFrames(dataset, frames)) {
    throwIfAborted(signal);
    samples.push(reducedSample(await dataset.load(id), dataset, mostPixels));
    if (isRooms(dataset))
      changed.push(await Promise.all(interventions.map((factor) => dataset.intervene(id, factor, 'sheet'))));
  }
  const depths = depthRange(samples);
  const columns = samples.map((sample, i) => {
    const scale = Math.max(1, Math.ceil(leastWidth / sample.width));
    const pictures = new Map<string, Picture>(picturesOf(sample, { scale, depths, legend: dataset.legend }));
    changed[i]?.forEach((one, k) =>
      pictures.set(`other ${interventions[k]}`, enlarge(reducedSample(one, dataset, mostPixels), scale)),
    );
    return pictures;
  });
  const rows = [...pictureKinds, ...interventions.map((factor) => `other ${factor}`)];
  return { rows: rows.filter((row) => columns.some((column) => column.has(row))), columns };
}

/** Frames of different scenes where there are enough, each from another place in its scene. */
function spreadFrames(dataset: SceneDataset, count: number): string[] {
  const scenes = dataset.scenes.filter((scene) => scene.frames.length > 0);
  const total = scenes.reduce((sum, scene) => sum + scene.frames.length, 0);
  const ids = new Set<string>();
  for (let i = 0; ids.size < Math.min(count, total); i++) {
    const { frames } = scenes[Math.floor((i * scenes.length) / count) % scenes.length];
    ids.add(frames[(i + Math.floor(i / count)) % frames.length]);
  }
  return [...ids];
}
