import * as path from 'node:path';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { relativePathFault } from '../formats/relative-path.js';
import { writePng } from '../formats/index.js';
import { stringFromMask } from '../image/index.js';
import { InputError } from '../support/errors.js';
import { makeFolder, writeFileAtomic } from '../support/files.js';
import type { Detection, InstanceDetection, Predictor } from '../tasks/index.js';

/** What was predicted, in the order of the samples. */
export interface PredictedFrames {
  model: Predictor<unknown>;
  samples: readonly Sample[];
  predictions: readonly unknown[];
  dataset: SceneDataset;
}

/** Stored values a metre, as the benchmarks of NYU and KITTI have them. */
const depthScale = { indoor: 1000, street: 256 } as const;

/** The bytes of a PNG of what is predicted of a frame. */
type ImageOf = (frame: Sample, prediction: never, model: Predictor<unknown>) => Uint8Array;

/** The tasks whose predictions are images. */
const images: Partial<Record<string, ImageOf>> = {
  depth: ({ width, height }, metres: Float32Array, { dataset: { world = 'indoor' } }) => {
    const stored = Uint16Array.from(metres, (z) => Math.min(65535, Math.max(1, Math.round(z * depthScale[world]))));
    return writePng({ width, height, channels: 1, values: stored });
  },
  semantic: ({ width, height }, ids: Uint16Array, { dataset: { classes } }) =>
    writePng({ width, height, channels: 1, values: classes.length > 256 ? ids : Uint8Array.from(ids) }),
  reconstruction: ({ width, height }, rgb: Uint8Array) => writePng({ width, height, channels: 3, values: rgb }),
};

/**
 * Writes predictions in the formats of the benchmarks, as `score` reads them: a PNG for each frame, of 16 bits for depth (1000
 * stored values a metre indoors, 256 in streets), of label ids for classes; of objects `results.json` as COCO has it.
 *
 * Returns the names of what was written. Throws InputError when two frames would be written to one file, or one outside the folder.
 */
export function writePredictions(folder: string, frames: PredictedFrames): string {
  const { model, samples, predictions } = frames;
  const image = images[model.task.name];
  if (!image) {
    writeFileAtomic(path.join(folder, 'results.json'), JSON.stringify(cocoResults(frames)));
    return 'results.json';
  }
  const files = pngNames(samples);
  samples.forEach((sample, i) => {
    const file = path.join(folder, files[i]);
    makeFolder(path.dirname(file));
    writeFileAtomic(file, image(sample, predictions[i] as never, model));
  });
  return files.length > 1 ? `${files[0]} … ${files.at(-1)}` : files[0];
}

/** The file of each frame: its id, with `.png` in place of the extension of an image. */
function pngNames(samples: readonly Sample[]): string[] {
  const owners = new Map<string, string>();
  return samples.map(({ id }) => {
    const name = `${id.replace(/\.(png|jpe?g)$/i, '')}.png`;
    const fault = relativePathFault(name);
    if (fault) throw new InputError(`The prediction of ${id} cannot be written under that name: ${fault}. Rename it.`);
    const other = owners.get(name);
    if (other !== undefined)
      throw new InputError(`The predictions of ${other} and ${id} would both be ${name}: rename one of the two.`);
    owners.set(name, id);
    return name;
  });
}

/** Objects as COCO's results list them. */
function cocoResults({ model, samples, predictions, dataset }: PredictedFrames): object[] {
  const categoryOf = categoryIds(dataset, model);
  return samples.flatMap(({ id }, i) =>
    (predictions[i] as (Detection & Partial<InstanceDetection>)[]).map(
      ({ x, y, width, height, classId, score, mask }) => ({
        image_id: /^\d+$/.test(id) ? Number(id) : id,
        category_id: categoryOf(classId),
        score,
        bbox: [x, y, width, height],
        ...(mask && { segmentation: { size: [mask.height, mask.width], counts: stringFromMask(mask) } }),
      }),
    ),
  );
}

/** COCO's own ids where a model of COCO's classes looked at COCO's images; else those of the classes. */
function categoryIds(dataset: SceneDataset, model: Predictor<unknown>): (classId: number) => number {
  const { categories } = dataset as SceneDataset & { categories?: readonly { id: number }[] };
  return categories && hasClassesOf(dataset, model) ? (classId) => categories[classId - 1].id : (classId) => classId;
}

/** Whether a dataset's class ids mean what the model's do. */
export function hasClassesOf({ classes }: SceneDataset, { dataset }: Predictor<unknown>): boolean {
  return classes.join('\n') === dataset.classes.join('\n');
}
