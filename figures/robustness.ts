import { corruptions as registry } from '../src/robustness/corruptions/index.js';
import {
  figureWidth,
  fontSizes,
  houseAxis,
  houseLayout,
  ink,
  panelGrid,
  panelTitle,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import { mean } from '../src/stats/index.js';
import type { Row, Study } from '../src/study/types.js';
import { corruptionPanels, headDashes, measureRange } from './corruption-panels.js';
import { emptyFigure } from './empty-figure.js';
import { dashEntry, legendHeight, topLegend, variationEntries, variationsIn } from './legend.js';
import { matchedSkills } from './matched-skill.js';
import { countOf, distinct, intervalSentence, select, summarise, type SeedSummary } from './over-seeds.js';
import { dotTrace } from './traces.js';

const title = 'How depth survives corrupted images';

const headNames: Record<string, string> = { ridge: 'ridge probe', 'fine-tuned': 'fine-tuned network' };

/** Heights in pixels. */
const sizes = { panel: 130, gap: 58, summaryHead: 100, summaryLine: 58 };

/** Depth skill over the severity of each corruption, and below it corrupted skill at matched clean skill. */
export function robustness(study: Study): Figure {
  const rows = select(study.rows, { kind: 'robustness', metric: 'skill' }).filter((row) => Number.isFinite(row.value));
  const names = distinct(rows, 'corruption').filter((name) => name !== 'clean');
  if (names.length === 0) return emptyFigure('robustness', title, 'This study has not measured robustness.');

  const variations = variationsIn(rows);
  const heads = Object.fromEntries(Object.entries(headNames).filter(([head]) => rows.some((row) => row.head === head)));
  const comparisons = comparisonsOf(rows, names, heads, variations);
  const entries = [
    ...variationEntries(variations),
    ...Object.values(heads).map((name, h) => dashEntry(name, headDashes[h])),
  ];
  const { curvePanels, summaryPanel, layout } = compose(names.length, comparisons.length, entries);
  const range = measureRange(rows);
  const curves = corruptionPanels({
    rows,
    corruptions: names,
    panels: curvePanels,
    variations,
    heads,
    measure: 'depth skill',
    range,
  });
  return {
    name: 'robustness',
    title,
    caption:
      `Depth skill is 1 − E/E₀ on unseen scenes, E the squared error of log-depth and E₀ that of a read-out that knows only the position in the image: 1 is perfect, 0 no better than not looking. ` +
      `Read-outs were fitted on clean images. Bands: intervals of the ${Object.values(heads)[0]}. Below: mean over corruptions and severities, skill below 0 counting as none, with every variation weakened, seed by seed, to the clean skill of the weakest ` +
      `(black rule), so that a better clean score does not pass for robustness. ${intervalSentence(study)} n = ${countOf(rows)} cells or pixels.`,
    data: [...entries, ...curves.data, ...summaryTraces(comparisons, summaryPanel, variations)],
    layout: {
      ...houseLayout({
        title,
        subtitle: 'Skill of depth read-outs as a corruption grows; trained on clean images only',
      }),
      ...topLegend(64, layout.height, layout.width),
      ...layout,
      ...curves.axes,
      [summaryPanel.xaxisKey]: houseAxis({
        domain: summaryPanel.x,
        anchor: summaryPanel.yaxis,
        title: 'depth skill, mean over corruptions and severities',
        range: [0, 1.1 * Math.max(0.05, ...comparisons.flatMap(reaches))],
        zeroline: true,
        zerolinecolor: ink.line,
      }),
      [summaryPanel.yaxisKey]: houseAxis({
        domain: summaryPanel.y,
        anchor: summaryPanel.xaxis,
        range: [comparisons.length - 0.5, -0.5],
        tickvals: comparisons.map((_, i) => i),
        ticktext: comparisons.map(({ label }) => label),
        ticks: '',
        showgrid: false,
      }),
      annotations: [
        ...curves.annotations,
        panelTitle(
          { x: [0, 1], y: summaryPanel.y },
          'At matched clean skill',
          'who keeps more of the same clean skill',
        ),
        ...comparisons.flatMap(({ clean }, i) => comparisonNote(clean, i, summaryPanel)),
      ],
      shapes: comparisons.flatMap(({ clean }, i) => (clean > 0 ? [matchedRule(clean, i, summaryPanel)] : [])),
    },
  };
}

type SummaryPanel = Pick<Panel, 'x' | 'y' | 'xaxis' | 'yaxis' | 'xaxisKey' | 'yaxisKey'>;

/** The grid of curves in the upper part of the figure and the summary in the lower. */
function compose(
  corruptions: number,
  comparisons: number,
  entries: readonly Trace[],
): { curvePanels: Panel[]; summaryPanel: SummaryPanel; layout: { width: number; height: number; margin: object } } {
  const columns = Math.min(4, corruptions);
  const margin = { l: 60, r: 20, t: 106, b: 56 };
  margin.t += legendHeight(entries, figureWidth - margin.l - margin.r);
  const { panels, layout } = panelGrid({
    count: corruptions,
    columns,
    width: figureWidth,
    panelHeight: sizes.panel,
    gapX: 26,
    gapY: sizes.gap,
    margin,
  });
  const curvesHeight = layout.height - margin.t - margin.b;
  const summaryHeight = comparisons * sizes.summaryLine;
  const plotHeight = curvesHeight + sizes.summaryHead + summaryHeight;
  const raised = (share: number): number => 1 - (curvesHeight / plotHeight) * (1 - share);
  const suffix = String(corruptions + 1);
  return {
    curvePanels: panels.map((panel) => ({ ...panel, y: [raised(panel.y[0]), raised(panel.y[1])] })),
    summaryPanel: {
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      xaxisKey: `xaxis${suffix}`,
      yaxisKey: `yaxis${suffix}`,
      x: [0.24, 1],
      y: [0, summaryHeight / plotHeight],
    },
    layout: { ...layout, height: plotHeight + margin.t + margin.b },
  };
}

/** A line of the summary: one read-out under one group of corruptions. */
interface Comparison {
  label: string;
  /** Skill of each variation, in their order. */
  skills: (SeedSummary | null)[];
  /** Mean clean skill to which the variations were brought. */
  clean: number;
}

function comparisonsOf(
  rows: readonly Row[],
  names: readonly string[],
  heads: Readonly<Record<string, string>>,
  variations: readonly string[],
): Comparison[] {
  const groups = { colour: 'colour corruptions', other: 'other corruptions' };
  return Object.entries(heads).flatMap(([head, headName]) =>
    Object.entries(groups).flatMap(([group, groupName]) => {
      const members = names.filter((name) => (registry[name]?.group ?? 'other') === group);
      const own = rows.filter(
        (row) => row.head === head && (row.corruption === 'clean' || members.includes(row.corruption ?? '')),
      );
      const matched = matchedSkills(own, variations);
      if (matched.length === 0) return [];
      const skills = variations.map((variation) =>
        summarise(matched.filter((entry) => entry.variation === variation).map(({ value }) => value)),
      );
      return [{ label: `${headName},<br>${groupName}`, skills, clean: mean(matched.map((entry) => entry.clean)) }];
    }),
  );
}

/** All that a line of the summary has to show. */
function reaches({ clean, skills }: Comparison): number[] {
  return [clean, ...skills.flatMap((summary) => (summary ? [summary.mean, ...(summary.interval ?? [])] : []))];
}

function summaryTraces(
  comparisons: readonly Comparison[],
  panel: SummaryPanel,
  variations: readonly string[],
): Trace[] {
  return comparisons.flatMap(({ skills, clean }, i) =>
    variations.flatMap((variation, v) => {
      const summary = skills[v];
      if (!summary || clean === 0) return [];
      const style = variationStyle(variation, variations);
      const y = i + ((v + 0.5) / variations.length - 0.5) * 0.8;
      return [dotTrace({ panel, y, summary, style, name: style.label, group: variation })];
    }),
  );
}

/** A rule at the clean skill to which a comparison brings all variations. */
function matchedRule(clean: number, line: number, { xaxis, yaxis }: SummaryPanel): Record<string, unknown> {
  const ends = { x0: clean, x1: clean, y0: line - 0.4, y1: line + 0.4 };
  return { type: 'line', xref: xaxis, yref: yaxis, ...ends, line: { color: ink.text, width: 1.5 } };
}

/** Names the rule beside the first line; where there is no clean skill to match, says so. */
function comparisonNote(clean: number, line: number, { xaxis, yaxis }: SummaryPanel): Record<string, unknown>[] {
  if (clean > 0 && line > 0) return [];
  const text = clean > 0 ? 'clean' : 'a variation has no skill even on clean images: nothing to compare';
  const place = { x: clean, y: clean > 0 ? line - 0.28 : line, xref: xaxis, yref: yaxis, xanchor: 'left', xshift: 5 };
  return [{ text, font: { size: fontSizes.small, color: ink.text }, showarrow: false, ...place }];
}
