import * as fs from 'node:fs';
import * as path from 'node:path';
import { maskFromPolygons, type RunLengthMask } from '../../../src/image/index.js';
import type { CocoDetection, CocoMetrics, CocoTruth, CocoIouType } from '../../../src/metrics/index.js';

/** COCO's twelve numbers in its order; null where pycocotools says −1. */
export type Stats = (number | null)[];

export interface Outcome {
  stats: Stats;
  perCategory: Stats[];
}

/** Objects that pycocotools has evaluated. */
export interface ReferenceCase {
  name: string;
  images: number[];
  categories: number[];
  /** [image, category, x, y, width, height, cut corners, crowd, area]. */
  truths: number[][];
  /** [image, category, x, y, width, height, cut corners, score]. */
  detections: number[][];
  expected: Record<CocoIouType, Outcome & { curves?: Record<'recall' | 'weightedPrecision', Stats> }> &
    Record<'bbox of masks' | 'segm of boxes' | 'segm with boxes', Outcome | undefined>;
}

/** What test/reference/coco-eval.py wrote. */
export const reference = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../../test/reference/coco-eval.json'), 'utf8'),
) as {
  tool: string;
  size: [width: number, height: number];
  cases: ReferenceCase[];
  samples: Record<CocoIouType, { stats: Stats; apPerCategory: Stats }>;
};

/** A box with its corners cut off by a share of its sides. */
export function outline([x, y, w, h, cut]: readonly number[]): number[] {
  const [a, b, right, bottom] = [cut * w, cut * h, x + w, y + h];
  return [x + a, y, right - a, y, right, y + b, right, bottom - b, right - a, bottom, x + a, bottom, x, bottom - b, x, y + b]; // prettier-ignore
}

export function maskOf(shape: readonly number[]): RunLengthMask {
  const [width, height] = reference.size;
  return maskFromPolygons([outline(shape)], { width, height });
}

function shapeOf([categoryId, ...shape]: readonly number[]): Required<Pick<CocoTruth, 'categoryId' | 'box' | 'mask'>> {
  const [x, y, width, height] = shape;
  return { categoryId, box: { x, y, width, height }, mask: maskOf(shape) };
}

/** The images of a case in its order, which is not that of their ids. */
export function imagesOf({ images, truths, detections }: ReferenceCase): [number, CocoTruth[], CocoDetection[]][] {
  return images.map((image) => [
    image,
    truths
      .filter(([of]) => of === image)
      .map(([, ...rest]) => ({ ...shapeOf(rest), iscrowd: rest[6] === 1, area: rest[7] })),
    detections.filter(([of]) => of === image).map(([, ...rest]) => ({ ...shapeOf(rest), score: rest[6] })),
  ]);
}

/** The twelve numbers in pycocotools' order. */
export function statsOf(metrics: CocoMetrics): number[] {
  const { ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge } = metrics;
  return [ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge];
}
