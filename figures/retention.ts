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
import type { Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { dashEntry, panelsUnderLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select, tidy } from './over-seeds.js';
import { stageAxis } from './stage-axis.js';
import { lineTraces } from './traces.js';

const title = 'What each stage of the encoder retains';

/** What is read out, in the order of the panels: its name to a reader and the metric it is scored by. */
const targets: { target: string; name: string; metric: 'r2' | 'accuracy' }[] = [
  { target: 'albedo', name: 'colour of the surface (albedo a*b*)', metric: 'r2' },
  { target: 'chroma', name: 'colour in the image (a*b*)', metric: 'r2' },
  { target: 'texture', name: 'kind of texture', metric: 'accuracy' },
  { target: 'texture-frequency', name: 'texture frequency', metric: 'r2' },
  { target: 'texture-orientation', name: 'texture orientation', metric: 'r2' },
  { target: 'depth-beyond-position', name: 'log-depth beyond position', metric: 'r2' },
  { target: 'depth-within-image', name: 'log-depth within the image', metric: 'r2' },
  { target: 'depth', name: 'log-depth', metric: 'r2' },
  { target: 'normals', name: 'surface normals', metric: 'r2' },
];

const metricNames = { r2: 'R²', accuracy: 'accuracy' };

/** Probe scores along the stages, one panel a target: colour that leaves and depth that enters. */
export function retention(study: Study, { size }: DrawOptions = {}): Figure {
  const probes = select(study.rows, { kind: 'probe' });
  const shown = targets
    .map(({ target, name, metric }) => ({ name, metric, rows: select(probes, { target, metric }) }))
    .filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return emptyFigure('retention', title, 'This study has no probe results.');

  const variations = variationsIn(probes);
  const stages = stagesIn(probes, variations);
  const entries = [
    ...variationEntries(variations),
    dashEntry('ridge probe', 'solid'),
    dashEntry('MLP probe', 'dash'),
    dashEntry('from position alone', 'dot'),
  ];
  const grid = panelsUnderLegend(
    entries,
    {
      count: shown.length,
      columns: Math.min(3, shown.length),
      panelHeight: 190,
      gapX: 44,
      gapY: 62,
      margin: { l: 64, r: 20, t: 106, b: 56 },
    },
    size,
  );
  const data: Trace[] = [...entries];
  const axes: Record<string, unknown> = {};
  grid.panels.forEach((panel, i) => {
    const { rows, metric } = shown[i];
    const measure = metricNames[metric];
    data.push(...baselineTraces(rows, stages, panel, measure));
    for (const variation of variations)
      for (const head of ['mlp', 'ridge']) {
        const own = select(rows, { variation, head });
        if (own.length === 0) continue;
        const style = variationStyle(variation, variations);
        data.push(
          ...lineTraces({
            panel,
            x: stages,
            summaries: stages.map((stage) => overSeeds(select(own, { stage }))),
            style,
            name: `${style.label}, ${head}`,
            measure,
            group: variation,
            dash: head === 'ridge' ? 'solid' : 'dash',
            band: head === 'ridge',
          }),
        );
      }
    axes[panel.xaxisKey] = stageAxis(panel, stages, 'stage');
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      range: scoreRange(rows),
      ...(panel.isLeftmost ? { title: 'score, unseen scenes' } : {}),
    });
  });
  return {
    name: 'retention',
    title,
    caption:
      `How well each factor can be read out of frozen features, stage by stage, on scenes unseen in training. ` +
      `Solid: ridge regression with its interval; dashed: a small MLP. Dotted: the same probe given image position instead of features; ` +
      `grey line: the best constant answer. Gaps: too few cells lie wholly on one surface. 'none' is the untrained encoder. ` +
      `${intervalSentence(study)} n = ${countOf(probes)} cells per stage and seed.`,
    data,
    layout: {
      ...houseLayout(
        { title, subtitle: 'Scores of probes that read one factor out of the frozen features of each stage' },
        size,
      ),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, shown[i].name, metricNames[shown[i].metric])),
    },
  };
}

/** Stages of the encoders in the order of computation, which is the order of their rows. */
function stagesIn(probes: readonly Row[], variations: readonly string[]): string[] {
  return distinct(
    probes.filter((row) => variations.includes(row.variation)),
    'stage',
  );
}

/** What the probe scores without the image: a dotted line for position, a grey one for the best constant. */
function baselineTraces(rows: readonly Row[], stages: readonly string[], panel: Panel, measure: string): Trace[] {
  return (['trivial', 'position'] as const).flatMap((variation) => {
    const own = select(rows, { variation, head: 'ridge' });
    if (own.length === 0) return [];
    const overall = overSeeds(own)!;
    const summaries = stages.map((stage) => overSeeds(select(own, { stage })) ?? overall);
    return [
      {
        type: 'scatter',
        mode: 'lines',
        name: variation,
        showlegend: false,
        xaxis: panel.xaxis,
        yaxis: panel.yaxis,
        x: [...stages],
        y: summaries.map(({ mean }) => mean),
        line: {
          color: ink.soft,
          width: variation === 'position' ? 1.5 : 1,
          dash: variation === 'position' ? 'dot' : 'solid',
        },
        hovertemplate: `${variation}: %{y:.3f}<extra></extra>`,
        meta: {
          numbers: summaries.map((summary, i) => ({ series: variation, x: stages[i], measure, ...tidy(summary) })),
        },
      },
    ];
  });
}

/** From zero (or a little below, when scores go there) to a little above the best score. */
function scoreRange(rows: readonly Row[]): [number, number] {
  const values = rows.map((row) => row.value).filter(Number.isFinite);
  const highest = Math.max(0.1, ...values);
  const lowest = Math.max(-0.5, Math.min(0, ...values));
  const pad = 0.06 * (highest - lowest);
  return [lowest - pad, highest + pad];
}
