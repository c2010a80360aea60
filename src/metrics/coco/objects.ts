import type { MaskBox, RunLengthMask } from '../../image/index.js';

/** What is compared: boxes or masks. */
export type CocoIouType = 'bbox' | 'segm';

/** A category that is evaluated. */
export interface CocoEvaluatedCategory {
  id: number;
  name: string;
}

/** A true object, or a crowd of them, in an image; what `annotations` of COCO give is one. */
export interface CocoTruth {
  categoryId: number;
  /** Needed for `bbox`. */
  box?: MaskBox;
  /** Needed for `segm`. */
  mask?: RunLengthMask;
  /** Pixels as the annotation says, by which it is small, medium or large. */
  area: number;
  /** Many objects that nobody told apart: finding them is neither right nor wrong. */
  iscrowd: boolean;
}

/** An object that was found in an image. */
export interface CocoDetection {
  categoryId: number;
  /** Higher is surer; any finite number. */
  score: number;
  /** Needed for `bbox`. */
  box?: MaskBox;
  /** Needed for `segm`. */
  mask?: RunLengthMask;
  /** Pixels; that of the box (`bbox`) or of the mask (`segm`) when left out. */
  area?: number;
}
