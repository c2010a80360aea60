import type { FigureSize } from '../src/plot/index.js';

/** How a study's figure is drawn. */
export interface DrawOptions {
  /** For the width of a screen, or composed anew for one column of a page; wide when omitted. */
  size?: FigureSize;
}
