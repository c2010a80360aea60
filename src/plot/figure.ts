/** A Plotly trace as plain JSON: https://plotly.com/javascript/reference/. */
export interface Trace {
  type: string;
  [attribute: string]: unknown;
}

/** A Plotly layout as plain JSON. Width and height in pixels are required: a figure has the size it was composed for. */
export interface Layout {
  width: number;
  height: number;
  [attribute: string]: unknown;
}

/** A figure fills the width of a screen or a page, or one column of a page: {@link figureWidths}. */
export type FigureSize = 'wide' | 'column';

/** A figure: what to draw, and the words that belong to it. */
export interface Figure {
  /** File name without ending, e.g. 'robustness'. */
  name: string;
  title: string;
  /** What is shown, how many items stand behind it, and what the intervals are. */
  caption: string;
  data: Trace[];
  layout: Layout;
  /** Composed for one column of a page, without title; for the width of a screen when omitted. */
  size?: FigureSize;
}
