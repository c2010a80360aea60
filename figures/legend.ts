import {
  figureWidths,
  fontSizes,
  ink,
  orderVariations,
  panelGrid,
  variationStyle,
  type FigureSize,
  type PanelGrid,
  type PanelGridOptions,
  type Trace,
} from '../src/plot/index.js';
import type { Row } from '../src/study/types.js';
import { distinct } from './over-seeds.js';

/** Names that stand for no encoder but for what one gets without seeing the image. */
const baselines = ['position', 'trivial'];

/** The pretraining variations among names, in their usual order, without the baselines. */
export function withoutBaselines(names: readonly string[]): string[] {
  return orderVariations(names.filter((name) => !baselines.includes(name)));
}

/** The pretraining variations in rows, in their usual order, without the baselines. */
export function variationsIn(rows: readonly Row[]): string[] {
  return withoutBaselines(distinct(rows, 'variation'));
}

/** One entry of a legend per variation; clicking it hides or shows every trace of its `legendgroup`. */
export function variationEntries(variations: readonly string[], mode = 'lines+markers'): Trace[] {
  return variations.map((variation) => {
    const { label, colour, symbol } = variationStyle(variation, variations);
    return {
      ...entry(label, mode),
      legendgroup: variation,
      line: { color: colour, width: 2 },
      marker: { color: colour, symbol, size: 9 },
    };
  });
}

/** An entry that explains a line style whatever its colour. */
export function dashEntry(label: string, dash: 'solid' | 'dash' | 'dot', colour: string = ink.soft): Trace {
  return { ...entry(label, 'lines'), line: { color: colour, width: 1.5, dash } };
}

/** An entry that explains a mark whatever its colour. */
export function markEntry(label: string, symbol: string): Trace {
  return {
    ...entry(label, 'markers'),
    marker: { color: ink.soft, symbol, size: 9, line: { color: ink.soft, width: 2 } },
  };
}

function entry(name: string, mode: string): Trace {
  return { type: 'scatter', mode, name, legendgroup: name, x: [null], y: [null], showlegend: true };
}

/**
 * Height in pixels of a legend of these entries, which Plotly breaks into lines as wide as the plotting area. Widths are
 * estimated from the number of letters.
 */
export function legendHeight(entries: readonly Trace[], plotWidth: number): number {
  let [lines, used] = [1, 0];
  for (const { name } of entries) {
    const width = 40 + 6.8 * String(name).length;
    if (used > 0 && used + width > plotWidth) [lines, used] = [lines + 1, 0];
    used += width;
  }
  return 20 * lines;
}

/** A legend at the upper left, `top` pixels below the upper edge of a figure of `height` pixels. */
export function topLegend(top: number, height: number, width: number): Record<string, unknown> {
  return {
    showlegend: true,
    legend: {
      orientation: 'h',
      xref: 'container',
      x: 10 / width,
      xanchor: 'left',
      yref: 'container',
      y: 1 - top / height,
      yanchor: 'top',
      font: { size: fontSizes.text },
      itemsizing: 'trace',
      tracegroupgap: 0,
    },
  };
}

/** Where a legend begins, in pixels below the upper edge: below the title where there is one. */
export const legendTop: Readonly<Record<FigureSize, number>> = { wide: 64, column: 4 };

/** How panels are composed; `column` says what differs in a figure of column width. */
export interface ComposeOptions extends Omit<PanelGridOptions, 'width' | 'size'> {
  column?: Partial<Omit<PanelGridOptions, 'width' | 'size' | 'count'>>;
}

/** A grid of panels as wide as a figure of that size; in a column at most two side by side. */
export function composePanels({ column, ...options }: ComposeOptions, size: FigureSize = 'wide'): PanelGrid {
  const { margin, columns, panelHeight, gapX, gapY } = options;
  const narrow = {
    columns: Math.min(2, columns),
    columnShares: undefined,
    panelHeight: Math.min(120, panelHeight),
    gapX: Math.min(34, gapX),
    gapY: Math.max(66, gapY),
    margin: { ...margin, l: Math.min(52, margin.l), r: 12, t: 50 },
    ...column,
  };
  return panelGrid({ ...options, ...(size === 'column' ? narrow : {}), size, width: figureWidths[size] });
}

/**
 * Panels as {@link composePanels} has them, below a legend of these entries, which lies below the title; `margin.t` is
 * what title and names of panels take. The layout has both.
 */
export function panelsUnderLegend(
  entries: readonly Trace[],
  options: ComposeOptions,
  size: FigureSize = 'wide',
): PanelGrid & { layout: Record<string, unknown> } {
  const { panels, layout } = composePanels(options, size);
  const { l, r, t } = layout.margin;
  const added = legendHeight(entries, layout.width - l - r);
  const height = layout.height + added;
  return {
    panels,
    layout: {
      ...topLegend(legendTop[size], height, layout.width),
      ...layout,
      height,
      margin: { ...layout.margin, t: t + added },
    },
  };
}
