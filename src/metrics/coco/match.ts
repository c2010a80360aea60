import type { CocoTruth } from './objects.js';
import { cocoIouThresholds, type CocoAreaRange } from './thresholds.js';

/**
 * What became of a detection at all IoU thresholds: bit t if it is right at threshold t, bit t + 16 if it is wrong. Neither is
 * set where it does not count.
 */
export type Outcomes = number;

const right = 1;
const wrong = 1 << 16;

/** 1 where the detection is right at this threshold, else 0. */
export const isRight = (outcomes: Outcomes, threshold: number): number => (outcomes >> threshold) & 1;

/** 1 where the detection is wrong at this threshold, else 0. */
export const isWrong = (outcomes: Outcomes, threshold: number): number => (outcomes >> (threshold + 16)) & 1;

/** Detections and truths of one category in one image, detections from the highest score on. */
export interface Encounter {
  /** [detections, truths]. */
  overlaps: Float64Array;
  /** Of the detections, pixels. */
  areas: ArrayLike<number>;
  truths: readonly Pick<CocoTruth, 'area' | 'iscrowd'>[];
}

/** Whether finding the object neither helps nor harms: it is a crowd, or not of the size in question. */
export function isIgnored({ area, iscrowd }: Pick<CocoTruth, 'area' | 'iscrowd'>, range: CocoAreaRange): boolean {
  return iscrowd || isOutside(area, range);
}

const isOutside = (area: number, [least, most]: CocoAreaRange): boolean => area < least || area > most;

/**
 * Matches detections with truths of one size, at each threshold anew. In the order of scores each detection takes
 * the free truth that it overlaps most, the last one of equals, if by the threshold or more; an ignored
 * truth only if there is no other. A crowd is never used up. A detection that took an ignored truth does not count, nor one that
 * took none and is itself of another size.
 *
 * Reference: `evaluateImg` of pycocotools' COCOeval.
 */
export function matchDetections({ overlaps, areas, truths }: Encounter, range: CocoAreaRange): Outcomes[] {
  const ignored = truths.map((truth) => isIgnored(truth, range));
  const order = [...truths.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]));
  const outcomes = new Array<Outcomes>(areas.length).fill(0);
  const isTaken = new Uint8Array(truths.length);
  for (let t = 0; t < cocoIouThresholds.length; t++) {
    isTaken.fill(0);
    for (let d = 0; d < areas.length; d++) {
      const found = bestTruth(d * truths.length, cocoIouThresholds[t]);
      if (found < 0) {
        if (!isOutside(areas[d], range)) outcomes[d] |= wrong << t;
      } else {
        if (!truths[found].iscrowd) isTaken[found] = 1;
        if (!ignored[found]) outcomes[d] |= right << t;
      }
    }
  }
  return outcomes;

  function bestTruth(row: number, least: number): number {
    let best = -1;
    for (const truth of order) {
      if (isTaken[truth]) continue;
      if (best >= 0 && ignored[truth] && !ignored[best]) break;
      if (overlaps[row + truth] < least) continue;
      least = overlaps[row + truth];
      best = truth;
    }
    return best;
  }
}
