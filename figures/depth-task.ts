import {
  figureWidth,
  houseAxis,
  houseLayout,
  panelGrid,
  panelTitle,
  variationStyle,
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { legendHeight, topLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select } from './over-seeds.js';
import { lineTraces } from './traces.js';

const title = 'Depth prediction, fine-tuned with few or many labels';

const metrics = [
  { metric: 'delta1', name: 'δ₁', aside: 'share within a factor of 1.25: higher is better', unit: 'δ₁' },
  { metric: 'absRel', name: 'AbsRel', aside: 'mean relative error: lower is better', unit: 'AbsRel' },
];

/** Label efficiency of depth prediction: δ₁ and AbsRel over the share of labels, for each pretraining. */
export function depthTask(study: Study): Figure {
  const rows = select(study.rows, { kind: 'task', target: 'depth' });
  const shown = metrics.filter(({ metric }) => rows.some((row) => row.metric === metric && Number.isFinite(row.value)));
  if (shown.length === 0) return emptyFigure('depth-task', title, 'This study has trained no depth task.');

  const variations = variationsIn(rows);
  const shares = distinct(rows, 'labels').sort((a, b) => a - b);
  const entries = variationEntries(variations);
  const margin = { l: 64, r: 24, t: 106, b: 60 };
  margin.t += legendHeight(entries, figureWidth - margin.l - margin.r);
  const grid = panelGrid({
    count: shown.length,
    columns: shown.length,
    width: figureWidth,
    panelHeight: 260,
    gapX: 72,
    gapY: 0,
    margin,
  });
  const data: Trace[] = [...entries];
  const axes: Record<string, unknown> = {};
  grid.panels.forEach((panel, i) => {
    const { metric, unit } = shown[i];
    for (const variation of variations) {
      const own = select(rows, { variation, metric });
      if (own.length === 0) continue;
      const style = variationStyle(variation, variations);
      const summaries = shares.map((labels) => overSeeds(select(own, { labels })));
      data.push(...lineTraces({ panel, x: shares, summaries, style, name: style.label, group: variation }));
    }
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      type: 'log',
      range: [Math.log10(shares[0]) - 0.12, Math.log10(shares.at(-1)!) + 0.12],
      tickvals: shares,
      ticktext: shares.map((share) => `${Number((100 * share).toPrecision(3))} %`),
      showgrid: false,
      title: 'share of labels used for fine-tuning',
    });
    axes[panel.yaxisKey] = houseAxis({ domain: panel.y, anchor: panel.xaxis, title: unit });
  });
  return {
    name: 'depth-task',
    title,
    caption:
      `Each pretrained encoder fine-tuned to predict depth with a share of the labels, and scored on unseen scenes. 'none' starts from random weights. ` +
      `${intervalSentence(study)} n = ${countOf(rows)} per point.`,
    data,
    layout: {
      ...houseLayout({ title, subtitle: 'Scores on unseen scenes after fine-tuning from each pretraining' }),
      ...topLegend(64, grid.layout.height, grid.layout.width),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, shown[i].name, shown[i].aside)),
    },
  };
}
