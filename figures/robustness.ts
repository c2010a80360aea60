import {
  fontSizes,
  houseAxis,
  houseLayout,
  ink,
  panelTitle,
  plainText,
  verdictColours,
  withOpacity,
  type Figure,
  type FigureSize,
  type Layout,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import type { FindingPart, Study } from '../src/study/types.js';
import { corruptionPanels, headDashes, measureRange } from './corruption-panels.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { findingIntervals } from './finding-notes.js';
import { dashEntry, legendTop, panelsUnderLegend, topLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, select } from './over-seeds.js';
import { dotTrace } from './traces.js';

const title = 'How depth survives corrupted images';

const headNames: Record<string, string> = { ridge: 'ridge probe', 'fine-tuned': 'fine-tuned network' };

/** Heights in pixels. */
const sizes = { panel: 130, gap: 58, verdictHead: 100, verdictLine: { wide: 46, column: 36 } };

/** Ends of the panel of differences in shares of the plotting area: names at its left, verdicts at its right. */
const verdictEnds: Readonly<Record<FigureSize, [number, number]>> = { wide: [0.24, 0.86], column: [0.22, 0.7] };

/** Depth skill over the severity of each corruption, and below it the differences that decide the finding. */
export function robustness(study: Study, { size = 'wide' }: DrawOptions = {}): Figure {
  const measured = select(study.rows, { kind: 'robustness', metric: 'skill', target: 'depth' });
  const rows = measured.filter((row) => Number.isFinite(row.value));
  const names = distinct(rows, 'corruption').filter((name) => name !== 'clean');
  if (names.length === 0) return emptyFigure('robustness', title, 'This study has not measured robustness.');

  const variations = variationsIn(rows);
  const heads = Object.fromEntries(Object.entries(headNames).filter(([head]) => rows.some((row) => row.head === head)));
  const parts = measuredParts(study);
  const entries = [
    ...variationEntries(variations),
    ...Object.values(heads).map((name, h) => dashEntry(name, headDashes[h])),
  ];
  const { curvePanels, verdictPanel, layout } = compose(names.length, parts.length, entries, size);
  const curves = corruptionPanels({
    rows,
    corruptions: names,
    panels: curvePanels,
    variations,
    heads,
    measure: 'depth skill',
    range: measureRange(rows),
  });
  const verdicts = verdictPanel && drawVerdicts(parts, verdictPanel, size);
  return {
    name: 'robustness',
    title,
    caption:
      `Depth skill is 1 − E/E₀ on unseen scenes, E the squared error of log-depth and E₀ that of a read-out that knows only the position in the image: 1 is perfect, 0 no better than not looking. ` +
      `Read-outs were fitted on clean images; curves end where skill falls below −0.5. Bands: intervals of the ${Object.values(heads)[0]}. ${intervalSentence(study)} n = ${countOf(rows)} cells or pixels.` +
      (verdicts
        ? ` Below, what the verdict rests on: corrupted skill of cross-modal minus cross-view, the better of the two weakened, seed by seed, to the clean skill of the other, ` +
          `so that a better clean score does not pass for robustness; mean over severities, then over corruptions, skill below 0 counting as none. ` +
          `Bars: ${findingIntervals}; small ticks: single seeds; grey: differences within the margin δ.`
        : ''),
    data: [...entries, ...curves.data, ...(verdicts?.data ?? [])],
    layout: {
      ...houseLayout(
        { title, subtitle: 'Skill of depth read-outs as a corruption grows; trained on clean images only' },
        size,
      ),
      ...layout,
      ...curves.axes,
      ...verdicts?.axes,
      annotations: [...curves.annotations, ...(verdicts?.annotations ?? [])],
      shapes: verdicts?.shapes ?? [],
    },
  };
}

/** A part of the finding that has an estimate. */
type MeasuredPart = FindingPart & { estimate: number; scenes: number };

function measuredParts({ result }: Study): MeasuredPart[] {
  const parts = result.findings.find(({ id }) => id === 'robustness')?.parts ?? [];
  const scenes = result.testScenes.length;
  return parts.flatMap((part) => (part.estimate === null ? [] : [{ ...part, estimate: part.estimate, scenes }]));
}

type VerdictPanel = Pick<Panel, 'x' | 'y' | 'xaxis' | 'yaxis' | 'xaxisKey' | 'yaxisKey'>;

/** The grid of curves, and below it, when the finding has measured parts, the panel of their differences. */
function compose(
  corruptions: number,
  parts: number,
  entries: readonly Trace[],
  size: FigureSize,
): { curvePanels: Panel[]; verdictPanel?: VerdictPanel; layout: Layout } {
  const { panels, layout } = panelsUnderLegend(
    entries,
    {
      count: corruptions,
      columns: Math.min(4, corruptions),
      panelHeight: sizes.panel,
      gapX: 26,
      gapY: sizes.gap,
      margin: { l: 60, r: 20, t: 106, b: 56 },
      column: { panelHeight: 110, gapX: 20, gapY: 52, margin: { l: 52, r: 10, t: 30, b: 56 } },
    },
    size,
  );
  if (parts === 0) return { curvePanels: panels, layout };
  const { margin } = layout;
  const curvesHeight = layout.height - margin.t - margin.b;
  const verdictHeight = parts * sizes.verdictLine[size];
  const plotHeight = curvesHeight + sizes.verdictHead + verdictHeight;
  const height = plotHeight + margin.t + margin.b;
  const raised = (share: number): number => 1 - (curvesHeight / plotHeight) * (1 - share);
  const suffix = String(corruptions + 1);
  return {
    curvePanels: panels.map((panel) => ({ ...panel, y: [raised(panel.y[0]), raised(panel.y[1])] })),
    verdictPanel: {
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      xaxisKey: `xaxis${suffix}`,
      yaxisKey: `yaxis${suffix}`,
      x: verdictEnds[size],
      y: [0, verdictHeight / plotHeight],
    },
    layout: { ...layout, ...topLegend(legendTop[size], height, layout.width), height },
  };
}

/** The finding's differences as its verdict has them, a line each, with the verdict at the right. */
function drawVerdicts(
  parts: readonly MeasuredPart[],
  panel: VerdictPanel,
  size: FigureSize,
): { data: Trace[]; axes: Record<string, unknown>; annotations: unknown[]; shapes: unknown[] } {
  const { xaxis, yaxis } = panel;
  const reach = Math.max(
    ...parts.flatMap(({ estimate, ci95, margin, perSeed }) =>
      [estimate, ...(ci95 ?? []), 2 * margin, ...perSeed].map(Math.abs),
    ),
  );
  return {
    data: parts.flatMap((part, line) => partTraces(part, line, panel)),
    axes: {
      [panel.xaxisKey]: houseAxis({
        domain: panel.x,
        anchor: yaxis,
        title: `cross-modal minus cross-view, ${parts.every(({ name }) => name.startsWith('depth')) ? 'depth skill' : 'skill'}${size === 'wide' ? '; ' : '<br>'}right: cross-modal is more robust`,
        range: [-1.08 * reach, 1.08 * reach],
        zeroline: true,
        zerolinecolor: ink.line,
      }),
      [panel.yaxisKey]: houseAxis({
        domain: panel.y,
        anchor: xaxis,
        range: [parts.length - 0.5, -0.5],
        tickvals: parts.map((_, line) => line),
        ticktext: parts.map(({ name }) => plainText(name).replace(', ', ',<br>')),
        ticks: '',
        showgrid: false,
      }),
    },
    annotations: [
      panelTitle(panel, 'At matched clean skill', size === 'wide' ? 'who keeps more of the same clean skill' : ''),
      ...parts.map(({ verdict }, line) => ({
        text: `<b>${verdict.replace('-', ' ')}</b>`,
        font: { size: fontSizes.text, color: verdictColours[verdict] },
        x: panel.x[1],
        xref: 'paper',
        xanchor: 'left',
        xshift: size === 'wide' ? 12 : 6,
        y: line,
        yref: yaxis,
        showarrow: false,
      })),
    ],
    shapes: parts.map(({ margin }, line) => ({
      type: 'rect',
      xref: xaxis,
      yref: yaxis,
      x0: -margin,
      x1: margin,
      y0: line - 0.5,
      y1: line + 0.5,
      fillcolor: withOpacity(ink.soft, 0.16),
      line: { width: 0 },
      layer: 'below',
    })),
  };
}

/** Single seeds as ticks, and over them the estimate with its interval. */
function partTraces(
  { name, unit, estimate, ci95, perSeed, verdict, scenes }: MeasuredPart,
  line: number,
  panel: VerdictPanel,
): Trace[] {
  const colour = verdictColours[verdict];
  const label = plainText(name);
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: label,
      meta: { numbers: [] },
      showlegend: false,
      hoverinfo: 'skip',
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      x: [...perSeed],
      y: perSeed.map(() => line),
      marker: { symbol: 'line-ns', size: 8, line: { width: 1, color: withOpacity(colour, 0.6) } },
    },
    dotTrace({
      panel,
      y: line,
      summary: { mean: estimate, interval: ci95, seeds: perSeed.length, n: scenes },
      style: { label, colour, symbol: 'diamond' },
      name: label,
      measure: unit,
      group: label,
    }),
  ];
}
