import {
  decimalsFor,
  figureWidth,
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
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import type { Finding, FindingPart, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';

const title = 'Five findings, tested';

/** Widths of the columns and heights of the lines in pixels. */
const columns = { left: 330, right: 196 };
const lines = { finding: 42, part: 22, gap: 16 };
/** Where the axis ends when an effect is larger, in margins. */
const furthest = 12;

/** A line of the forest: a finding's own, or one of its parts'. */
interface Line {
  finding: Finding;
  /** Undefined on the finding's own line. */
  part?: FindingPart;
  /** Centre in pixels below the top of the plotting area. */
  y: number;
}

/**
 * A forest plot of the findings: the difference between cross-modal and cross-view, in units of its margin and signed
 * so that the right is as claimed, with the Holm-adjusted interval against the band of equivalence.
 */
export function findings(study: Study): Figure {
  const all = study.result.findings;
  if (all.length === 0) return emptyFigure('findings', title, 'This study has drawn no findings.');
  const { forest, plotHeight } = layOut(all);
  const range = axisRange(all);
  const margin = { l: columns.left, r: columns.right, t: 100, b: 56 };

  return {
    name: 'findings',
    title,
    caption:
      `${all[0].comparison}. Each difference is divided by its margin δ and signed so that the right is as claimed. Diamonds: the part that decides a finding; ` +
      `dots: all its parts, every one of which must agree. Bars: 95 % intervals over ${study.result.seeds.length} seed${study.result.seeds.length === 1 ? '' : 's'} ` +
      `and ${study.result.testScenes.length} test scenes, Holm-adjusted; small ticks: single seeds. An interval wholly in the green is supported, wholly left of the grey band ` +
      `contradicted, wholly inside it equivalent; else inconclusive. The numbers at the right are in the unit of each measure.`,
    data: forest.flatMap((line) => markTraces(line, range)),
    layout: {
      ...houseLayout({
        title,
        subtitle: 'Cross-modal minus cross-view, against the margin below which a difference does not matter',
      }),
      width: figureWidth,
      height: plotHeight + margin.t + margin.b,
      margin: { ...margin, autoexpand: false, pad: 0 },
      xaxis: houseAxis({
        range,
        title: 'difference in margins δ, right is as claimed',
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
          ),
        ),
      ],
      annotations: [
        regionName((range[0] - 1) / 2, 'opposite'),
        regionName(0, '±δ'),
        regionName((range[1] + 1) / 2, 'as claimed'),
        ...forest.flatMap((line) => lineTexts(line, study.result.seeds.length)),
      ],
    },
  };
}

function layOut(all: readonly Finding[]): { forest: Line[]; plotHeight: number } {
  const forest: Line[] = [];
  let top = 0;
  for (const finding of all) {
    forest.push({ finding, y: top + lines.finding / 2 });
    top += lines.finding;
    for (const part of finding.parts) {
      forest.push({ finding, part, y: top + lines.part / 2 });
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

function markTraces({ finding, part, y }: Line, [lowest, highest]: readonly [number, number]): Trace[] {
  const sign = (part ?? deciding(finding))?.claimedSign ?? 1;
  const { estimate, ci95, margin, verdict } = part ?? finding;
  if (estimate === null) return [];
  const inMargins = (value: number): number => (value * sign) / margin;
  const clamp = (value: number): number => Math.max(lowest, Math.min(highest, value));
  const at = inMargins(estimate);
  const colour = verdictColours[verdict];
  const traces: Trace[] = [];
  if (ci95) {
    const ends = ci95.map(inMargins).map(clamp);
    traces.push({
      type: 'scatter',
      mode: 'lines',
      x: ends,
      y: [y, y],
      line: { color: colour, width: part ? 1.5 : 3 },
      hoverinfo: 'skip',
    });
  }
  if (part)
    traces.push({
      type: 'scatter',
      mode: 'markers',
      x: part.perSeed.map(inMargins),
      y: part.perSeed.map(() => y),
      marker: { symbol: 'line-ns', size: 7, line: { width: 1, color: withOpacity(colour, 0.6) } },
      hoverinfo: 'skip',
    });
  const beyond = at < lowest || at > highest;
  traces.push({
    type: 'scatter',
    mode: 'markers',
    x: [clamp(at)],
    y: [y],
    marker: {
      symbol: beyond ? (at > 0 ? 'triangle-right' : 'triangle-left') : part ? 'circle' : 'diamond',
      size: part ? 7 : 12,
      color: colour,
    },
    cliponaxis: false,
    hovertemplate: `${plainText(part?.name ?? finding.id)}: ${formatNumber(estimate, 3)} ${formatInterval(ci95, 3)}<extra></extra>`,
  });
  return traces;
}

/** The part whose estimate and interval stand for the finding. */
function deciding({ parts, estimate }: Finding): FindingPart | undefined {
  return parts.find((part) => part.estimate === estimate) ?? parts[0];
}

function lineTexts({ finding, part, y }: Line, seeds: number): Record<string, unknown>[] {
  const left = (text: string, font: Record<string, unknown>): Record<string, unknown> => ({
    text,
    font,
    x: 0,
    xref: 'paper',
    xanchor: 'left',
    xshift: -columns.left + 16,
    align: 'left',
    y,
    yref: 'y',
    yanchor: 'middle',
    showarrow: false,
  });
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
        ? 'not measurable'
        : `${formatNumber(part.estimate, decimals)} ${formatInterval(part.ci95, decimals)}`;
    return [left(`   ${plainText(part.name)}`, small), right(value.trim(), small)];
  }
  const word = finding.verdict.replace('-', ' ');
  const enough = finding.ci95 !== null || finding.estimate === null;
  const detail = enough
    ? `δ = ${finding.margin} ${plainText(finding.unit)}`
    : `${seeds} seed${seeds === 1 ? '' : 's'}: no interval`;
  return [
    left(`<b>${wrap(plainText(finding.statement), 42)}</b>`, { size: fontSizes.text, color: ink.text }),
    right(`<b>${word}</b><br>${quietText(detail)}`, { size: 15, color: verdictColours[finding.verdict] }),
  ];
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

function ruleAbove({ y }: Line, plotHeight: number): Record<string, unknown> {
  const at = 1 - (y - lines.finding / 2 - lines.gap / 2) / plotHeight;
  const plotWidth = figureWidth - columns.left - columns.right;
  return {
    type: 'line',
    xref: 'paper',
    yref: 'paper',
    x0: (16 - columns.left) / plotWidth,
    x1: 1 + (columns.right - 16) / plotWidth,
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

/** Breaks a sentence into lines of at most `most` characters where it can. */
function wrap(text: string, most: number): string {
  const broken: string[] = [];
  for (const word of text.split(' ')) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + word.length < most) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken.join('<br>');
}
