import { writePng } from '../src/formats/png.js';
import { colourise, colormaps } from '../src/image/colormap.js';
import { resizeNearest } from '../src/image/resample.js';
import { throwIfAborted } from '../src/support/errors.js';
import { isRooms } from './rooms/index.js';
import type { Sample, SceneDataset } from './sample.js';

/** Pixels between pictures, and least width of a picture. */
const gap = 4;
const leastWidth = 160;

/** Depth range of the colour map, metres: near is bright. */
const nearest = 0.5;
const farthest = 6;

type Picture = { width: number; height: number; rgb: Uint8Array };

/**
 * A PNG of a dataset at a glance: one column per frame, evenly spread over its scenes; rows of colour, depth, normals
 * and classes, as far as the dataset has them. Rooms adds a row per intervention: colour, texture, light, geometry.
 */
export async function contactSheet(
  dataset: SceneDataset,
  { frames = 8, signal }: { frames?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const ids = spreadFrames(dataset, frames);
  const columns: Picture[][] = [];
  for (const id of ids) {
    throwIfAborted(signal);
    const sample = await dataset.load(id);
    const pictures = picturesOf(sample);
    if (isRooms(dataset))
      for (const factor of ['colour', 'texture', 'light', 'geometry'] as const)
        pictures.push(colourPicture(await dataset.intervene(id, factor, 'sheet')));
    columns.push(pictures);
  }
  return writePng({ ...mosaic(columns), channels: 3 });
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

const colourPicture = ({ width, height, rgb }: Sample): Picture => ({ width, height, rgb });

function picturesOf(sample: Sample): Picture[] {
  const { width, height, depth, normals, semantics } = sample;
  const pictures = [colourPicture(sample)];
  if (depth) {
    const options = {
      low: -Math.log(farthest),
      high: -Math.log(nearest),
      colormap: colormaps.turbo,
      missing: [0, 0, 0] as const,
    };
    // The logarithm of 0, no measurement, is not finite and so shown as missing.
    pictures.push({
      width,
      height,
      rgb: colourise(
        Float32Array.from(depth, (z) => -Math.log(z)),
        options,
      ),
    });
  }
  if (normals) pictures.push({ width, height, rgb: Uint8Array.from(normals, (n) => Math.round(127.5 + 127.5 * n)) });
  if (semantics) pictures.push({ width, height, rgb: classColours(semantics) });
  return pictures;
}

/** A colour for every class: hues a golden angle apart, in three lightnesses; unlabelled is black. */
function classColours(semantics: Uint16Array): Uint8Array {
  const rgb = new Uint8Array(semantics.length * 3);
  semantics.forEach((id, pixel) => {
    if (id === 0) return;
    const hue = (id * 0.618034) % 1;
    const light = 0.62 + 0.19 * ((id % 3) - 1);
    for (let k = 0; k < 3; k++)
      rgb[pixel * 3 + k] = Math.round(255 * light * (0.66 + 0.34 * Math.cos(2 * Math.PI * (hue - k / 3))));
  });
  return rgb;
}

/** Pictures side by side by column on white, small ones enlarged by a whole factor. */
function mosaic(columns: readonly Picture[][]): { width: number; height: number; values: Uint8Array } {
  const { width, height } = columns[0][0];
  const scale = Math.max(1, Math.ceil(leastWidth / width));
  const [cellWidth, cellHeight] = [width * scale + gap, height * scale + gap];
  const rows = Math.max(...columns.map((column) => column.length));
  const sheet = { width: columns.length * cellWidth + gap, height: rows * cellHeight + gap };
  const values = new Uint8Array(sheet.width * sheet.height * 3).fill(255);
  columns.forEach((column, i) =>
    column.forEach((picture, j) => {
      const size = { width: width * scale, height: height * scale };
      const rgb = resizeNearest(picture.rgb, picture, size, 3);
      for (let v = 0; v < size.height; v++) {
        const to = ((j * cellHeight + gap + v) * sheet.width + i * cellWidth + gap) * 3;
        values.set(rgb.subarray(v * size.width * 3, (v + 1) * size.width * 3), to);
      }
    }),
  );
  return { ...sheet, values };
}
