import {
  decimalsFor,
  figureWidths,
  fontSizes,
  formatInterval,
  formatNumber,
  houseAxis,
  houseLayout,
  ink,
  plainText,
  quietText,
  verdictColours,
  withOpacity,
  wrapText,
  type Figure,
  type FigureSize,
  type Trace,
} from '../src/plot/index.js';
import type { Finding, FindingPart, Study, StudyResult } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { findingIntervals, findingNotes } from './finding-notes.js';

const title = 'Five findings, tested';

/** Pixels left and right of the axis, above and below it, and heights of the lines. */
interface Sizes {
  left: number;
  right: number;
  top: number;
  /** A finding's statement stands above its line. */
  statement: number;
  finding: number;
  part: number;
  gap: number;
}

const sizesOf: Readonly<Record<FigureSize, Sizes>> = {
  wide: { left: 330, right: 196, top: 100, statement: 0, finding: 42, part: 23, gap: 14 },
  column: { left: 238, right: 12, top: 24, statement: 36, finding: 22, part: 18, gap: 10 },
};

/** Between the edge of the figure and its names. */
const edge: Readonly<Record<FigureSize, number>> = { wide: 16, column: 8 };

/** Where the axis ends when an effect is larger, in margins. */
const furthest = 12;

/** A line of the forest: a finding's own, or one of its parts'. */
interface Line {
  finding: Finding;
  /** Undefined on the finding's own line. */
  part?: FindingPart;
  /** The same measure against the untrained encoder. */
  guard?: FindingPart;
  /** Centre in pixels below the top of the plotting area. */
  y: number;
}

/**
 * A forest plot of the findings: the difference between cross-modal and cross-view, in units of its margin and signed
 * so that the right is as claimed, with the Holm-adjusted interval against the band of equivalence.
 */
export function findings(study: Study, { size = 'wide' }: DrawOptions = {}): Figure {
  const all = study.result.findings;
  if (all.length === 0) return emptyFigure('findings', title, 'This study has drawn no findings.');
  const sizes = sizesOf[size];
  const { forest, plotHeight } = layOut(all, sizes);
  const range = axisRange(all);
  const margin = { l: sizes.left, r: sizes.right, t: sizes.top, b: 56 };

  const { result } = study;
  const { seeds, testScenes } = result;
  const { common } = findingNotes(all);
  const hasGuards = forest.some(({ guard }) => guard);
  return {
    name: 'findings',
    title,
    caption:
      `Differences cross-modal minus cross-view, paired by seed, divided by their margin δ and signed so that the right is as claimed. Diamonds: the part that decides a finding; ` +
      `dots: all its parts, every one of which must agree${hasGuards ? '; hollow dots: the same against the untrained encoder, required before a finding is supported' : ''}. ` +
      `Bars: ${findingIntervals}, over ${seeds.length} seed${seeds.length === 1 ? '' : 's'} and n = ${testScenes.length} test scenes; small ticks: single seeds. ` +
      `Supported: wholly in the green; contradicted: wholly left of the grey band; equivalent: wholly inside it; else inconclusive. ` +
      `${size === 'wide' ? 'The numbers at the right are in the unit of each measure.' : ''}${common.length > 0 ? ` For all findings: ${common.join('; ')}.` : ''}`,
    data: forest.flatMap((line) => markTraces(line, range, result)),
    layout: {
      ...houseLayout(
        {
          title,
          subtitle: 'Cross-modal minus cross-view, against the margin below which a difference does not matter',
        },
        size,
      ),
      width: figureWidths[size],
      height: plotHeight + margin.t + margin.b,
      margin: { ...margin, autoexpand: false, pad: 0 },
      xaxis: houseAxis({
        range,
        title: size === 'wide' ? 'difference in margins δ, right is as claimed' : 'difference in margins δ',
        zeroline: true,
        zerolinecolor: ink.line,
      }),
      yaxis: { visible: false, range: [plotHeight, 0], fixedrange: true },
      shapes: [
        band(-1, 1, ink.soft, 0.16),
        band(1, range[1], verdictColours.supported, 0.09),
        ...all.slice(1).map((finding) =>
          ruleAbove(
            forest.find((line) => line.finding === finding)!,
            plotHeight,
            size,
          ),
        ),
      ],
      annotations: [
        regionName((range[0] - 1) / 2, 'opposite'),
        regionName(0, '±δ'),
        regionName((range[1] + 1) / 2, 'as claimed'),
        ...forest.flatMap((line) => (size === 'wide' ? lineTexts(line, study.result.seeds.length) : columnTexts(line))),
      ],
    },
  };
}

