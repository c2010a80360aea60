import {
  figureWidth,
  houseAxis,
  houseLayout,
  ink,
  panelGrid,
  panelNote,
  panelTitle,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import type { Row, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { markEntry, topLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select } from './over-seeds.js';
import { dotTrace, lineTraces } from './traces.js';

const title = 'Did pretraining learn what it was meant to?';

/** Matchers that cheat: recall that each reaches without looking at appearance. */
const nulls = [
  { metric: 'null-position', name: 'position alone', symbol: 'line-ns' },
  { metric: 'null-height', name: 'height alone', symbol: 'x-thin' },
  { metric: 'null-density', name: 'density alone', symbol: 'cross-thin' },
];

/** Recall on unseen scenes against matchers that cheat, effective rank of the features, and the loss as it fell. */
export function audit(study: Study): Figure {
  const audits = select(study.rows, { kind: 'audit' });
  const losses = select(study.rows, { kind: 'pretrain', metric: 'loss' });
  if (audits.length + losses.length === 0)
    return emptyFigure('audit', title, 'This study has audited no pretraining run.');

  const variations = variationsIn([...audits, ...losses]);
  const grid = panelGrid({
    count: 3,
    columns: 3,
    width: figureWidth,
    panelHeight: 210,
    gapX: 52,
    gapY: 0,
    margin: { l: 100, r: 20, t: 130, b: 60 },
    columnShares: [1.15, 0.8, 1.05],
  });
  const [recallPanel, rankPanel, lossPanel] = grid.panels;
  const recall = audits.filter((row) => row.metric === 'recall@1' || row.metric === 'recall');
  const known = nulls.filter(({ metric }) => audits.some((row) => row.metric === metric));
  const rank = select(audits, { metric: 'effective-rank' });
  const invalid = variations.flatMap((variation) =>
    (study.result.variations[variation]?.invalid ?? []).map((reason) => `${variation}, ${reason}`),
  );
  const names = houseAxis({
    range: [variations.length - 0.5, -0.5],
    tickvals: variations.map((_, v) => v),
    ticktext: variations.map((variation) => {
      const { label, colour } = variationStyle(variation, variations);
      return `<span style="color:${colour}">${label}</span>`;
    }),
    ticks: '',
  });
  return {
    name: 'audit',
    title,
    caption:
      `Left: share of unseen pairs matched correctly, beside what a matcher reaches from image position, height or point density alone; a run that does not beat them is invalid. ` +
      `Middle: effective rank of the output features. Right: training loss. ${invalid.length === 0 ? 'All runs are valid.' : `Invalid: ${invalid.join('; ')}.`} ` +
      `${intervalSentence(study)} n = ${countOf(recall)} pairs.`,
    data: [
      ...variationEntries(variations),
      ...known.map(({ name, symbol }) => markEntry(name, symbol)),
      ...known.flatMap(({ metric, name, symbol }) =>
        nullTraces(select(audits, { metric }), variations, recallPanel, name, symbol),
      ),
      ...dots(recall, variations, recallPanel),
      ...dots(rank, variations, rankPanel),
      ...lossTraces(losses, variations, lossPanel),
    ],
    layout: {
      ...houseLayout({ title, subtitle: 'Pretraining must match unseen scenes better than matchers that cheat' }),
      ...topLegend(64, grid.layout.height, grid.layout.width),
      ...grid.layout,
      xaxis: houseAxis({ domain: recallPanel.x, anchor: 'y', rangemode: 'tozero', title: 'recall@1' }),
      yaxis: { ...names, domain: recallPanel.y, anchor: 'x' },
      xaxis2: houseAxis({ domain: rankPanel.x, anchor: 'y2', rangemode: 'tozero', title: 'dimensions' }),
      yaxis2: { ...names, domain: rankPanel.y, anchor: 'x2', showticklabels: false },
      xaxis3: houseAxis({ domain: lossPanel.x, anchor: 'y3', showgrid: false, title: 'training step' }),
      yaxis3: houseAxis({ domain: lossPanel.y, anchor: 'x3', title: 'loss (nat)' }),
      annotations: [
        panelTitle(recallPanel, 'recall on unseen scenes'),
        panelTitle(rankPanel, 'effective rank'),
        panelTitle(lossPanel, 'loss in training'),
        ...(recall.length === 0 ? [panelNote(recallPanel, 'not measured', ink.soft)] : []),
        ...(rank.length === 0 ? [panelNote(rankPanel, 'not measured', ink.soft)] : []),
        ...(losses.length === 0 ? [panelNote(lossPanel, 'not recorded', ink.soft)] : []),
      ],
    },
  };
}

function dots(rows: readonly Row[], variations: readonly string[], panel: Panel): Trace[] {
  return variations.flatMap((variation, v) => {
    const summary = overSeeds(select(rows, { variation }));
    const style = variationStyle(variation, variations);
    return summary ? [dotTrace({ panel, y: v, summary, style, name: style.label, group: variation })] : [];
  });
}

function nullTraces(
  rows: readonly Row[],
  variations: readonly string[],
  panel: Panel,
  name: string,
  symbol: string,
): Trace[] {
  return variations.flatMap((variation, v) => {
    const summary = overSeeds(select(rows, { variation }));
    if (!summary) return [];
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name,
        legendgroup: variation,
        showlegend: false,
        xaxis: panel.xaxis,
        yaxis: panel.yaxis,
        x: [summary.mean],
        y: [v],
        marker: { symbol, size: 10, line: { width: 2, color: ink.soft } },
        hovertemplate: `${name}: %{x:.3f}<extra></extra>`,
      },
    ];
  });
}

function lossTraces(rows: readonly Row[], variations: readonly string[], panel: Panel): Trace[] {
  return variations.flatMap((variation) => {
    const own = select(rows, { variation });
    if (own.length === 0) return [];
    const steps = distinct(own, 'step').sort((a, b) => a - b);
    const style = variationStyle(variation, variations);
    const summaries = steps.map((step) => overSeeds(select(own, { step })));
    return lineTraces({ panel, x: steps, summaries, style, name: style.label, group: variation }).map((trace) =>
      trace.mode === 'lines+markers' ? { ...trace, mode: 'lines' } : trace,
    );
  });
}
