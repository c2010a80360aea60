import type { MaskBox } from '../../image/index.js';

/** A class of objects. */
export interface ObjectClass {
  id: number;
  name: string;
}

/** An object found in an image; its box in pixels. */
export interface Detection extends MaskBox {
  class: string;
  classId: number;
  /** Higher is surer, 0..1. */
  score: number;
}
