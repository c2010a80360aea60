import {
  figureWidth,
  fontSizes,
  formatInterval,
  formatNumber,
  houseAxis,
  houseLayout,
  ink,
  plainText,
  verdictColours,
  withOpacity,
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import type { FindingPart, StudyResult } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { findingIntervals } from './finding-notes.js';
import { markEntry, topLegend } from './legend.js';

const title = 'Five findings in all studies';

/** Marks of the studies, in their order. */
const symbols = ['circle', 'diamond', 'square', 'triangle-up', 'star', 'hexagon'];

/** Where the axis ends at most, in margins. */
const furthest = 8;

export interface FindingsOverStudiesOptions {
  /** Also every part that must agree, below its finding. */
  parts?: boolean;
}

/** A line: a finding, or one of its parts. */
interface Line {
  name: string;
  finding: string;
  isPart: boolean;
  /** Centre in pixels below the top of the plotting area. */
  y: number;
}

/** Heights of lines in pixels. */
const heights = { finding: 46, part: 24, between: 10 };

/**
 * A forest plot of the findings of several studies: of each the part that decides, in units of its margin and signed so that
 * the right is as claimed, one mark a study.
 *
 * @param studies by the name that the legend gives them
 */
export function findingsOverStudies(
  studies: Readonly<Record<string, { result: StudyResult }>>,
  { parts = false }: FindingsOverStudiesOptions = {},
): Figure {
  const names = Object.keys(studies);
  const lines = linesOf(studies, parts);
  if (lines.length === 0) return emptyFigure('findings-over-studies', title, 'No study has drawn findings.');
  const spread = 20 / names.length;
  const [low, high] = axisRange(studies, lines);
  const data: Trace[] = names.map((name, i) => markEntry(name, symbols[i % symbols.length]));
  lines.forEach((line) =>
    names.forEach((name, i) => {
      const part = partOf(studies[name].result, line);
      if (!part || part.estimate === null) return;
      const inMargins = (value: number): number =>
        Math.max(low, Math.min(high, (value * part.claimedSign) / part.margin));
      const colour = verdictColours[part.verdict];
      const y = line.y + (line.isPart ? 0.6 : 1) * spread * (i - (names.length - 1) / 2);
      if (part.ci95)
        data.push({ type: 'scatter', mode: 'lines', showlegend: false, x: part.ci95.map(inMargins), y: [y, y], line: { color: withOpacity(colour, line.isPart ? 0.6 : 1), width: line.isPart ? 1.5 : 2.5 }, hoverinfo: 'skip' }); // prettier-ignore
      data.push({
        type: 'scatter',
        mode: 'markers',
        showlegend: false,
        x: [inMargins(part.estimate)],
        y: [y],
        marker: { symbol: symbols[i % symbols.length], size: line.isPart ? 7 : 10, color: colour },
        hovertemplate: `${plainText(name)}, ${plainText(part.name)}: ${formatNumber(part.estimate, 3)} ${formatInterval(part.ci95, 3)} ${plainText(part.unit)}, ${part.verdict}<extra></extra>`,
      });
    }),
  );
  const plotHeight = lines[lines.length - 1].y + heights.finding / 2;
  const height = plotHeight + 156;
  return {
    name: 'findings-over-studies',
    title,
    caption:
      `Cross-modal minus cross-view, paired by seed, divided by the margin δ and signed so that the right is as claimed${parts ? '; bold: the part that decides the finding' : ', of the part that decides each finding'}. ` +
      `Bars: ${findingIntervals} of each study; ${names.map((name) => describeStudy(name, studies[name].result)).join('; ')}. ` +
      `Supported: wholly right of the grey band; contradicted: wholly left of it; equivalent: wholly inside; else inconclusive.`,
    data,
    layout: {
      ...houseLayout({ title, subtitle: 'Cross-modal minus cross-view, against the margin below which a difference does not matter' }), // prettier-ignore
      width: figureWidth,
      height,
      margin: { l: 330, r: 130, t: 100, b: 56, autoexpand: false, pad: 0 },
      ...topLegend(58, height, figureWidth),
      xaxis: houseAxis({ range: [low, high], title: 'difference in margins δ, right is as claimed', zeroline: true, zerolinecolor: ink.line }), // prettier-ignore
      yaxis: { visible: false, range: [plotHeight, 0] },
      shapes: [
        { type: 'rect', xref: 'x', yref: 'paper', x0: -1, x1: 1, y0: 0, y1: 1, fillcolor: withOpacity(ink.soft, 0.16), line: { width: 0 }, layer: 'below' }, // prettier-ignore
      ],
      annotations: lines.flatMap((line) => texts(line, studies)),
    },
  };
}

function linesOf(studies: Readonly<Record<string, { result: StudyResult }>>, parts: boolean): Line[] {
  const all = Object.values(studies).flatMap(({ result }) => result.findings);
  const ids = [...new Set(all.map(({ id }) => id))];
  const lines = ids.flatMap((id) => {
    const own = all.filter((finding) => finding.id === id);
    const names = new Set(
      own.flatMap((finding) => finding.parts.filter(({ guard }) => !guard).map(({ name }) => name)),
    );
    const head = { name: own[0].statement, finding: id, isPart: false };
    return [head, ...(parts ? [...names].map((name) => ({ name, finding: id, isPart: true })) : [])];
  });
  let top = 0;
  return lines.map((line, i) => {
    if (!line.isPart && i > 0) top += heights.between;
    const height = line.isPart ? heights.part : heights.finding;
    top += height;
    return { ...line, y: top - height / 2 };
  });
}

/** What a study has for a line: the part of that name, or the deciding part with the verdict of the finding. */
function partOf({ findings }: StudyResult, { finding: id, name, isPart }: Line): FindingPart | undefined {
  const finding = findings.find((one) => one.id === id);
  if (!finding) return undefined;
  const deciding = finding.parts.filter(({ guard }) => !guard);
  if (isPart) return deciding.find((part) => part.name === name);
  const { estimate, ci95, verdict } = finding;
  const own = deciding.find((part) => part.estimate === estimate);
  return own && { ...own, estimate, ci95, verdict };
}

function axisRange(
  studies: Readonly<Record<string, { result: StudyResult }>>,
  lines: readonly Line[],
): [number, number] {
  const ends = Object.values(studies).flatMap(({ result }) =>
    lines.flatMap((line) => {
      const part = partOf(result, line);
      return part ? [part.estimate ?? 0, ...(part.ci95 ?? [])].map((value) => (value * part.claimedSign) / part.margin) : []; // prettier-ignore
    }),
  );
  return [
    Math.max(-furthest, Math.min(-3, Math.floor(Math.min(...ends)))),
    Math.min(furthest, Math.max(3, Math.ceil(Math.max(...ends)))),
  ];
}

function describeStudy(name: string, { seeds, testScenes }: StudyResult): string {
  return `${name}: ${seeds.length} seed${seeds.length === 1 ? '' : 's'}, n = ${testScenes.length} test scenes`;
}

/** Name at the left; at the right of a finding its verdict in each study. */
function texts(line: Line, studies: Readonly<Record<string, { result: StudyResult }>>): Record<string, unknown>[] {
  const text = { y: line.y, yref: 'y', xref: 'paper', yanchor: 'middle', showarrow: false };
  const left = { ...text, x: 0, xanchor: 'left', xshift: -314, align: 'left' };
  if (line.isPart)
    return [{ ...left, text: `   ${plainText(line.name)}`, font: { size: fontSizes.small, color: ink.soft } }];
  const verdicts = Object.values(studies).map(({ result }) => result.findings.find(({ id }) => id === line.finding)?.verdict); // prettier-ignore
  const words = verdicts.map((verdict) =>
    verdict ? `<span style="color:${verdictColours[verdict]}">${verdict.replace('-', ' ')}</span>` : '–',
  );
  return [
    {
      ...left,
      text: `<b>${plainText(line.name).replace(/^(.{20,38}) /, '$1<br>')}</b>`,
      font: { size: fontSizes.text, color: ink.text },
    },
    { ...text, x: 1, xanchor: 'left', xshift: 10, align: 'left', text: words.join('<br>'), font: { size: fontSizes.small, color: ink.text } }, // prettier-ignore
  ];
}
