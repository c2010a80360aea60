import type { CocoCurves } from './curves.js';
import {
  cocoAreaNames,
  cocoDetectionLimits,
  cocoIouThresholds,
  cocoRecallThresholds,
  type CocoAreaName,
  type CocoSettings,
} from './thresholds.js';

/**
 * COCO's twelve numbers, each in 0 … 1, and not a number where no truth counts (pycocotools then says −1). AP is
 * precision averaged over recalls 0, .01 … 1, IoU thresholds .50, .55 … .95 and categories; AR is the share of truths that are
 * found, averaged over thresholds and categories. Categories without a truth are left out.
 */
export interface CocoMetrics {
  ap: number;
  /** At IoU .50. */
  ap50: number;
  /** At IoU .75. */
  ap75: number;
  /** Of truths of up to 32² pixels. */
  apSmall: number;
  /** … of 32² to 96² pixels. */
  apMedium: number;
  /** … of 96² pixels and more. */
  apLarge: number;
  /** With one detection of each category in an image. */
  ar1: number;
  /** … with ten. */
  ar10: number;
  /** … with a hundred, as all AP have. */
  ar100: number;
  arSmall: number;
  arMedium: number;
  arLarge: number;
}

const mostDetections = cocoDetectionLimits.length - 1;

/** The twelve numbers, averaged over these of `count` categories; not a number where nobody asked. Reference: `summarize` of pycocotools' COCOeval. */
export function summarise(
  curves: CocoCurves,
  categories: readonly number[],
  count: number,
  { areas = cocoAreaNames, limits = cocoDetectionLimits }: CocoSettings = {},
): CocoMetrics {
  const thresholds = [...cocoIouThresholds.keys()];
  const settings = count * cocoAreaNames.length * cocoDetectionLimits.length;
  const settingsOf = (area: CocoAreaName, limit: number): number[] =>
    categories.map(
      (k) => (k * cocoAreaNames.length + cocoAreaNames.indexOf(area)) * cocoDetectionLimits.length + limit,
    );
  const isAsked = (area: CocoAreaName, limit: number): boolean =>
    areas.includes(area) && limits.includes(cocoDetectionLimits[limit]);
  const ap = (area: CocoAreaName = 'all', at = thresholds): number => {
    if (!isAsked(area, mostDetections)) return NaN;
    const rows = at.flatMap((t) => [...cocoRecallThresholds.keys()].map((r) => t * cocoRecallThresholds.length + r));
    return meanOf(curves.precision, rows, settingsOf(area, mostDetections));
  };
  const ar = (area: CocoAreaName, limit = mostDetections): number =>
    isAsked(area, limit) ? meanOf(curves.recall, thresholds, settingsOf(area, limit)) : NaN;
  const meanOf = (values: Float64Array, rows: readonly number[], columns: readonly number[]): number => {
    let [sum, counted] = [0, 0];
    for (const row of rows)
      for (const column of columns) {
        const value = values[row * settings + column];
        if (Number.isNaN(value)) continue;
        sum += value;
        counted++;
      }
    return sum / counted;
  };
  return {
    ap: ap(),
    ap50: ap('all', [cocoIouThresholds.indexOf(0.5)]),
    ap75: ap('all', [cocoIouThresholds.indexOf(0.75)]),
    apSmall: ap('small'),
    apMedium: ap('medium'),
    apLarge: ap('large'),
    ar1: ar('all', 0),
    ar10: ar('all', 1),
    ar100: ar('all'),
    arSmall: ar('small'),
    arMedium: ar('medium'),
    arLarge: ar('large'),
  };
}
