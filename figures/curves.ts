import {
  fontSizes,
  houseAxis,
  houseLayout,
  panelTitle,
  variationStyle,
  withOpacity,
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import { panelsUnderLegend } from './legend.js';

/** A line over ordered categories, such as the stages of an encoder. */
export interface Curve {
  name: string;
  /** Values in the order of the categories; null leaves a gap. */
  values: readonly (number | null)[];
  /** Intervals about them. */
  intervals?: readonly (readonly [number, number] | null)[];
  /** Drawn in the colour and with the mark of this variation; by the name when omitted. */
  like?: string;
  dash?: 'solid' | 'dash' | 'dot';
  /** Which panel it is in; one for all when omitted. */
  panel?: string;
}

export interface CurvesOptions {
  title: string;
  subtitle?: string;
  /** What is shown, of how many samples, and what the intervals are. */
  caption: string;
  /** Categories, from left to right. */
  along: readonly (string | number)[];
  x: string;
  y: string;
  range?: readonly [number, number];
}

/** Lines over ordered categories, in panels side by side that share an axis, for what a notebook has at hand. */
export function curves(
  lines: readonly Curve[],
  { title, subtitle, caption, along, x, y, range }: CurvesOptions,
): Figure {
  const categories = along.map(String);
  const titles = [...new Set(lines.map(({ panel = '' }) => panel))];
  const styles = [...new Set(lines.map(({ name, like = name }) => like))];
  const look = ({ name, like = name, dash = 'solid' }: Curve): { colour: string; marker: object; line: object } => {
    const { colour, symbol } = variationStyle(like, styles);
    return { colour, marker: { color: colour, symbol, size: 8 }, line: { color: colour, width: 2, dash } };
  };
  const trace = { type: 'scatter', mode: 'lines+markers' };
  const entries = lines
    .filter((line, i) => lines.findIndex(({ name }) => name === line.name) === i)
    .map((line): Trace => {
      const { marker, line: stroke } = look(line);
      return { ...trace, name: line.name, legendgroup: line.name, x: [null], y: [null], showlegend: true, marker, line: stroke }; // prettier-ignore
    });
  const grid = panelsUnderLegend(entries, {
    count: titles.length,
    columns: Math.min(3, titles.length),
    panelHeight: 250,
    gapX: 40,
    gapY: 62,
    margin: { l: 64, r: 20, t: titles.length > 1 ? 106 : 88, b: 56 },
  });
  const axes: Record<string, unknown> = {};
  const data = [...entries];
  grid.panels.forEach((panel, i) => {
    for (const line of lines.filter(({ panel: own = '' }) => own === titles[i])) {
      const { colour, marker, line: stroke } = look(line);
      const shared = { xaxis: panel.xaxis, yaxis: panel.yaxis, legendgroup: line.name, showlegend: false };
      const known = (line.intervals ?? []).flatMap((interval, at) =>
        interval ? [{ interval, x: categories[at] }] : [],
      );
      if (known.length > 0)
        data.push({
          ...shared,
          type: 'scatter',
          mode: 'lines',
          x: [...known.map((one) => one.x), ...known.map((one) => one.x).reverse()],
          y: [...known.map(({ interval }) => interval[1]), ...known.map(({ interval }) => interval[0]).reverse()],
          fill: 'toself',
          fillcolor: withOpacity(colour, 0.16),
          line: { width: 0 },
          hoverinfo: 'skip',
        });
      data.push({ ...trace, ...shared, name: line.name, x: categories, y: line.values, marker, line: stroke });
    }
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      type: 'category',
      categoryorder: 'array',
      categoryarray: categories,
      range: [-0.3, categories.length - 0.7],
      showgrid: false,
      title: x,
    });
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      ...(range ? { range } : {}),
      ...(i > 0 ? { matches: 'y' } : {}),
      ...(panel.isLeftmost ? { title: y } : {}),
      tickfont: { size: fontSizes.small },
    });
  });
  return {
    name: 'curves',
    title,
    caption,
    data,
    layout: {
      ...houseLayout({ title, subtitle }),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.flatMap((panel, i) => (titles[i] === '' ? [] : [panelTitle(panel, titles[i])])),
    },
  };
}
