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
import { corruptions as registry } from '../src/robustness/corruptions/index.js';
import type { Row, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { dashEntry, topLegend, variationEntries, variationsIn } from './legend.js';
import { matchedSkills } from './matched-skill.js';
import { countOf, distinct, intervalSentence, overSeeds, select, summarise } from './over-seeds.js';
import { dotTrace, lineTraces } from './traces.js';

const title = 'How depth survives corrupted images';

const headNames: Record<string, string> = { ridge: 'ridge probe', 'fine-tuned': 'fine-tuned network' };

/** Depth skill over the severity of each corruption, and below it corrupted skill at matched clean skill. */
export function robustness(study: Study): Figure {
  const rows = select(study.rows, { kind: 'robustness', metric: 'skill' }).filter((row) => Number.isFinite(row.value));
  const names = distinct(rows, 'corruption').filter((name) => name !== 'clean');
  if (names.length === 0) return emptyFigure('robustness', title, 'This study has not measured robustness.');

  const variations = variationsIn(rows);
  const heads = Object.keys(headNames).filter((head) => rows.some((row) => row.head === head));
  const comparisons = comparisonsOf(rows, names, heads);
  const columns = Math.min(4, names.length);
  const gridRows = Math.ceil(names.length / columns);
  const sizes = { panel: 130, gap: 58, summaryHead: 100, summaryLine: 58 };
  const curvesHeight = gridRows * sizes.panel + (gridRows - 1) * sizes.gap;
  const summaryHeight = comparisons.length * sizes.summaryLine;
  const margin = { l: 60, r: 20, t: 126, b: 56 };
  const plotHeight = curvesHeight + sizes.summaryHead + summaryHeight;
  const curves = panelGrid({
    count: names.length,
    columns,
    width: figureWidth,
    panelHeight: sizes.panel,
    gapX: 26,
    gapY: sizes.gap,
    margin,
  });
  const share = curvesHeight / plotHeight;
  const panels = curves.panels.map((panel): Panel => ({
    ...panel,
    y: [1 - share * (1 - panel.y[0]), 1 - share * (1 - panel.y[1])],
  }));
  const summaryPanel = {
    xaxis: `x${names.length + 1}`,
    yaxis: `y${names.length + 1}`,
    x: [0.24, 1] as [number, number],
    y: [0, summaryHeight / plotHeight] as [number, number],
  };
  const range = skillRange(rows);
  const data: Trace[] = [
    ...variationEntries(variations),
    ...heads.map((head, h) => dashEntry(headNames[head], dashes[h])),
  ];
  const axes: Record<string, unknown> = {};
  panels.forEach((panel, i) => {
    data.push(...curveTraces(rows, names[i], panel, variations, heads));
    const severities = distinct(select(rows, { corruption: names[i] }), 'severity').sort((a, b) => a - b);
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      range: [-0.2, Math.max(...severities) + 0.2],
      tickvals: [0, ...severities],
      ticktext: ['clean', ...severities.map(String)],
      showgrid: false,
      ...(panel.isLowest ? { title: 'severity' } : {}),
    });
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      range,
      showticklabels: panel.isLeftmost,
      zeroline: true,
      zerolinecolor: ink.line,
      ...(panel.isLeftmost ? { title: 'depth skill' } : {}),
    });
  });
  data.push(...summaryTraces(comparisons, summaryPanel, variations));
  axes[`xaxis${names.length + 1}`] = houseAxis({
    domain: summaryPanel.x,
    anchor: summaryPanel.yaxis,
    title: 'depth skill, mean over corruptions and severities',
    rangemode: 'tozero',
    zeroline: true,
    zerolinecolor: ink.line,
  });
  axes[`yaxis${names.length + 1}`] = houseAxis({
    domain: summaryPanel.y,
    anchor: summaryPanel.xaxis,
    range: [comparisons.length - 0.5, -0.5],
    tickvals: comparisons.map((_, i) => i),
    ticktext: comparisons.map(({ label }) => label),
    ticks: '',
    showgrid: false,
  });
  return {
    name: 'robustness',
    title,
    caption:
      `Depth skill is 1 − E/E₀ on unseen scenes, E the squared error of log-depth and E₀ that of a read-out that knows only the position in the image: 1 is perfect, 0 no better than not looking. Read-outs were fitted on clean images. ` +
      `Bands: intervals of the ${headNames[heads[0]]}. Below: mean over severities 1 and up with every variation weakened, seed by seed, to the clean skill of the weakest ` +
      `(black rule), so that a better clean score does not pass for robustness. ${intervalSentence(study)} n = ${countOf(rows)} cells or pixels.`,
    data,
    layout: {
      ...houseLayout({
        title,
        subtitle: 'Skill of depth read-outs as a corruption grows; trained on clean images only',
      }),
      ...topLegend(64, plotHeight + margin.t + margin.b, figureWidth),
      width: figureWidth,
      height: plotHeight + margin.t + margin.b,
      margin: { ...margin, autoexpand: false, pad: 0 },
      ...axes,
      annotations: [
        ...panels.map((panel, i) => panelTitle(panel, names[i].replace('-', ' '))),
        panelTitle(
          { x: [0, 1], y: summaryPanel.y },
          'At matched clean skill',
          'who keeps more of the same clean skill',
        ),
        ...comparisons.slice(0, 1).map(({ clean }) => cleanName(clean, summaryPanel)),
      ],
      shapes: comparisons.flatMap(({ clean }, i) => matchedRule(clean, i, summaryPanel)),
    },
  };
}

