import type { Box, Sample } from '../../../data-loaders/sample.js';
import {
  cocoEvaluation,
  type CocoDetection,
  type CocoMetrics,
  type CocoResult,
  type CocoSettings,
  type CocoState,
  type CocoTruth,
  type CocoIouType,
} from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { checkCount } from '../check-count.js';
import type { TaskDataset, TaskScore } from '../task.js';
import type { Detection } from './detected-object.js';
import { countedClasses, trueObjects } from './true-objects.js';

/** What is true and what was found in one image. */
export interface ScoredImage {
  scene: string;
  truths: CocoTruth[];
  detections: CocoDetection[];
}

/** The metrics of COCO that are reported. */
const reported = ['ap50', 'ap', 'ap75', 'ar100'] as const satisfies (keyof CocoMetrics)[];

/** All that these take: objects of any size, a hundred detections of an image. */
const asked: CocoSettings = { areas: ['all'], limits: [100] };

/**
 * Scores detections against the boxes of samples by COCO's rule: `ap50`, `ap`, `ap75`, `ar100`, and the `ap50` of each
 * class that has truths. Ignored boxes are crowds; an object's size is what is seen of it, or that of its box.
 *
 * Throws InputError when a sample has no boxes or a detection no finite score.
 */
export function scoreDetections(
  predictions: readonly (readonly Detection[])[],
  samples: readonly Sample[],
  dataset: TaskDataset,
  scenes?: readonly string[],
): TaskScore[] {
  checkCount(predictions, samples);
  const images = samples.map((sample, i): ScoredImage => ({
    scene: sample.scene,
    truths: trueObjects(sample, dataset).flatMap((box) =>
      cocoTruths(box, { box, area: box.width * box.height }, dataset),
    ),
    detections: predictions[i].map((detection) => ({
      categoryId: detection.classId,
      score: detection.score,
      box: detection,
    })),
  }));
  return averagePrecision(images, 'bbox', dataset, scenes);
}

/** The truths that a box stands for: one, or a crowd of every class where nobody said of which class the ignored is. */
export function cocoTruths(
  { classId, ignore = false }: Box,
  shape: Pick<CocoTruth, 'box' | 'mask' | 'area'>,
  dataset: TaskDataset,
): CocoTruth[] {
  const classes = countedClasses(dataset).map(({ id }) => id);
  const ofClasses = classes.includes(classId) ? [classId] : classes;
  return ofClasses.map((categoryId) => ({ ...shape, categoryId, iscrowd: ignore }));
}

/** COCO's metrics of images, with their values when each scene is left out. */
export function averagePrecision(
  images: readonly ScoredImage[],
  iouType: CocoIouType,
  dataset: TaskDataset,
  scenes: readonly string[] = [...new Set(images.map(({ scene }) => scene))],
): TaskScore[] {
  const categories = countedClasses(dataset);
  const evaluations = new Map(scenes.map((scene) => [scene, cocoEvaluation({ iouType, categories })]));
  images.forEach(({ scene, truths, detections }, i) => {
    const evaluation = evaluations.get(scene);
    if (!evaluation) throw new InputError(`Image ${i} is of scene ${scene}, which is none of the scenes to be scored.`);
    evaluation.add(i, truths, detections);
  });
  const states = [...evaluations.values()].map((evaluation) => evaluation.state());
  const resultOf = (parts: readonly CocoState[]): CocoResult => {
    const together = cocoEvaluation({ iouType, categories });
    for (const part of parts) together.merge(part);
    return together.result(asked);
  };
  const all = resultOf(states);
  const without = scenes.map((_, omitted) => resultOf(states.filter((_state, scene) => scene !== omitted)));
  const scoreOf = (metric: keyof CocoMetrics, n: number, read: (result: CocoResult) => CocoMetrics): TaskScore => {
    const value = read(all)[metric];
    return {
      metric,
      value,
      unit: metric.startsWith('ap') ? 'average precision' : 'average recall',
      n,
      scenes: { form: 'leave-one-out', value, without: without.map((result) => read(result)[metric]) },
    };
  };
  const truths = all.perCategory.reduce((sum, category) => sum + category.truths, 0);
  return [
    ...reported.map((metric) => scoreOf(metric, truths, (result) => result)),
    ...all.perCategory.flatMap((category, i) =>
      category.truths === 0
        ? []
        : [{ ...scoreOf('ap50', category.truths, (result) => result.perCategory[i]), class: category.name }],
    ),
  ];
}
