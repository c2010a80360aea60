import { isRight, isWrong } from './match.js';
import type { CocoState } from './state.js';
import {
  cocoAreaNames,
  cocoDetectionLimits,
  cocoIouThresholds,
  cocoRecallThresholds,
  type CocoSettings,
} from './thresholds.js';

/** Precision and recall in every setting, in the order of {@link cocoIouThresholds} … {@link cocoDetectionLimits}; not a number where no truth counts or nobody asked. */
export interface CocoCurves {
  /** `[10 IoU thresholds, 101 recalls, categories, 4 areas, 3 limits]`: precision at this recall or a higher one; 0 where it is not reached. */
  precision: Float64Array;
  /** `[10 IoU thresholds, categories, 4 areas, 3 limits]`: share of the truths that are found. */
  recall: Float64Array;
}

/**
 * The curves of all images together. Detections are taken by score, those of the same score by image id and then as they
 * were ranked in their image; `precision = tp / (tp + fp)`, made to fall monotonically, is read at the first
 * detection at which `recall = tp / truths` reaches a threshold.
 *
 * Reference: `accumulate` of pycocotools' COCOeval.
 */
export function cocoCurves(
  state: CocoState,
  { areas = cocoAreaNames, limits = cocoDetectionLimits }: CocoSettings = {},
): CocoCurves {
  const categories = state.categories.length;
  const settings = categories * cocoAreaNames.length * cocoDetectionLimits.length;
  const curves = {
    precision: new Float64Array(cocoIouThresholds.length * cocoRecallThresholds.length * settings).fill(NaN),
    recall: new Float64Array(cocoIouThresholds.length * settings).fill(NaN),
  };
  const ofCategory = detectionsByCategory(state);
  const { rank } = state.detections;
  for (let k = 0; k < categories; k++)
    cocoDetectionLimits.forEach((limit, m) => {
      if (!limits.includes(limit)) return;
      const counted = ofCategory[k].filter((detection) => rank[detection] < limit);
      cocoAreaNames.forEach((area, a) => {
        const truths = state.truths[k * cocoAreaNames.length + a];
        if (truths === 0 || !areas.includes(area)) return;
        const outcomes = counted.map((detection) => state.detections.outcomes[detection * cocoAreaNames.length + a]);
        const setting = (k * cocoAreaNames.length + a) * cocoDetectionLimits.length + m;
        for (let t = 0; t < cocoIouThresholds.length; t++) {
          const { recall, precisions } = readCurve(outcomes, t, truths);
          curves.recall[t * settings + setting] = recall;
          precisions.forEach((precision, r) => {
            curves.precision[(t * cocoRecallThresholds.length + r) * settings + setting] = precision;
          });
        }
      });
    });
  return curves;
}

/** The detections of each category, the surest first. */
function detectionsByCategory({ categories, detections }: CocoState): Int32Array[] {
  const lists = categories.map((): number[] => []);
  detections.category.forEach((category, detection) => lists[category].push(detection));
  const { score, imageId, rank } = detections;
  return lists.map((list) =>
    Int32Array.from(list).sort((a, b) => score[b] - score[a] || imageId[a] - imageId[b] || rank[a] - rank[b]),
  );
}

function readCurve(
  outcomes: Int32Array,
  threshold: number,
  truths: number,
): { recall: number; precisions: Float64Array } {
  const recalls = new Float64Array(outcomes.length);
  const precisions = new Float64Array(outcomes.length);
  let [right, wrong] = [0, 0];
  for (let i = 0; i < outcomes.length; i++) {
    right += isRight(outcomes[i], threshold);
    wrong += isWrong(outcomes[i], threshold);
    recalls[i] = right / truths;
    // As the reference has it, so that the first detection may be right with 1 − 2⁻⁵².
    precisions[i] = right / (wrong + right + Number.EPSILON);
  }
  for (let i = precisions.length - 1; i > 0; i--) precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
  let at = 0;
  const read = cocoRecallThresholds.map((recall) => {
    while (at < recalls.length && recalls[at] < recall) at++;
    return at < recalls.length ? precisions[at] : 0;
  });
  return { recall: right / truths, precisions: read };
}
