import type { ProbeMetric, ProbeResult } from '../src/probes/index.js';
import { houseAxis, houseLayout, ink, panelTitle, variationStyle, type Figure, type Trace } from '../src/plot/index.js';
import { emptyFigure } from './empty-figure.js';
import { dashEntry, panelsUnderLegend } from './legend.js';
import { stageAxis } from './stage-axis.js';

export interface LayerCurvesOptions {
  /** What is drawn of each target; its own metric, the first it is scored by, when omitted. */
  metric?: ProbeMetric;
  title?: string;
}

/**
 * Scores of probes stage by stage, one panel a target, one line a read-out; dotted beside it the control task where
 * results have one, grey what says the same of every cell; of correspondence dashed who looks without seeing a feature.
 *
 * @param results of one encoder, in the order in which `probe` gives them: its stages from input to output
 */
export function layerCurves(
  results: readonly ProbeResult[],
  { metric, title = 'What each layer tells' }: LayerCurvesOptions = {},
): Figure {
  const panels = panelsOf(results, metric);
  if (panels.length === 0)
    return emptyFigure('layer-curves', title, `There are no results${metric ? ` in ${metric}` : ''} to draw.`);
  const shown = panels.flatMap((panel) => panel.results);
  const stages = distinct(shown.map(({ stage }) => stage));
  const heads = distinct(shown.map(({ head }) => head)).filter((head) => head !== 'trivial');
  const hasControl = shown.some(({ head, control }) => head !== 'trivial' && control);
  const entries: Trace[] = [
    ...heads.map((head) => {
      const { colour, symbol, dash } = styleOf(head, heads);
      const marker = { color: colour, symbol, size: 9 };
      return { ...dashEntry(head, dash, colour), legendgroup: head, mode: 'lines+markers', marker };
    }),
    ...(hasControl ? [dashEntry('control task', 'dot')] : []),
    dashEntry('the same of every cell', 'solid', ink.line),
  ];
  const columns = Math.min(3, panels.length);
  const grid = panelsUnderLegend(entries, {
    count: panels.length,
    columns,
    panelHeight: 190,
    gapX: 44,
    gapY: 62,
    margin: { l: 64, r: 20, t: 106, b: 56 },
  });
  const data: Trace[] = [...entries];
  const axes: Record<string, unknown> = {};
  grid.panels.forEach((panel, i) => {
    const line = (head: ProbeResult['head'], of: (result: ProbeResult) => number | undefined, look: object): Trace => ({
      type: 'scatter',
      mode: 'lines',
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      legendgroup: head,
      showlegend: false,
      x: stages,
      y: stages.map((stage) => {
        const found = panels[i].results.find((result) => result.stage === stage && result.head === head);
        return (found && of(found)) ?? null;
      }),
      ...look,
    });
    data.push(line('trivial', ({ value }) => value, { name: 'trivial', line: { color: ink.line, width: 1.5 } }));
    for (const head of heads) {
      const { colour, symbol, dash } = styleOf(head, heads);
      if (hasControl)
        data.push(line(head, ({ control }) => control?.value, { name: `${head}, control`, line: { color: colour, width: 1.5, dash: 'dot' } })); // prettier-ignore
      const marks = { mode: 'lines+markers', marker: { color: colour, symbol, size: 6 } };
      data.push(line(head, ({ value }) => value, { name: head, line: { color: colour, width: 2, dash }, ...marks }));
    }
    axes[panel.xaxisKey] = stageAxis(panel, stages, 'layer');
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      ...(panel.isLeftmost ? { title: 'score, test scenes' } : {}),
    });
  });
  const cells = distinct(shown.map(({ n }) => n));
  return {
    name: 'layer-curves',
    title,
    caption:
      `How well each target can be read out of the features of each layer, on test scenes. ` +
      `${hasControl ? 'Dotted: the same read-out on the control task, the truth of the same cell in another scene. ' : ''}` +
      `Grey line: what says the same of every cell. ${heads.some((head) => nullSymbols[head]) ? 'Dashed: who looks for points without seeing a feature. ' : ''}n = ${Math.min(...cells)} to ${Math.max(...cells)} cells.`,
    data,
    layout: {
      ...houseLayout({ title, subtitle: 'Scores of probes, layer by layer' }),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, panels[i].target, panels[i].metric)),
    },
  };
}

type Head = ProbeResult['head'];

/** Who looks for points in another view without seeing a feature, each with its symbol. */
const nullSymbols: Partial<Record<Head, string>> = { position: 'circle-open', height: 'square-open', density: 'diamond-open' }; // prettier-ignore

/** Read-outs have a colour each; what sees no feature is grey and dashed. */
function styleOf(head: Head, heads: readonly Head[]): { colour: string; symbol: string; dash: 'solid' | 'dash' } {
  const symbol = nullSymbols[head];
  if (symbol) return { colour: ink.soft, symbol, dash: 'dash' };
  return { ...variationStyle(head, heads.filter((other) => !nullSymbols[other])), dash: 'solid' }; // prettier-ignore
}

/** The targets that are drawn, each with its results in one metric. */
function panelsOf(
  results: readonly ProbeResult[],
  metric?: ProbeMetric,
): { target: string; metric: ProbeMetric; results: ProbeResult[] }[] {
  return distinct(results.map(({ target }) => target)).flatMap((target) => {
    const own = results.filter((result) => result.target === target);
    const shown = metric ?? own[0].metric;
    const ofMetric = own.filter((result) => result.metric === shown);
    return ofMetric.length > 0 ? [{ target, metric: shown, results: ofMetric }] : [];
  });
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
