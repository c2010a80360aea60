import {
  houseAxis,
  houseLayout,
  ink,
  panelTitle,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import type { Row } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { dashEntry, panelsUnderLegend, variationEntries, variationsIn } from './legend.js';
import { overSeeds, select } from './over-seeds.js';
import { labelShares } from './task-measures.js';
import { lineTraces } from './traces.js';

/** A panel of scores over the share of labels. */
export interface SharePanel {
  /** One metric of one task. */
  rows: readonly Row[];
  name: string;
  aside: string;
  unit: string;
}

/** Data and layout of a figure of scores over the share of labels, a panel a metric; what does not look is dotted. */
export function sharePanels(
  shown: readonly SharePanel[],
  { title, subtitle, columns, size }: { title: string; subtitle: string; columns: number } & DrawOptions,
): Pick<Figure, 'data' | 'layout'> {
  const rows = shown.flatMap((panel) => panel.rows);
  const variations = variationsIn(rows);
  const hasTrivial = rows.some(({ variation }) => variation === 'trivial');
  const entries = [...variationEntries(variations), ...(hasTrivial ? [dashEntry('without looking', 'dot')] : [])];
  const grid = panelsUnderLegend(
    entries,
    {
      count: shown.length,
      columns,
      panelHeight: 260,
      gapX: 72,
      gapY: 62,
      margin: { l: 64, r: 24, t: 106, b: 60 },
      column: { columns: 1, panelHeight: 180, gapY: 66, margin: { l: 60, r: 16, t: 44, b: 56 } },
    },
    size,
  );
  const data: Trace[] = [...entries];
  const axes: Record<string, unknown> = {};
  grid.panels.forEach((panel, i) => {
    const { rows: own, unit } = shown[i];
    const shares = labelShares(own);
    data.push(...curves(own, shares, variations, panel, unit));
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      type: 'log',
      range: [Math.log10(shares[0]) - 0.12, Math.log10(shares.at(-1)!) + 0.12],
      tickvals: shares,
      ticktext: shares.map((share) => `${Number((100 * share).toPrecision(3))} %`),
      showgrid: false,
      ...(panel.isLowest ? { title: 'share of labels used for fine-tuning' } : {}),
    });
    axes[panel.yaxisKey] = houseAxis({ domain: panel.y, anchor: panel.xaxis, title: unit });
  });
  return {
    data,
    layout: {
      ...houseLayout({ title, subtitle }, size),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, shown[i].name, shown[i].aside)),
    },
  };
}

function curves(
  rows: readonly Row[],
  shares: readonly number[],
  variations: readonly string[],
  panel: Panel,
  measure: string,
): Trace[] {
  const summaries = (variation: string) => shares.map((labels) => overSeeds(select(rows, { variation, labels })));
  const trivial = summaries('trivial');
  return [
    ...variations
      .filter((variation) => rows.some((row) => row.variation === variation))
      .flatMap((variation) => {
        const style = variationStyle(variation, variations);
        const line = { panel, x: shares, style, name: style.label, measure, group: variation };
        return lineTraces({ ...line, summaries: summaries(variation) });
      }),
    ...(trivial.some((summary) => summary !== null)
      ? lineTraces({
          panel,
          x: shares,
          summaries: trivial,
          style: { label: '', colour: ink.soft, symbol: 'circle' },
          name: 'without looking',
          measure,
          group: 'without looking',
          dash: 'dot',
          band: false,
        })
      : []),
  ];
}
