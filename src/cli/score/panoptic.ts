import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { panopticCategories } from '../../../data-loaders/coco/labels.js';
import { readPanopticPng } from '../../../data-loaders/coco/panoptic.js';
import { textTable } from '../../../data-loaders/text-table.js';
import { openFolder, type FileTree } from '../../formats/index.js';
import {
  addPanoptic,
  panopticScores,
  type PanopticCategory,
  type PanopticQuality,
  type PanopticScores,
  type PanopticTally,
} from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { readJson } from '../../support/files.js';
import { progress } from '../../support/progress.js';
import { examples, jsonOption, printJson } from '../options.js';
import { percent } from './score-options.js';

/** JSON files in COCO's panoptic format, and the folders of their PNGs: by default named as the files are. */
export interface PanopticFiles {
  truth: string;
  predictions: string;
  truthFolder?: string;
  predictionsFolder?: string;
}

export interface ScoredPanoptic extends PanopticScores {
  images: number;
  /** Predictions of images that the truth does not list; they are not read. */
  unused: number;
}

/** `score panoptic`: PQ, SQ and RQ of segments in COCO's panoptic format, which Cityscapes uses too. */
export function defineScorePanoptic(command: Command): void {
  command
    .addOption(new Option('--gt, --truth <file>', 'a file like panoptic_val2017.json').makeOptionMandatory())
    .addOption(new Option('--pred, --predictions <file>', 'a file of the same format').makeOptionMandatory())
    .option('--gt-folder, --truth-folder <dir>', 'PNGs of the truth (default: the name of its file without .json)')
    .option('--pred-folder, --predictions-folder <dir>', 'PNGs of the predictions (default: likewise)')
    .addOption(jsonOption())
    .addHelpText('after', examples('score panoptic --gt panoptic_val2017.json --pred panoptic_predictions.json'))
    .action(score);
}

async function score({ json, ...files }: PanopticFiles & { json?: boolean }): Promise<void> {
  const scores = await scorePanopticFiles(files);
  if (json) return printJson({ ...files, ...scores });
  const row = (name: string, { pq, sq, rq }: PanopticQuality, n = ''): string[] => {
    return [name, percent(pq), percent(sq), percent(rq), n];
  };
  const { all, things, stuff, categories, images } = scores;
  const means = Object.entries({ all, things, stuff }).map(([name, mean]) => row(name, mean, String(mean.n)));
  const each = Object.entries(categories).map(([name, quality]) => row(name, quality));
  console.log(textTable([['category', 'PQ %', 'SQ %', 'RQ %', 'n'], ...each, ...means]));
  console.log(`images: ${images}`);
}

/**
 * Scores panoptic predictions image by image. Where the truth lists no categories those of COCO are taken.
 *
 * Throws InputError, naming file and image, if an image has no prediction, or a prediction another size, an unknown
 * category, or other segments in its PNG than in its list.
 */
export async function scorePanopticFiles(files: PanopticFiles): Promise<ScoredPanoptic> {
  const { truth, predictions } = files;
  const truths = readAnnotations(truth);
  const predicted = readAnnotations(predictions);
  const truthPngs = await openFolder(files.truthFolder ?? withoutExtension(truth));
  const predictedPngs = await openFolder(files.predictionsFolder ?? withoutExtension(predictions));
  const missing = [...truths.annotations.keys()].filter((image) => !predicted.annotations.has(image));
  if (missing.length > 0)
    throw new InputError(
      `${predictions} lacks ${missing.length} of ${truths.annotations.size} images, such as ${missing[0]}. Predict all of them.`,
    );
  const tally: PanopticTally = {};
  const task = progress().start('score', truths.annotations.size);
  try {
    let done = 0;
    for (const [image, annotation] of truths.annotations) {
      const found = predicted.annotations.get(image)!;
      const name = predictedPngs.describe(found.file);
      addPanoptic(
        tally,
        { ...(await readIds(predictedPngs, found)), segments: found.segments },
        { ...(await readIds(truthPngs, annotation)), segments: withAreas(annotation, truth) },
        truths.categories,
        name,
      );
      task.update(++done);
    }
  } finally {
    task.finish();
  }
  const images = truths.annotations.size;
  return { ...panopticScores(tally, truths.categories), images, unused: predicted.annotations.size - images };
}

interface Segment {
  id: number;
  categoryId: number;
  iscrowd: boolean;
  area?: number;
}

interface Annotation {
  image: number | string;
  file: string;
  segments: Segment[];
}

interface Annotations {
  annotations: Map<number | string, Annotation>;
  categories: PanopticCategory[];
}

function readAnnotations(file: string): Annotations {
  const { annotations, categories } = readJson<{ annotations?: unknown; categories?: unknown }>(file);
  if (!Array.isArray(annotations))
    throw new InputError(`${file} has no list of annotations. Give a file in COCO's panoptic format.`);
  const byImage = new Map<number | string, Annotation>();
  for (const [i, stored] of (annotations as Record<string, unknown>[]).entries()) {
    const annotation = parseAnnotation(stored, `${file}: annotation ${i}`);
    if (byImage.has(annotation.image))
      throw new InputError(`${file} has two annotations of image ${annotation.image}. Keep one of them.`);
    byImage.set(annotation.image, annotation);
  }
  return { annotations: byImage, categories: parseCategories(categories, file) };
}

function parseAnnotation(stored: Record<string, unknown>, where: string): Annotation {
  const { image_id: image, file_name: file, segments_info: segments } = stored ?? {};
  if (!['number', 'string'].includes(typeof image) || typeof file !== 'string' || !Array.isArray(segments))
    throw new InputError(`${where} lacks image_id, file_name or segments_info. Give a file in COCO's panoptic format.`);
  return {
    image: image as number | string,
    file,
    segments: (segments as Record<string, unknown>[]).map(({ id, category_id: categoryId, iscrowd = 0, area }) => {
      if (!Number.isInteger(id) || !Number.isInteger(categoryId))
        throw new InputError(
          `${where} has the segment ${String(id)} of category ${String(categoryId)}. Expected whole numbers.`,
        );
      const segment = { id: id as number, categoryId: categoryId as number, iscrowd: iscrowd === 1 };
      return typeof area === 'number' ? { ...segment, area } : segment;
    }),
  };
}

function parseCategories(categories: unknown, file: string): PanopticCategory[] {
  if (!Array.isArray(categories) || categories.length === 0) return [...panopticCategories];
  return (categories as Record<string, unknown>[]).map(({ id, name, isthing }) => {
    if (!Number.isInteger(id) || typeof name !== 'string' || (isthing !== 0 && isthing !== 1))
      throw new InputError(
        `${file} has the category ${JSON.stringify({ id, name, isthing })}. Expected a number, a text and 0 or 1.`,
      );
    return { id: id as number, name, isThing: isthing === 1 };
  });
}

function withAreas({ segments, image }: Annotation, file: string): (Segment & { area: number })[] {
  return segments.map(({ area, ...segment }) => {
    if (area === undefined)
      throw new InputError(
        `${file}: segment ${segment.id} of image ${image} has no area. Take the file of the download.`,
      );
    return { ...segment, area };
  });
}

async function readIds(pngs: FileTree, { file }: Annotation) {
  const { width, height, ids } = readPanopticPng(await pngs.read(file), pngs.describe(file));
  return { width, height, values: ids };
}

function withoutExtension(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, name);
}
