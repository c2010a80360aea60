import { houseAxis, ink, panelTitle, variationStyle, type Panel, type Trace } from '../src/plot/index.js';
import type { Row } from '../src/study/types.js';
import { distinct, overSeeds, select } from './over-seeds.js';
import { lineTraces } from './traces.js';

/** Line styles of the heads, in their order. */
export const headDashes = ['solid', 'dash'] as const;

/** What the panels of one measure under corruptions are drawn from. */
export interface CorruptionPanelsInput {
  /** One measure, clean and under every corruption and severity. */
  rows: readonly Row[];
  corruptions: readonly string[];
  /** One panel a corruption. */
  panels: readonly Panel[];
  variations: readonly string[];
  /** Read-outs to tell apart by line style, with their names; none when the measure has no read-out. */
  heads?: Readonly<Record<string, string>>;
  /** Name and range of the measure's axis. */
  measure: string;
  range: [number, number];
}

/** Curves over severity, one panel a corruption: traces, axes and titles. */
export function corruptionPanels(input: CorruptionPanelsInput): {
  data: Trace[];
  axes: Record<string, unknown>;
  annotations: Record<string, unknown>[];
} {
  const { rows, corruptions, panels, measure, range } = input;
  const axes: Record<string, unknown> = {};
  const data = panels.flatMap((panel, i) => {
    const severities = distinct(select(rows, { corruption: corruptions[i] }), 'severity').sort((a, b) => a - b);
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
      ...(panel.isLeftmost ? { title: measure } : {}),
    });
    return curves(input, corruptions[i], severities, panel);
  });
  return { data, axes, annotations: panels.map((panel, i) => panelTitle(panel, corruptions[i].replaceAll('-', ' '))) };
}

/** From zero, or as far below as values go but not under −0.5: how much worse than nothing does not matter. */
export function measureRange(rows: readonly Row[]): [number, number] {
  const values = rows.map((row) => row.value);
  const [lowest, highest] = [Math.max(-0.5, Math.min(0, ...values)), Math.max(0.1, ...values)];
  const pad = 0.05 * (highest - lowest);
  return [lowest - pad, highest + pad];
}

function curves(
  { rows, variations, heads, measure }: CorruptionPanelsInput,
  corruption: string,
  severities: readonly number[],
  panel: Panel,
): Trace[] {
  const names = heads ? Object.entries(heads) : [[undefined, ''] as const];
  return [...names.keys()].reverse().flatMap((h) =>
    variations.flatMap((variation) => {
      const [head, headName] = names[h];
      const own = select(rows, { variation, ...(head === undefined ? {} : { head }) });
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
        name: headName === '' ? style.label : `${style.label}, ${headName}`,
        measure,
        group: variation,
        dash: headDashes[h],
        band: h === 0,
      });
    }),
  );
}
