import type { DialPoint } from '../src/analysis/index.js';
import { houseAxis, houseLayout, panelTitle, variationStyle, type Figure, type Trace } from '../src/plot/index.js';
import { panelsUnderLegend, variationEntries, withoutBaselines } from './legend.js';
import { lineTraces } from './traces.js';

const title = 'What is retained, as the other modality tells more of it';

export interface DialFigureOptions {
  /** What is retained, as a reader calls it. */
  factor?: string;
  /** Stages shown, one a panel; all when omitted. */
  stages?: readonly string[];
}

/** Retention of a factor by stage against how redundant it is; one panel a stage, one line a variation. */
export function redundancyDialFigure(
  points: readonly DialPoint[],
  { factor = 'colour of the surface (albedo a*b*)', stages: wanted }: DialFigureOptions = {},
): Figure {
  const inBits = points.every(({ redundancy }) => redundancy.bits !== undefined);
  const place = ({ redundancy }: DialPoint): number => (inBits ? redundancy.bits! : redundancy.colourDepth);
  const axis = inBits ? 'I(colour; class), bits' : 'R² of log-depth from colour';
  const variations = withoutBaselines([...new Set(points.map(({ variation }) => variation))]);
  const stages = wanted ?? [...new Set(points.map(({ stage }) => stage))];
  const entries = variationEntries(variations);
  const grid = panelsUnderLegend(entries, {
    count: stages.length,
    columns: Math.min(4, stages.length),
    panelHeight: 190,
    gapX: 40,
    gapY: 62,
    margin: { l: 64, r: 20, t: 106, b: 56 },
  });
  const data: Trace[] = [...entries];
  const axes: Record<string, unknown> = {};
  const places = points.map(place);
  grid.panels.forEach((panel, i) => {
    for (const variation of variations) {
      const own = points
        .filter((point) => point.stage === stages[i] && point.variation === variation)
        .sort((a, b) => place(a) - place(b));
      if (own.length === 0) continue;
      const style = variationStyle(variation, variations);
      const summaries = own.map(({ mean, interval, seeds }) => ({ mean, interval, seeds }));
      data.push(...lineTraces({ panel, x: own.map(place), summaries, style, name: style.label, group: variation }));
    }
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      range: padded(places),
      ...(panel.isLowest ? { title: axis } : {}),
    });
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      range: padded([0, 0.1, ...points.map(({ mean }) => Math.max(-0.5, mean))]),
      ...(panel.isLeftmost ? { title: 'R², unseen scenes' } : {}),
    });
  });
  const seeds = [...new Set(points.map((point) => point.seeds))].sort((a, b) => a - b).join(', ');
  const worlds = new Set(points.map(({ study }) => study)).size;
  return {
    name: 'redundancy-dial',
    title,
    caption:
      `How well the ${factor} can be read linearly out of each stage, in ${worlds} worlds in which ${inBits ? 'the class of a surface tells more or less of its colour' : 'colour tells more or less of depth'}. ` +
      `Means over ${seeds} seeds; bands are 95 % t intervals. 'none' is the untrained encoder.`,
    data,
    layout: {
      ...houseLayout({ title, subtitle: `Linear read-out of the ${factor}, by stage` }),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, stages[i], '')),
    },
  };
}

function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.06 * (high - low || 1);
  return [low - pad, high + pad];
}
