import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAnnotation } from '../../../data-loaders/coco/annotation.js';
import { AnnotationFile, type StoredAnnotation } from '../../../data-loaders/coco/index.js';
import { openFolder } from '../../formats/index.js';
import type { RasterSize } from '../../image/index.js';
import { cocoEvaluation, type CocoIouType, type CocoResult, type CocoTruth } from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { explainFileError } from '../../support/files.js';
import { progress } from '../../support/progress.js';
import { parseDetection, readCocoResults } from './coco-results.js';

/** Files in COCO's formats. */
export interface CocoFiles {
  /** Truths: images, categories and annotations. */
  annotations: string;
  /** Detections. */
  results: string;
}

/** What the evaluation of files found, and of how much. */
export interface EvaluatedFiles {
  result: CocoResult;
  images: number;
  detections: number;
}

/**
 * Evaluates a file of results against a file of annotations, all of whose images and categories count. Annotations are read
 * image by image.
 *
 * Throws InputError, naming file and object, if one of them is damaged, a detection is of no image or category of the
 * annotations or cannot be evaluated.
 */
export async function evaluateCocoFiles(
  iouType: CocoIouType,
  { annotations, results }: CocoFiles,
): Promise<EvaluatedFiles> {
  const file = await openAnnotations(annotations);
  const { images, categories } = file.index;
  const found = await readCocoResults(results, { images: new Set(images.ids), categories });
  const evaluation = cocoEvaluation({ iouType, categories });
  const task = progress().start(`evaluate ${path.basename(results)}`, images.ids.length);
  let detections = 0;
  try {
    for (const [row, id] of images.ids.entries()) {
      const size = { width: images.widths[row], height: images.heights[row] };
      const stored = found.get(id) ?? [];
      const truths = (await file.read(id)).map((annotation) => parseTruth(annotation, iouType, size, file.name));
      evaluation.add(id, truths, stored.map((detection) => parseDetection(detection, iouType, size, results))); // prettier-ignore
      detections += stored.length;
      task.update(row + 1);
    }
  } finally {
    task.finish();
  }
  return { result: evaluation.result(), images: images.ids.length, detections };
}

async function openAnnotations(file: string): Promise<AnnotationFile> {
  let real: string;
  try {
    real = fs.realpathSync(file);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
  return AnnotationFile.open(await openFolder(path.dirname(real)), path.basename(real), 'instances');
}

function parseTruth(stored: StoredAnnotation, iouType: CocoIouType, size: RasterSize, file: string): CocoTruth {
  const { segmentation, ...others } = stored;
  const truth = parseAnnotation(iouType === 'segm' ? stored : others, size, file);
  if (iouType === 'segm' && truth.mask === undefined)
    throw new InputError(
      `${file}: annotation ${truth.id} has the segmentation ${JSON.stringify(segmentation) ?? 'undefined'}, which is no mask. Remove the annotation, or compare boxes (bbox).`,
    );
  return truth;
}