function layOut(all: readonly Finding[], lines: Sizes): { forest: Line[]; plotHeight: number } {
  const forest: Line[] = [];
  let top = 0;
  for (const finding of all) {
    top += lines.statement;
    forest.push({ finding, y: top + lines.finding / 2 });
    top += lines.finding;
    for (const part of finding.parts) {
      if (part.guard) continue;
      const guard = finding.parts.find((other) => other.guard && other.name.startsWith(`${part.name}, `));
      forest.push({ finding, part, guard, y: top + lines.part / 2 });
      top += lines.part;
    }
    top += lines.gap;
  }
  return { forest, plotHeight: top };
}

/** Ends of the axis in margins: all intervals, at least 4 and at most {@link furthest} to each side. */
function axisRange(all: readonly Finding[]): [number, number] {
  const reaches = all.flatMap(({ parts }) =>
    parts.flatMap(({ estimate, ci95, claimedSign, margin }) =>
      [estimate ?? 0, ...(ci95 ?? [])].map((value) => (claimedSign * value) / margin),
    ),
  );
  const lowest = Math.max(-furthest, Math.min(-4, Math.floor(Math.min(...reaches) * 1.06)));
  const highest = Math.min(furthest, Math.max(4, Math.ceil(Math.max(...reaches) * 1.06)));
  return [lowest, highest];
}

function markTraces(
  { finding, part, guard, y }: Line,
  range: readonly [number, number],
  { testScenes }: StudyResult,
): Trace[] {
  const counts = { panel: finding.id, seeds: finding.seeds, n: testScenes.length };
  if (part) {
    const own = effectTraces(part, part.name, y - (guard ? 3 : 0), range, 'dot', counts);
    return guard ? [...effectTraces(guard, guard.name, y + 5, range, 'hollow', counts), ...own] : own;
  }
  const shown = deciding(finding);
  if (!shown) return [];
  const { estimate, ci95, verdict } = finding;
  return effectTraces({ ...shown, estimate, ci95, verdict, perSeed: [] }, finding.id, y, range, 'diamond', counts);
}

/** Interval, seeds and mark of one difference. */
function effectTraces(
  { estimate, ci95, unit, margin, claimedSign, verdict, perSeed }: FindingPart,
  name: string,
  y: number,
  [lowest, highest]: readonly [number, number],
  mark: 'diamond' | 'dot' | 'hollow',
  counts: { panel: string; seeds: number; n: number },
): Trace[] {
  if (estimate === null) return [];
  const inMargins = (value: number): number => (value * claimedSign) / margin;
  const clamp = (value: number): number => Math.max(lowest, Math.min(highest, value));
  const at = inMargins(estimate);
  const colour = verdictColours[verdict];
  const common = { type: 'scatter', hoverinfo: 'skip', meta: { numbers: [] } };
  const traces: Trace[] = [];
  if (ci95) {
    const line = {
      color: withOpacity(colour, mark === 'hollow' ? 0.55 : 1),
      width: { diamond: 3, dot: 1.75, hollow: 1 }[mark],
    };
    traces.push({ ...common, mode: 'lines', x: ci95.map(inMargins).map(clamp), y: [y, y], line });
  }
  if (mark === 'dot') {
    const marker = { symbol: 'line-ns', size: 7, line: { width: 1, color: withOpacity(colour, 0.6) } };
    traces.push({ ...common, mode: 'markers', x: perSeed.map(inMargins), y: perSeed.map(() => y), marker });
  }
  const beyond = at > highest ? 'triangle-right' : at < lowest ? 'triangle-left' : undefined;
  const shape = { diamond: 'diamond', dot: 'circle', hollow: 'circle' }[mark];
  traces.push({
    type: 'scatter',
    mode: 'markers',
    x: [clamp(at)],
    y: [y],
    marker: {
      symbol: beyond ?? shape,
      size: { diamond: 12, dot: 7, hollow: 5 }[mark],
      color: mark === 'hollow' ? ink.paper : colour,
      line: { color: colour, width: 1 },
    },
    cliponaxis: false,
    hovertemplate: `${plainText(name)}: ${formatNumber(estimate, 3)} ${formatInterval(ci95, 3)}<extra></extra>`,
    meta: {
      numbers: [
        {
          ...counts,
          series: mark === 'diamond' ? 'finding' : name,
          measure: unit,
          value: estimate,
          low: ci95?.[0] ?? null,
          high: ci95?.[1] ?? null,
          margin,
          verdict,
        },
      ],
    },
  });
  return traces;
}

