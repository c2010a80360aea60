import type { FigureSize } from './figure.js';
import { fontSizes, quietText, wrapText } from './style.js';

/** One panel of a figure of small multiples: its place and the names of its axes in traces and in the layout. */
export interface Panel {
  row: number;
  column: number;
  /** Axis references for traces: 'x', 'x2' … */
  xaxis: string;
  yaxis: string;
  /** Keys of the axes in the layout: 'xaxis', 'xaxis2' … */
  xaxisKey: string;
  yaxisKey: string;
  /** Extent in shares of the plotting area. */
  x: [number, number];
  y: [number, number];
  isLeftmost: boolean;
  /** True when no panel lies below. */
  isLowest: boolean;
  /** Width in pixels where the panel is one of a column's, in which its name may need two lines. */
  narrow?: number;
}

/** A grid composed in pixels. */
export interface PanelGridOptions {
  count: number;
  columns: number;
  /** Width of the whole figure and height of one panel in pixels. */
  width: number;
  panelHeight: number;
  /** Pixels between neighbouring panels. */
  gapX: number;
  gapY: number;
  margin: { l: number; r: number; t: number; b: number };
  /** Shares of the columns' widths; equal when left out. */
  columnShares?: readonly number[];
  /** Of the figure; wide when left out. */
  size?: FigureSize;
}

/** The panels of a grid, row by row, and what the layout needs to hold them. */
export interface PanelGrid {
  panels: Panel[];
  layout: { width: number; height: number; margin: PanelGridOptions['margin'] & { autoexpand: false; pad: 0 } };
}

/** Places `count` panels row by row. */
export function panelGrid(options: PanelGridOptions): PanelGrid {
  const { count, columns, width, panelHeight, gapX, gapY, margin, size } = options;
  const shares = options.columnShares ?? new Array<number>(columns).fill(1);
  const rows = Math.max(1, Math.ceil(count / columns));
  const plotWidth = width - margin.l - margin.r;
  const plotHeight = rows * panelHeight + (rows - 1) * gapY;
  const shareSum = shares.reduce((sum, share) => sum + share, 0);
  const available = plotWidth - (columns - 1) * gapX;
  const panels = Array.from({ length: count }, (_, i): Panel => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const before = shares.slice(0, column).reduce((sum, share) => sum + share, 0);
    const left = (before / shareSum) * available + column * gapX;
    const right = left + (shares[column] / shareSum) * available;
    const top = row * (panelHeight + gapY);
    const suffix = i === 0 ? '' : String(i + 1);
    return {
      row,
      column,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      xaxisKey: `xaxis${suffix}`,
      yaxisKey: `yaxis${suffix}`,
      x: [left / plotWidth, Math.min(1, right / plotWidth)],
      y: [Math.max(0, 1 - (top + panelHeight) / plotHeight), 1 - top / plotHeight],
      isLeftmost: column === 0,
      isLowest: i + columns >= count,
      ...(size === 'column' ? { narrow: right - left } : {}),
    };
  });
  return {
    panels,
    layout: {
      width,
      height: plotHeight + margin.t + margin.b,
      margin: { ...margin, autoexpand: false, pad: 0 },
    },
  };
}

/** The name of a panel, set above its upper left corner; `aside` follows it quietly. */
export function panelTitle(
  { x, y, xaxis, narrow }: Pick<Panel, 'x' | 'y' | 'xaxis' | 'narrow'>,
  text: string,
  aside = '',
): Record<string, unknown> {
  const size = narrow === undefined ? fontSizes.panel : fontSizes.text;
  // A bold letter is about 0.57 of its size wide, a quiet one 0.52.
  const room = narrow === undefined ? Infinity : narrow / (0.57 * size);
  const lines = wrapText(text, room);
  const last = lines.split('<br>').at(-1)!.length;
  const quiet = aside === '' ? '' : `${last + 0.9 * aside.length + 2 > room ? '<br>' : '  '}${quietText(aside)}`;
  return {
    name: `panel ${xaxis}`,
    text: `<b>${lines}</b>${quiet}`,
    align: 'left',
    x: x[0],
    y: y[1],
    xref: 'paper',
    yref: 'paper',
    xanchor: 'left',
    yanchor: 'bottom',
    yshift: 4,
    showarrow: false,
    font: { size },
  };
}

/** A sentence in the middle of a panel, where data would be. */
export function panelNote({ x, y }: Pick<Panel, 'x' | 'y'>, text: string, colour: string): Record<string, unknown> {
  return {
    text,
    x: (x[0] + x[1]) / 2,
    y: (y[0] + y[1]) / 2,
    xref: 'paper',
    yref: 'paper',
    showarrow: false,
    font: { size: fontSizes.text, color: colour },
  };
}
