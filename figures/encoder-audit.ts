import {
  bestNull,
  mainProbes,
  type AuditedProbe,
  type EncoderAudit,
  type Estimate,
  type NullName,
} from '../src/analysis/index.js';
import {
  figureWidth,
  houseAxis,
  houseLayout,
  ink,
  panelNote,
  panelTitle,
  plainText,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import { legendHeight, markEntry, topLegend } from './legend.js';
import { stageAxis } from './stage-axis.js';
import { dotTrace, lineTraces } from './traces.js';

const title = 'What the encoder adds to what needs no encoder';

/** The encoder's own look, and the marks of the nulls. */
const ownStyle = { label: 'the encoder', colour: '#d55e00', symbol: 'diamond' };
const nullStyles: Record<NullName, { label: string; colour: string; symbol: string }> = {
  constant: { label: 'constant', colour: ink.soft, symbol: 'line-ns-open' },
  position: { label: 'position alone', colour: '#0072b2', symbol: 'square-open' },
  height: { label: 'height alone', colour: '#009e73', symbol: 'triangle-up-open' },
  density: { label: 'density alone', colour: '#cc79a7', symbol: 'pentagon-open' },
  rank: { label: 'random colour directions of equal rank', colour: '#7a5195', symbol: 'x-thin-open' },
  untrained: { label: 'untrained', colour: '#6f7378', symbol: 'circle-open' },
};

/** Least score that is drawn where it is; what is below stands at the edge. */
const lowest = -0.2;

/** Targets followed along the layers, as many as lines can be told apart. */
const followed = ['depth', 'normals', 'albedo', 'texture', 'semantics', 'rgb'];
const mostFollowed = 3;

/** d′ between the features of two unrelated images. */
const unrelated = Math.SQRT2;

/** Heights in pixels. */
const sizes = { line: 25, gap: 74, leastColumn: 3 * 130 + 2 * 74 };

/** An audit in one picture: scores beside nulls, layers beyond the best null, skill under corruption, sensitivity to factors. */
export function encoderAuditFigure(audit: EncoderAudit): Figure {
  const layer = audit.layers[audit.layers.length - 1].name;
  const probes = mainProbes(audit, layer).filter(({ value }) => Number.isFinite(value));
  const nulls = Object.keys(audit.nulls) as NullName[];
  const entries = [
    { ...markEntry(ownStyle.label, ownStyle.symbol), marker: { color: ownStyle.colour, symbol: ownStyle.symbol, size: 10 } }, // prettier-ignore
    ...nulls.map((name) => ({ ...markEntry(nullStyles[name].label, nullStyles[name].symbol), marker: nullMark(name) })),
  ];
  const { panels, layout } = compose(Math.max(sizes.leastColumn, sizes.line * probes.length), entries);
  const [scores, layers, skills, shifts] = panels;
  const parts = [
    scorePanel(scores, probes),
    layerPanel(layers, audit),
    skillPanel(skills, audit, layer),
    shiftPanel(shifts, audit, layer),
  ];
  return {
    name: 'encoder-audit',
    title,
    caption:
      `${plainText(audit.encoder)} on ${audit.dataset}. Left: what a ridge regression reads out of ${plainText(layer)} on unseen scenes (R², or the share or accuracy that the target has), beside nulls that were asked the same of the same cells; scores below −0.2 stand at the edge. ` +
      `Right, from above: by how much each layer exceeds its best null; skill of depth and others beyond position on clean and corrupted images; d′ of the features when one factor alone is drawn anew (dotted: to another room). ` +
      `Bars and bands: 95 % bootstrap intervals over ${audit.testScenes.length} test scenes.`,
    data: [...entries, ...parts.flatMap(({ data }) => data)],
    layout: {
      ...houseLayout({ title, subtitle: `${plainText(audit.encoder)} on ${audit.dataset}, beside nulls` }),
      ...topLegend(64, layout.height, layout.width),
      ...layout,
      ...Object.assign({}, ...parts.map(({ axes }) => axes)),
      annotations: parts.flatMap(({ annotations }) => annotations),
      shapes: parts.flatMap(({ shapes }) => shapes ?? []),
    },
  };
}

/** One panel drawn. */
interface Drawn {
  data: Trace[];
  axes: Record<string, unknown>;
  annotations: unknown[];
  shapes?: unknown[];
}

/** The scores to the left, the three other panels one above the other to the right. */
function compose(
  height: number,
  entries: readonly Trace[],
): { panels: Panel[]; layout: { width: number; height: number; margin: object } } {
  const margin = { l: 172, r: 20, t: 106, b: 56 };
  margin.t += legendHeight(entries, figureWidth - margin.l - margin.r);
  const small = (height - 2 * sizes.gap) / 3;
  const extents: { x: [number, number]; y: [number, number] }[] = [
    { x: [0, 0.46], y: [0, 1] },
    ...[0, 1, 2].map((row): { x: [number, number]; y: [number, number] } => {
      const top = row * (small + sizes.gap);
      return { x: [0.6, 1], y: [Math.max(0, 1 - (top + small) / height), 1 - top / height] };
    }),
  ];
  const panels = extents.map(({ x, y }, i): Panel => {
    const suffix = i === 0 ? '' : String(i + 1);
    const names = { xaxis: `x${suffix}`, yaxis: `y${suffix}`, xaxisKey: `xaxis${suffix}`, yaxisKey: `yaxis${suffix}` };
    return { row: Math.max(0, i - 1), column: Math.min(1, i), ...names, x, y, isLeftmost: i === 0, isLowest: true };
  });
  return {
    panels,
    layout: { width: figureWidth, height: height + margin.t + margin.b, margin: { ...margin, autoexpand: false, pad: 0 } as object }, // prettier-ignore
  };
}

function nullMark(name: NullName): Record<string, unknown> {
  const { colour, symbol } = nullStyles[name];
  return { color: colour, symbol, size: 9, line: { color: colour, width: 1.8 } };
}

function scorePanel(panel: Panel, probes: readonly AuditedProbe[]): Drawn {
  const names = [...new Set(probes.flatMap(({ nulls }) => Object.keys(nulls) as NullName[]))];
  const shown = (value: number): number => Math.max(lowest, value);
  return {
    data: [
      ...names.map((name): Trace => ({
        type: 'scatter',
        mode: 'markers',
        name: nullStyles[name].label,
        showlegend: false,
        legendgroup: nullStyles[name].label,
        xaxis: panel.xaxis,
        yaxis: panel.yaxis,
        x: probes.map(({ nulls }) => (Number.isFinite(nulls[name]?.value) ? shown(nulls[name]!.value) : null)),
        y: probes.map((_, line) => line),
        marker: nullMark(name),
        hovertemplate: `${nullStyles[name].label}: %{x:.3f}<extra></extra>`,
      })),
      ...probes.map((probe, line) => dot(panel, line, clipped(probe))),
    ],
    axes: {
      [panel.xaxisKey]: houseAxis({ domain: panel.x, anchor: panel.yaxis, range: [lowest - 0.04, 1.04], title: 'score, test scenes' }), // prettier-ignore
      [panel.yaxisKey]: lines(panel, probes.map(({ target }) => target)), // prettier-ignore
    },
    annotations: [panelTitle(panel, plainText(probes[0]?.layer ?? ''), 'what is read out')],
  };
}

function clipped({ value, interval }: Estimate): Estimate {
  const at = (x: number): number => Math.max(lowest, x);
  return { value: at(value), interval: interval && [at(interval[0]), at(interval[1])] };
}

function dot(panel: Panel, y: number, { value, interval }: Estimate, style = ownStyle): Trace {
  const summary = { mean: value, interval, seeds: 1 };
  return dotTrace({ panel, y, summary, style, name: style.label, group: style.label });
}

/** The axis of a list, a name a line. */
function lines(panel: Panel, names: readonly string[]): Record<string, unknown> {
  return houseAxis({
    domain: panel.y,
    anchor: panel.xaxis,
    range: [names.length - 0.5, -0.5],
    tickvals: names.map((_, line) => line),
    ticktext: names.map(plainText),
    ticks: '',
    gridcolor: ink.grid,
  });
}

function layerPanel(panel: Panel, audit: EncoderAudit): Drawn {
  const names = audit.layers.map(({ name }) => name);
  const all = names.map((name) => mainProbes(audit, name));
  const known = [...new Set(all.flat().map(({ target }) => target))];
  const preferred = [...followed.filter((name) => known.includes(name)), ...known.filter((name) => !followed.includes(name))]; // prettier-ignore
  const targets = preferred.slice(0, mostFollowed);
  const curves = targets.map((target) => ({
    target,
    summaries: all.map((probes) => {
      const probe = probes.find((one) => one.target === target);
      if (!probe || !Number.isFinite(probe.value)) return null;
      const { value, interval } = bestNull(probe).beyond;
      return { mean: value, interval, seeds: 1 };
    }),
  }));
  const values = curves.flatMap(({ summaries }) => summaries.flatMap((one) => (one ? [one.mean, ...(one.interval ?? [])] : []))); // prettier-ignore
  const [low, high] = [Math.max(-1, Math.min(0, ...values)), Math.max(0.1, ...values)];
  const room = 0.08 * (high - low);
  const styleOf = (target: string): ReturnType<typeof variationStyle> => variationStyle(target, targets);
  return {
    data: curves.flatMap(({ target, summaries }) =>
      lineTraces({ panel, x: names, summaries, style: styleOf(target), name: target, group: target }),
    ),
    axes: {
      [panel.xaxisKey]: stageAxis(panel, names, 'layer'),
      [panel.yaxisKey]: houseAxis({ domain: panel.y, anchor: panel.xaxis, range: [low - room, high + room], zeroline: true, zerolinecolor: ink.line }), // prettier-ignore
    },
    annotations: [
      panelTitle(panel, 'Beyond the best null', targets.map((target) => `<span style="color:${styleOf(target).colour}">${plainText(target)}</span>`).join(' · ')), // prettier-ignore
    ],
  };
}

/** Clean skill, and what is left of it under colour and other corruptions: one mark each. */
const skillMarks = {
  clean: { label: 'clean', colour: ink.text, symbol: 'circle' },
  colour: { label: 'colour', colour: '#cc79a7', symbol: 'square' },
  other: { label: 'other', colour: '#56b4e9', symbol: 'triangle-up' },
};

function skillPanel(panel: Panel, { skills }: EncoderAudit, layer: string): Drawn {
  const own = skills.filter((skill) => skill.layer === layer && Number.isFinite(skill.clean.value));
  const legend = Object.values(skillMarks).map(({ label, colour }) => `<span style="color:${colour}">${label}</span>`).join(' · '); // prettier-ignore
  if (own.length === 0) return nothing(panel, 'Skill beyond position', 'not measurable here');
  return {
    data: own.flatMap(({ clean, corrupted }, line) => [
      dot(panel, line - 0.22, clean, skillMarks.clean),
      ...(corrupted.colour ? [dot(panel, line, corrupted.colour, skillMarks.colour)] : []),
      ...(corrupted.other ? [dot(panel, line + 0.22, corrupted.other, skillMarks.other)] : []),
    ]),
    axes: {
      [panel.xaxisKey]: houseAxis({ domain: panel.x, anchor: panel.yaxis, zeroline: true, zerolinecolor: ink.line, title: '1 − E/E of position' }), // prettier-ignore
      [panel.yaxisKey]: lines(panel, own.map(({ target }) => target)), // prettier-ignore
    },
    annotations: [panelTitle(panel, 'Skill beyond position', legend)],
  };
}

function shiftPanel(panel: Panel, { shifts }: EncoderAudit, layer: string): Drawn {
  const own = shifts.filter((shift) => shift.layer === layer);
  if (own.length === 0) return nothing(panel, 'Moved by one factor', 'not measurable here');
  const highest = 1.1 * Math.max(unrelated, ...own.flatMap(({ value, interval }) => [value, ...(interval ?? [])]));
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: nullStyles.untrained.label,
        showlegend: false,
        legendgroup: nullStyles.untrained.label,
        xaxis: panel.xaxis,
        yaxis: panel.yaxis,
        x: own.map(({ untrained }) => untrained ?? null),
        y: own.map((_, line) => line),
        marker: nullMark('untrained'),
      },
      ...own.map((shift, line) => dot(panel, line, shift)),
    ],
    axes: {
      [panel.xaxisKey]: houseAxis({ domain: panel.x, anchor: panel.yaxis, range: [0, highest], title: 'd′' }),
      [panel.yaxisKey]: lines(panel, own.map(({ factor }) => factor)), // prettier-ignore
    },
    annotations: [panelTitle(panel, 'Moved by one factor', 'dotted: to another room')],
    shapes: [
      { type: 'line', layer: 'below', xref: panel.xaxis, yref: 'paper', x0: unrelated, x1: unrelated, y0: panel.y[0], y1: panel.y[1], line: { color: ink.soft, width: 1.5, dash: 'dot' } }, // prettier-ignore
    ],
  };
}

/** A panel that says why it is empty. */
function nothing(panel: Panel, name: string, why: string): Drawn {
  const bare = { showticklabels: false, ticks: '', showgrid: false, range: [0, 1] };
  return {
    data: [],
    axes: {
      [panel.xaxisKey]: houseAxis({ domain: panel.x, anchor: panel.yaxis, ...bare }),
      [panel.yaxisKey]: houseAxis({ domain: panel.y, anchor: panel.xaxis, ...bare }),
    },
    annotations: [panelTitle(panel, name), panelNote(panel, why, ink.soft)],
  };
}