const dashes = ['solid', 'dash'] as const;

function curveTraces(
  rows: readonly Row[],
  corruption: string,
  panel: Panel,
  variations: readonly string[],
  heads: readonly string[],
): Trace[] {
  const severities = distinct(select(rows, { corruption }), 'severity').sort((a, b) => a - b);
  return [...heads.keys()].reverse().flatMap((h) =>
    variations.flatMap((variation) => {
      const own = select(rows, { variation, head: heads[h] });
      if (own.length === 0) return [];
      const style = variationStyle(variation, variations);
      return lineTraces({
        panel,
        x: [0, ...severities],
        summaries: [
          overSeeds(select(own, { corruption: 'clean' })),
          ...severities.map((severity) => overSeeds(select(own, { corruption, severity }))),
        ],
        style,
        name: `${style.label}, ${headNames[heads[h]]}`,
        group: variation,
        dash: dashes[h],
        band: h === 0,
      });
    }),
  );
}

/** A line of the summary: one read-out under one group of corruptions. */
interface Comparison {
  label: string;
  rows: Row[];
  /** Mean clean skill to which the variations were brought. */
  clean: number;
}

function comparisonsOf(rows: readonly Row[], names: readonly string[], heads: readonly string[]): Comparison[] {
  const groups = { colour: 'colour corruptions', other: 'other corruptions' };
  return heads.flatMap((head) =>
    Object.entries(groups).flatMap(([group, groupName]) => {
      const members = names.filter((name) => (registry[name]?.group ?? 'other') === group);
      const own = rows.filter(
        (row) => row.head === head && (row.corruption === 'clean' || members.includes(row.corruption ?? '')),
      );
      if (members.length === 0 || own.length === 0) return [];
      const matched = matchedSkills(own, variationsIn(own));
      const clean = mean(matched.map((entry) => entry.clean));
      return [{ label: `${headNames[head]},<br>${groupName}`, rows: own, clean }];
    }),
  );
}

function summaryTraces(
  comparisons: readonly Comparison[],
  panel: Pick<Panel, 'xaxis' | 'yaxis'>,
  variations: readonly string[],
): Trace[] {
  return comparisons.flatMap(({ rows }, i) => {
    const matched = matchedSkills(rows, variations);
    return variations.flatMap((variation, v) => {
      const values = matched.filter((entry) => entry.variation === variation).map((entry) => entry.value);
      const summary = summarise(values);
      if (!summary) return [];
      const style = variationStyle(variation, variations);
      const y = i + ((v + 0.5) / variations.length - 0.5) * 0.8;
      return [dotTrace({ panel, y, summary, style, name: style.label, group: variation })];
    });
  });
}

/** A rule at the clean skill to which a comparison brings all variations. */
function matchedRule(
  clean: number,
  line: number,
  { xaxis, yaxis }: Pick<Panel, 'xaxis' | 'yaxis'>,
): Record<string, unknown>[] {
  const x = { x0: clean, x1: clean };
  return [
    {
      type: 'line',
      xref: xaxis,
      yref: yaxis,
      ...x,
      y0: line - 0.4,
      y1: line + 0.4,
      line: { color: ink.text, width: 1.5 },
    },
  ];
}

/** The name of the rule, above the first. */
function cleanName(clean: number, { xaxis, yaxis }: Pick<Panel, 'xaxis' | 'yaxis'>): Record<string, unknown> {
  const place = { x: clean, y: -0.42, xref: xaxis, yref: yaxis, yanchor: 'bottom', showarrow: false };
  return { text: 'clean', font: { size: fontSizes.small, color: ink.text }, ...place };
}

/** All skills, but nothing below −0.5: how much worse than nothing does not matter. */
function skillRange(rows: readonly Row[]): [number, number] {
  const values = rows.map((row) => row.value);
  const [lowest, highest] = [Math.max(-0.5, Math.min(0, ...values)), Math.max(0.1, ...values)];
  const pad = 0.05 * (highest - lowest);
  return [lowest - pad, highest + pad];
}
