export { boxIou } from './box-iou.js';
export type { CocoCurves } from './curves.js';
export { cocoEvaluation, type CocoCategoryMetrics, type CocoEvaluation, type CocoResult } from './evaluation.js';
export type { CocoDetection, CocoTruth, CocoEvaluatedCategory, CocoIouType } from './objects.js';
export type { CocoState } from './state.js';
export type { CocoMetrics } from './summary.js';
export {
  cocoAreaRanges,
  cocoDetectionLimits,
  cocoIouThresholds,
  cocoRecallThresholds,
  type CocoAreaName,
  type CocoSettings,
} from './thresholds.js';
