import {
  houseAxis,
  houseLayout,
  ink,
  panelNote,
  panelTitle,
  quietText,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import type { Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { markEntry, panelsUnderLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select, tidy } from './over-seeds.js';
import { dotTrace, lineTraces } from './traces.js';

const title = 'Did pretraining learn what it was meant to?';

/** Matchers that do not look, and how far below its line each stands, so that they do not cover each other. */
const nulls = [
  { metric: 'null-position', name: 'position alone', symbol: 'line-ns', shift: -0.22 },
  { metric: 'null-height', name: 'height alone', symbol: 'x-thin', shift: 0 },
  { metric: 'null-density', name: 'density alone', symbol: 'cross-thin', shift: 0.22 },
];

/** What is matched with a pixel, in short. */
const taskNames: Record<string, string> = { 'cross-view': 'to views', 'cross-modal': 'to points' };

/** A line of the panel on recall: one variation, asked for one kind of match. */
interface RecallLine {
  variation: string;
  /** Undefined when the rows do not say. */
  task?: string;
}

/** Recall on unseen scenes against matchers that cheat, effective rank of the features, and the loss as it fell. */
export function audit(study: Study, { size }: DrawOptions = {}): Figure {
  const audits = select(study.rows, { kind: 'audit' });
  const losses = select(study.rows, { kind: 'pretrain', metric: 'loss' });
  if (audits.length + losses.length === 0)
    return emptyFigure('audit', title, 'This study has audited no pretraining run.');

  const variations = variationsIn([...audits, ...losses]);
  const recall = select(audits, { metric: 'recall@1' });
  const lines = recallLines(recall, variations);
  const known = nulls.filter(({ metric }) => audits.some((row) => row.metric === metric));
  const rank = select(audits, { metric: 'effective-rank' });
  const invalid = variations.flatMap((variation) =>
    (study.result.variations[variation]?.invalid ?? []).map((reason) => `${variation}, ${reason}`),
  );
  const entries = [...variationEntries(variations), ...known.map(({ name, symbol }) => markEntry(name, symbol))];
  const grid = panelsUnderLegend(
    entries,
    {
      count: 3,
      columns: 3,
      panelHeight: 210,
      gapX: 104,
      gapY: 0,
      margin: { l: 156, r: 20, t: 110, b: 60 },
      columnShares: [1.1, 0.75, 0.95],
      column: { columns: 1, panelHeight: 150, gapY: 84, margin: { l: 136, r: 20, t: 28, b: 56 } },
    },
    size,
  );
  const [recallPanel, rankPanel, lossPanel] = grid.panels;
  return {
    name: 'audit',
    title,
    caption:
      `Left: how often the nearest candidate is the right one, for pixels of unseen scenes matched to another view or to the point cloud, beside what a matcher reaches from image position, ` +
      `height or point density alone; a run that does not beat them is invalid. Middle: effective rank of the output features. Right: training loss. ` +
      `${invalid.length === 0 ? 'All runs are valid.' : `Invalid: ${invalid.join('; ')}.`} ${intervalSentence(study)} n = ${countOf(recall)} matches.`,
    data: [
      ...entries,
      ...known.flatMap((matcher) => nullTraces(audits, lines, recallPanel, matcher)),
      ...lines.flatMap((line, y) =>
        dots(select(recall, rowsOf(line)), { ...line, y, variations, panel: recallPanel, measure: 'recall@1' }),
      ),
      ...variations.flatMap((variation, y) =>
        dots(select(rank, { variation }), { variation, y, variations, panel: rankPanel, measure: 'dimensions' }),
      ),
      ...lossTraces(losses, variations, lossPanel),
    ],
    layout: {
      ...houseLayout(
        { title, subtitle: 'Pretraining must match unseen scenes better than matchers that do not look' },
        size,
      ),
      ...grid.layout,
      xaxis: houseAxis({ domain: recallPanel.x, anchor: 'y', rangemode: 'tozero', title: 'recall@1' }),
      yaxis: nameAxis(
        lines.map(({ variation, task }) =>
          nameOf(variation, variations, task === undefined ? '' : (taskNames[task] ?? task)),
        ),
        { domain: recallPanel.y, anchor: 'x' },
      ),
      xaxis2: houseAxis({ domain: rankPanel.x, anchor: 'y2', rangemode: 'tozero', title: 'dimensions' }),
      yaxis2: nameAxis(
        variations.map((variation) => nameOf(variation, variations)),
        { domain: rankPanel.y, anchor: 'x2' },
      ),
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

function recallLines(recall: readonly Row[], variations: readonly string[]): RecallLine[] {
  return variations.flatMap((variation) => {
    const own = select(recall, { variation });
    const tasks = distinct(own, 'target');
    if (tasks.length > 0) return tasks.map((task) => ({ variation, task }));
    return own.length > 0 ? [{ variation }] : [];
  });
}

function rowsOf({ variation, task }: RecallLine): Partial<Row> {
  return task === undefined ? { variation } : { variation, target: task };
}

function nameOf(variation: string, variations: readonly string[], aside = ''): string {
  const { label, textColour } = variationStyle(variation, variations);
  return `<span style="color:${textColour}">${label}</span>${aside === '' ? '' : ` ${quietText(aside)}`}`;
}

/** An axis that names one line after another, from the top. */
function nameAxis(names: readonly string[], options: Record<string, unknown>): Record<string, unknown> {
  const range = [Math.max(1, names.length) - 0.5, -0.5];
  return houseAxis({ range, tickvals: names.map((_, i) => i), ticktext: [...names], ticks: '', ...options });
}

/** Where a dot stands, and whose it is. */
interface Dot extends RecallLine {
  y: number;
  variations: readonly string[];
  panel: Panel;
  measure: string;
}

function dots(rows: readonly Row[], { variation, task, y, variations, panel, measure }: Dot): Trace[] {
  const summary = overSeeds(rows);
  const style = variationStyle(variation, variations);
  return summary
    ? [dotTrace({ panel, y, summary, style, name: style.label, measure, line: task, group: variation })]
    : [];
}

function nullTraces(
  audits: readonly Row[],
  lines: readonly RecallLine[],
  panel: Panel,
  { metric, name, symbol, shift }: (typeof nulls)[number],
): Trace[] {
  return lines.flatMap((line, y) => {
    const summary = overSeeds(select(audits, { ...rowsOf(line), metric }));
    if (!summary) return [];
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name,
        legendgroup: name,
        showlegend: false,
        xaxis: panel.xaxis,
        yaxis: panel.yaxis,
        x: [summary.mean],
        y: [y + shift],
        marker: {
          symbol,
          size: 7,
          line: { width: 1.5, color: ink.soft },
          color: ink.soft,
        },
        hovertemplate: `${name}: %{x:.3f}<extra></extra>`,
        meta: {
          numbers: [
            {
              series: `${name}, ${variationStyle(line.variation, []).label}`,
              x: line.task ?? null,
              measure: 'recall@1',
              ...tidy(summary),
            },
          ],
        },
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
    return lineTraces({
      panel,
      x: steps,
      summaries,
      style,
      name: style.label,
      measure: 'loss (nat)',
      group: variation,
    }).map((trace) => (trace.mode === 'lines+markers' ? { ...trace, mode: 'lines' } : trace));
  });
}