/** The part whose estimate and interval stand for the finding. */
function deciding({ parts, estimate }: Finding): FindingPart | undefined {
  return parts.find((part) => !part.guard && part.estimate === estimate);
}

/** Text at the left edge of a line. */
function leftText(text: string, y: number, font: Record<string, unknown>, size: FigureSize): Record<string, unknown> {
  return {
    text,
    font,
    x: 0,
    xref: 'paper',
    xanchor: 'left',
    xshift: -sizesOf[size].left + edge[size],
    align: 'left',
    y,
    yref: 'y',
    yanchor: 'middle',
    showarrow: false,
  };
}

/** What a line says in a column: the statement above it, verdict or name at its left. */
function columnTexts({ finding, part, y }: Line): Record<string, unknown>[] {
  if (part) return [leftText(plainText(part.name), y, { size: fontSizes.small, color: ink.soft }, 'column')];
  const { statement, verdict } = finding;
  const colour = verdictColours[verdict];
  return [
    {
      ...leftText(
        `<b>${wrapText(plainText(statement), 52)}</b>`,
        y - sizesOf.column.finding / 2,
        { size: fontSizes.small, color: ink.text },
        'column',
      ),
      yanchor: 'bottom',
      bgcolor: ink.paper,
    },
    leftText(`<b>${verdict.replace('-', ' ')}</b>`, y, { size: fontSizes.text, color: colour }, 'column'),
  ];
}

function lineTexts({ finding, part, y }: Line, seeds: number): Record<string, unknown>[] {
  const left = (text: string, font: Record<string, unknown>): Record<string, unknown> =>
    leftText(text, y, font, 'wide');
  const right = (text: string, font: Record<string, unknown>): Record<string, unknown> => ({
    ...left(text, font),
    x: 1,
    xshift: 14,
  });
  const decimals = decimalsFor((part ?? finding).margin);
  if (part) {
    const small = { size: fontSizes.small, color: ink.soft };
    const value =
      part.estimate === null
        ? 'not measured'
        : `${formatNumber(part.estimate, decimals)} ${formatInterval(part.ci95, decimals)}`;
    return [left(`   ${plainText(part.name)}`, small), right(value.trim(), small)];
  }
  const word = finding.verdict.replace('-', ' ');
  const few = finding.ci95 === null && finding.estimate !== null;
  const detail = few
    ? `${seeds} seed${seeds === 1 ? '' : 's'}: no interval`
    : `δ = ${finding.margin} ${plainText(finding.unit)}`;
  const texts = [
    left(`<b>${wrapText(plainText(finding.statement), 42)}</b>`, { size: fontSizes.text, color: ink.text }),
    right(`<b>${word}</b><br>${quietText(detail)}`, { size: 15, color: verdictColours[finding.verdict] }),
  ];
  if (finding.parts.length === 0 && finding.note)
    texts.push({
      ...left(wrapText(plainText(finding.note), 56), { size: fontSizes.small, color: ink.soft }),
      xshift: 8,
      bgcolor: ink.paper,
    });
  return texts;
}

function band(from: number, to: number, colour: string, opacity: number): Record<string, unknown> {
  return {
    type: 'rect',
    xref: 'x',
    yref: 'paper',
    x0: from,
    x1: to,
    y0: 0,
    y1: 1,
    fillcolor: withOpacity(colour, opacity),
    line: { width: 0 },
    layer: 'below',
  };
}

function ruleAbove({ y }: Line, plotHeight: number, size: FigureSize): Record<string, unknown> {
  const { left, right, statement, finding, gap } = sizesOf[size];
  const at = 1 - (y - finding / 2 - statement - gap / 2) / plotHeight;
  const plotWidth = figureWidths[size] - left - right;
  return {
    type: 'line',
    xref: 'paper',
    yref: 'paper',
    x0: (edge[size] - left) / plotWidth,
    x1: 1 + (right - edge[size]) / plotWidth,
    y0: at,
    y1: at,
    line: { color: ink.line, width: 1 },
  };
}

function regionName(x: number, text: string): Record<string, unknown> {
  return {
    text,
    x,
    xref: 'x',
    y: 1,
    yref: 'paper',
    yanchor: 'bottom',
    yshift: 3,
    showarrow: false,
    font: { size: fontSizes.small, color: ink.soft },
  };
}
