import type { Panel, Trace, VariationStyle } from '../src/plot/index.js';
import { withOpacity } from '../src/plot/index.js';
import { tidy, type SeedSummary } from './over-seeds.js';

/** How a mark looks. */
type MarkStyle = Pick<VariationStyle, 'label' | 'colour' | 'symbol'>;

/** One line of a panel: means over seeds along x. */
export interface Line {
  panel: Pick<Panel, 'xaxis' | 'yaxis'>;
  x: readonly (number | string)[];
  /** One per x; null leaves a gap. */
  summaries: readonly (SeedSummary | null)[];
  style: MarkStyle;
  /** What hovering says besides the values. */
  name: string;
  /** What is measured, with its unit. */
  measure?: string;
  /** Variation whose entry in the legend shows and hides the line. */
  group: string;
  dash?: 'solid' | 'dash' | 'dot';
  /** Draw the intervals as a band behind the line. */
  band?: boolean;
}

/** A line of means with marks, and behind it the band of its intervals. */
export function lineTraces({
  panel,
  x,
  summaries,
  style,
  name,
  measure,
  group,
  dash = 'solid',
  band = true,
}: Line): Trace[] {
  const common = { xaxis: panel.xaxis, yaxis: panel.yaxis, legendgroup: group, showlegend: false };
  const traces: Trace[] = [];
  const known = summaries.flatMap((summary, i) => (summary?.interval ? [{ x: x[i], interval: summary.interval }] : []));
  if (band && known.length > 1)
    traces.push({
      type: 'scatter',
      mode: 'lines',
      ...common,
      x: [...known.map((point) => point.x), ...known.map((point) => point.x).reverse()],
      y: [...known.map(({ interval }) => interval[1]), ...known.map(({ interval }) => interval[0]).reverse()],
      fill: 'toself',
      meta: { numbers: [] },
      fillcolor: withOpacity(style.colour, 0.14),
      line: { width: 0 },
      hoverinfo: 'skip',
    });
  const isMain = dash === 'solid';
  traces.push({
    type: 'scatter',
    mode: isMain ? 'lines+markers' : 'lines',
    name,
    ...common,
    x: [...x],
    y: summaries.map((summary) => summary?.mean ?? null),
    line: { color: style.colour, width: isMain ? 2 : 1.5, dash },
    ...(isMain ? { marker: { color: style.colour, symbol: style.symbol, size: 6 } } : {}),
    hovertemplate: `${name}: %{y:.3f}<extra></extra>`,
    meta: {
      numbers: summaries.flatMap((summary, i) =>
        summary ? [{ series: name, x: x[i], measure: measure ?? null, ...tidy(summary) }] : [],
      ),
    },
  });
  return traces;
}

/** Means with their intervals as bars, horizontal: one mark per line of a list. */
export interface DotRow {
  panel: Pick<Panel, 'xaxis' | 'yaxis'>;
  y: number | string;
  summary: SeedSummary;
  style: MarkStyle;
  name: string;
  /** What is measured, with its unit. */
  measure?: string;
  /** What stands at `y`, where it is not the name. */
  line?: string;
  /** Variation whose entry in the legend shows and hides the mark. */
  group: string;
}

/** A mark at the mean with its interval. */
export function dotTrace({ panel, y, summary, style, name, measure, line, group }: DotRow): Trace {
  const { mean, interval } = summary;
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    xaxis: panel.xaxis,
    yaxis: panel.yaxis,
    legendgroup: group,
    showlegend: false,
    x: [mean],
    y: [y],
    marker: {
      size: 11,
      symbol: style.symbol,
      color: style.colour,
    },
    ...(interval
      ? {
          error_x: {
            type: 'data',
            symmetric: false,
            array: [interval[1] - mean],
            arrayminus: [mean - interval[0]],
            color: style.colour,
            thickness: 1.5,
            width: 0,
          },
        }
      : {}),
    hovertemplate: `${name}: %{x:.3f}<extra></extra>`,
    meta: { numbers: [{ series: name, x: line ?? null, measure: measure ?? null, ...tidy(summary) }] },
  };
}
