import { enlarge, mosaic, type Picture } from '../../data-loaders/picture.js';
import type { Sample } from '../../data-loaders/sample.js';
import { writePng } from '../formats/index.js';
import type { Task, TaskDataset } from '../tasks/index.js';

/** Frames that are pictured, and the least width of each picture in pixels. */
const [framesPictured, leastWidth] = [6, 192];

/** A PNG with a column for each of some frames: what was seen, what is true where that is known, what was predicted. */
export function predictionSheet(
  task: Task<unknown>,
  samples: readonly Sample[],
  predictions: readonly unknown[],
  dataset: TaskDataset,
): Uint8Array {
  const count = Math.min(framesPictured, samples.length);
  const columns = Array.from({ length: count }, (_, k) => {
    const i = Math.floor((k * samples.length) / count);
    const { width, height, rgb } = samples[i];
    const factor = Math.max(1, Math.ceil(leastWidth / width));
    const { truth, prediction } = task.picture(samples[i], predictions[i], dataset);
    const rows: [string, Picture | undefined][] = [
      ['input', { width, height, rgb }],
      ['truth', truth],
      ['prediction', prediction],
    ];
    return new Map(rows.flatMap(([row, picture]) => (picture ? [[row, enlarge(picture, factor)] as const] : [])));
  });
  const isKnown = columns.some((column) => column.has('truth'));
  const sheet = mosaic(columns, isKnown ? ['input', 'truth', 'prediction'] : ['input', 'prediction'], 4);
  return writePng({ width: sheet.width, height: sheet.height, channels: 3, values: sheet.rgb });
}
